from embeddings.reflow import find_wrapping, joints
from embeddings.repair import repair

SENTENCE = "坚持以经济建设为中心统筹推进产业升级城乡融合生态保护和民生改善各项工作取得明显成效"


def wrapped(indent: str) -> str:
    """Twelve paragraphs of 96 characters, cut at 40 characters a line."""
    paragraphs = []
    for number in range(12):
        text = indent + (SENTENCE[number:] + SENTENCE * 2)[:95] + "。"
        paragraphs.append("\n".join(text[i : i + 40] for i in range(0, len(text), 40)))
    return "第一章 总则\n" + "\n".join(paragraphs)


def test_hard_wrapped_lines_are_joined_into_their_paragraphs() -> None:
    for indent in ("", "\u3000\u3000"):
        lines = [line for line in repair(wrapped(indent)).text.split("\n") if line]
        assert lines[0] == "第一章总则"
        assert [len(line) for line in lines[1:]] == [96] * 12
        assert all(line.endswith("。") for line in lines[1:])


def test_paragraphs_of_any_length_are_not_wrapped() -> None:
    lines = [(SENTENCE * 3)[: 30 + 7 * number] + "。" for number in range(30)]
    assert find_wrapping(lines) is None
    assert repair("\n".join(lines)).text.split("\n") == lines


def test_a_heading_inside_a_wrapped_text_stays_alone() -> None:
    raw = wrapped("").replace("\n" + SENTENCE[5:30], "\n第二章 产业\n" + SENTENCE[5:30], 1)
    assert "\n第二章产业\n" in repair(raw).text


def test_a_paragraph_broken_inside_a_word_is_joined_and_the_edit_says_so() -> None:
    raw = "按照规划提升标准,到2025年建成120个现代农业产业\n\n园,其中国家级2个。\n"
    clean = repair(raw)
    assert clean.text == "按照规划提升标准,到2025年建成120个现代农业产业园,其中国家级2个。\n"
    (edit,) = clean.edits
    assert (raw[edit.start : edit.end], edit.replacement, edit.kind) == ("\n\n", "", "line-break")


def test_a_paragraph_that_lost_its_stop_is_no_broken_one() -> None:
    first = "按照规划提升标准,到2025年建成120个现代农业产业"
    for second in (
        "同时,加快建设。",
        "园区,港区,加快建设。园区,是重点。",
        "加快建设园区,完善设施。",
        "水运。推进建设。",
    ):
        raw = f"{first}\n{second}"
        spans = [(0, len(first)), (len(first) + 1, len(raw))]
        assert list(joints(raw, spans)) == []


def test_a_line_that_ends_at_a_comma_goes_on() -> None:
    raw = "到2030年，毛入学率达到96%，\n平均受教育年限达到11年。\n统筹发展、\n（一）稳增长\n"
    assert (
        repair(raw).text == "到2030年，毛入学率达到96%，平均受教育年限达到11年。\n统筹发展、\n（一）稳增长\n"
    )
    assert repair("甲、\n乙\n").text == "甲、\n乙\n"  # short: cells of a table
    assert repair("指标一，很长很长\t3\n指标二\t4\n").text == "指标一，很长很长\t3\n指标二\t4\n"


def test_a_line_goes_on_with_the_one_that_closes_its_marks() -> None:
    raw = "坚持“两个确\n立”，实施（含县\n城）更新。\n下一段《规划》。\n"
    assert repair(raw).text == "坚持“两个确立”，实施（含县城）更新。\n下一段《规划》。\n"
    lost = "打造“三个中心\n第二段说“甲”和“乙”。\n"  # a mark that the source lost: the next line has pairs of its own
    assert repair(lost).text == lost
    assert repair("提高（一\n一、建成”区\n").text == "提高（一\n一、建成”区\n"


def test_a_text_wrapped_by_characters_is_made_whole() -> None:
    """Lines of 20 characters are of very different width in columns where figures stand in them."""
    paragraph = (
        "2025年地区生产总值1585.2亿元,常住人口382.6万人,森林覆盖率41.91%,粮食产量31.8万吨,空气优良天数355天"
    )
    paragraphs = [f"{paragraph}第{number}段说完。" for number in range(10)]
    lines = [text[at : at + 20] for text in paragraphs for at in range(0, len(text), 20)]
    wrapping = find_wrapping(lines)
    assert wrapping is not None
    assert (wrapping.width, wrapping.by_characters) == (20, True)
    assert repair("\n".join(lines) + "\n").text == "\n".join(paragraphs) + "\n"

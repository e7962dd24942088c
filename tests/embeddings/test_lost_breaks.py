"""Texts whose line breaks or full stops are lost, as collections of old plans keep them."""

from embeddings.heading_words import FUSED_TITLE
from embeddings.headings import read_sections
from embeddings.repair import repair

INDENT = "\u3000\u3000"


def labels(raw: str) -> list[str]:
    """Return the label of every heading, by depth."""
    clean = repair(raw)
    return [
        "  " * (path[-1].level - 1) + path[-1].label
        for section in read_sections("p", clean)
        for path in section.walk()
        if path[-1].level
    ]


def paragraphs(indent: str, count: int = 6) -> str:
    return "".join(f"{indent}推进各项重点工作，确保取得实效。\n" for _ in range(count))


def test_a_heading_ends_at_the_indent_of_the_paragraph_behind_it() -> None:
    raw = (
        f"{INDENT}第一篇\u3000转变方式{INDENT}第一章\u3000发展环境{INDENT}“十一五”时期是不平凡的五年。\n"
        f"{INDENT}第一节\u3000发展基础{INDENT}甲市经济总量稳步扩大。\n{paragraphs(INDENT)}"
        f"{INDENT}第二章\u3000主要目标{INDENT}（一）经济增长{INDENT}年均增长百分之八左右。\n"
    )
    assert labels(raw) == [
        "第一篇 转变方式",
        "  第一章 发展环境",
        "    第一节 发展基础",
        "  第二章 主要目标",
        "    （一）经济增长",
    ]


def test_every_character_keeps_its_place_in_the_raw_text() -> None:
    raw = f"     第一章  总则     为了全市的发展，制定本纲要。\n{paragraphs('     ')}"
    clean = repair(raw)
    at = clean.text.index("为了全市")
    assert clean.text[at - 1] == "\n"
    assert raw[slice(*clean.to_raw(at, at + 4))] == "为了全市"


def test_columns_and_texts_without_indents_are_left() -> None:
    rows = f"一、地区生产总值{INDENT}3200{INDENT}4500\n二、森林覆盖率{INDENT}48{INDENT}50\n"
    raw = paragraphs(INDENT) + rows
    assert "地区生产总值\t3200\t4500" in repair(raw).text
    flat = f"第一章\u3000总则{INDENT}为了全市的发展，制定本纲要。\n" + paragraphs("")
    assert "\n为了全市" not in repair(flat).text


def sentences(count: int = 60) -> str:
    one = "我们要坚持以经济建设为中心，加快各项事业发展，不断提高人民群众的生活水平"
    return f"{one}\n" + f"{INDENT}{one}\n{one}\n{one}\n" * (count // 3)


def test_fused_headings_are_told_where_the_full_stops_are_lost() -> None:
    text = "健全粮食储备和调运体系，" * 6 + "确保供给"
    raw = (
        f"{INDENT}第一章\u3000农业{INDENT}{sentences()}"
        f"{INDENT}第一节稳定粮食生产能力严格执行耕地保护制度{text}\n{sentences(3)}"
        f"{INDENT}第二节规定的各项任务由各部门按照职责分工组织落实，{text}\n"
        f"{INDENT}第二节调整农业结构要面向市场和科技进步{text}\n{sentences(3)}"
    )
    assert labels(raw) == [
        "第一章 农业",
        f"  第一节 稳定粮食生产能力严格执行耕地保护{FUSED_TITLE}",
        f"  第二节 调整农业结构要面向市场和科技进步{FUSED_TITLE}",
    ]


def test_a_sentence_is_no_second_line_of_a_title() -> None:
    raw = f"{INDENT}第一章\u3000加快建设现代化的新城市{INDENT}全市城镇化率达到六成\n{sentences()}"
    assert labels(raw) == ["第一章 加快建设现代化的新城市"]


def test_numbered_parts_above_chapters_that_run_on() -> None:
    raw = (
        "一、目标\n第一章 任务\n甲。\n第二章 速度\n乙。\n（一）工业\n丙。\n（二）农业\n丁。\n"
        "二、产业\n第三章 农业\n戊。\n第四章 能源\n己。\n三、科技\n第五章 战略\n庚。\n"
    )
    assert labels(raw) == [
        "一、目标",
        "  第一章 任务",
        "  第二章 速度",
        "    （一）工业",
        "    （二）农业",
        "二、产业",
        "  第三章 农业",
        "  第四章 能源",
        "三、科技",
        "  第五章 战略",
    ]


def test_a_list_inside_a_bracketed_heading() -> None:
    raw = (
        "第一节 工业\n（一）钢铁\n甲。\n（二）电力\n各地电站如下：\n一、东北\n乙。\n二、华北\n丙。\n"
        "（三）煤矿\n丁。\n第二节 农业\n（一）种植\n戊。\n"
    )
    assert labels(raw) == [
        "第一节 工业",
        "  （一）钢铁",
        "  （二）电力",
        "    一、东北",
        "    二、华北",
        "  （三）煤矿",
        "第二节 农业",
        "  （一）种植",
    ]


def test_a_heading_behind_the_last_sentence_of_a_paragraph_is_one_where_its_number_is_missing() -> None:
    raw = (
        f"一、主要目标\n{paragraphs('')}二、重点任务\n{paragraphs('')}能源利用率达到33％。三、科学技术和教育\n{paragraphs('')}"
        f"四、对外贸易\n{paragraphs('')}落实好前述要求。二、重点任务\n{paragraphs('')}"
    )
    assert labels(raw) == ["一、主要目标", "二、重点任务", "三、科学技术和教育", "四、对外贸易"]


def test_the_point_of_a_decimal_that_a_scan_set_apart_is_one() -> None:
    clean = repair("占财政总支出的27 · 9％，增加1 · 8亿亩。“12·9”运动，甲 · 乙。\n")
    assert clean.text.startswith("占财政总支出的27.9％，增加1.8亿亩。“12·9”运动，甲")


def test_a_bracketed_heading_behind_a_sentence_and_one_behind_a_comma() -> None:
    raw = f"（一）改革企业\n{paragraphs('')}完善保险。〈二）改革计划和投资\n{paragraphs('')}（三）改革金融\n{paragraphs('')}"
    assert labels(raw) == ["（一）改革企业", "〈二）改革计划和投资", "（三）改革金融"]
    raw = (
        f"{INDENT}（一）煤炭工业{INDENT}扩大产量，保证供应，提高质量。\n{paragraphs(INDENT)}"
        f"{INDENT}保证用煤质量，{INDENT}（二）石油工业{INDENT}加强地质勘探，扩大原油产量。\n{paragraphs(INDENT)}"
    )
    assert labels(raw) == ["（一）煤炭工业", "（二）石油工业"]

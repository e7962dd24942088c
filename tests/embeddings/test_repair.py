import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.repair import LOST, repair


def kinds(raw: str) -> list[tuple[str, str, str]]:
    return [(e.kind, raw[e.start : e.end], e.replacement) for e in repair(raw).edits]


def test_pinyin_notes_go_and_real_brackets_stay() -> None:
    raw = "現(xiàn)代產(chǎn)業(yè),歷史文化(傳統(tǒng))村落,村(社區(qū)),城市(km)"
    assert repair(raw).text == "現代產業,歷史文化(傳統)村落,村(社區),城市(km)"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("新格局?;緦崿F(xiàn)治理體系", f"新格局{LOST}治理體系"),
        ("危中有機、??赊D機,以", f"危中有機、{LOST}機,以"),
        ("對接融入?yún)^(qū)域重大", f"對接融入{LOST}域重大"),
        ("確?！吧嗉馍系陌踩?。", f"確{LOST}。"),
        ("高職院?！半p高”建設", f"高職院{LOST}高”建設"),
        ("德才兼?zhèn)涞母咚刭|人才", f"德才兼{LOST}人才"),
    ],
)
def test_broken_bytes_become_a_mark(raw: str, clean: str) -> None:
    assert repair(raw).text == clean


def test_spaces_inside_chinese_go_but_columns_and_latin_words_keep_one() -> None:
    assert repair("到 2025 年,达到94% 以上").text == "到2025年,达到94%以上"
    assert repair("专栏25\u2002\u20027个产业").text == "专栏25 7个产业"
    assert repair("Smart City 5G").text == "Smart City 5G"
    assert repair("1. 5G网络建设").text == "1. 5G网络建设"


def test_contents_and_page_furniture_are_left_out() -> None:
    raw = "某市规划\n目录\n第一章总则....... 1\n第二章产业....... 5\n第三章民生....... 9\n第一章总则\n正文。\n扫一扫在手机打开当前页\n"
    assert "......" not in repair(raw).text
    assert "扫一扫" not in repair(raw).text
    assert [k for k, _, _ in kinds(raw)].count("contents") == 4  # 目录 itself is one


def test_note_markers_go_only_where_they_run_from_one() -> None:
    assert repair("布局 [1] ,定位 [2] 。").text == "布局,定位。"
    assert repair("累计 [16] 与 [22]").text == "累计[16]与[22]"
    assert repair("产值3.2[1]万元,余 [1]").text == "产值3.2[1]万元,余[1]"


def test_a_single_note_marker_goes_where_it_stands_at_its_word() -> None:
    assert repair("产值3.2[1]万元").text == "产值3.2万元"
    assert repair("指标\t[1]\t5\n").text == "指标\t[1]\t5\n"  # a cell of a table


@given(st.text(alphabet="第一章 节()yè業\n123.,。?;[]A\u00a0", max_size=200))
def test_every_clean_character_maps_to_its_raw_place(raw: str) -> None:
    clean = repair(raw)
    assert len(clean.text) == len(clean.starts) == len(clean.ends)
    assert np.all(clean.starts < clean.ends)
    assert np.all(np.diff(clean.starts) >= 0)
    kept = [i for i in range(len(clean.text)) if clean.ends[i] - clean.starts[i] == 1]
    changed = {e.start for e in clean.edits}
    assert all(clean.text[i] == raw[clean.starts[i]] for i in kept if clean.starts[i] not in changed)


@given(st.text(alphabet="第一章 節業(yè)\n12,。?[]A\u00a0", max_size=200))
def test_the_edits_and_the_rest_give_the_clean_text(raw: str) -> None:
    clean = repair(raw)
    pieces, position = [], 0
    for edit in clean.edits:
        assert position <= edit.start <= edit.end
        pieces += [raw[position : edit.start], edit.replacement]
        position = edit.end
    assert "".join([*pieces, raw[position:]]) == clean.text


def test_figures_in_full_width_are_read_as_figures() -> None:
    clean = repair("到２０３０年，森林覆盖率达到５５．４６％，见第３．条Ａ型（一）．\n")
    assert clean.text == "到2030年，森林覆盖率达到55.46%，见第3．条Ａ型（一）．\n"
    assert {edit.kind for edit in clean.edits} == {"width"}
    start = clean.text.index("55.46%")
    assert clean.to_raw(start, start + 6) == (14, 20)  # where ５５．４６％ stands


def test_signs_that_are_not_seen_part_nothing() -> None:
    assert repair("率\t6\u200b3.8\t森\u200b林\ufeff覆盖\n").text == "率\t63.8\t森林覆盖\n"


def test_a_text_with_a_space_between_all_signs_is_read_without_them() -> None:
    raw = "第 一 章   目 标\n到 2 0 3 0 年 ， 达 到 4 9 . 4 8 % 。\n指 标 \t 单 位 \t 2 0 3 0 年\n"
    clean = repair(raw)
    assert clean.text == "第一章 目标\n到2030年，达到49.48%。\n指标\t单位\t2030年\n"
    assert repair("甲 乙 丙 丁\n" + "一行普通的文字, 2 0 处。" * 3).text.endswith(
        "2 0处。"
    )  # one line is no habit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from embeddings.scripts import has_cjk, is_english, is_traditional, search_form, to_simplified, to_traditional

CHARACTERS = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from("著着裡里麼乾後發髮臺檯瞭藉於〇○ＧＤＰ％（①㎡ﬁİßǅ豈"),
)


@given(st.text(CHARACTERS))
@example("ﬁİß㎡…㍿①½")
def test_the_search_form_is_as_long_as_its_text(text: str) -> None:
    assert len(search_form(text)) == len(text)
    assert len(to_simplified(text)) == len(text)


def test_the_search_form_of_a_search_form_is_itself() -> None:
    """For every Chinese character but three that OpenCC knows two steps of (麼 么 幺), and for the plans' own words."""
    characters = "".join(map(chr, range(0x3400, 0xA000)))
    assert {c for c in characters if search_form(search_form(c)) != search_form(c)} <= set("薴麼麽")
    for document in read_corpus(SHIPPED_CORPUS):
        assert search_form(document.search_text) == document.search_text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("著力發展", "着力发展"),
        ("着力发展", "着力发展"),
        ("隨著", "随着"),
        ("顯著", "显着"),
        ("显著", "显着"),
        ("100公裡", "100公里"),
        ("里程", "里程"),
        ("ＧＤＰ１０％", "gdp10%"),
        ("（一）Ａ：；", "(一)a:;"),
        ("二○三五", "二〇三五"),
        ("二〇三五", "二〇三五"),
        ("臺灣", "台湾"),
        ("頭髮", "头发"),
        ("慰藉", "慰藉"),
        ("皇后", "皇后"),
        ("PM２.５", "pm2.5"),
        ("①", "①"),
        ("\u3000", " "),
        ("", ""),
        # These would grow, so they stay as they are.
        ("㎡ﬁ…㍿½", "㎡ﬁ…㍿½"),
        ("İ", "İ"),
    ],
)
def test_one_form_for_script_width_and_case(text: str, folded: str) -> None:
    assert search_form(text) == folded


def test_conversion_both_ways() -> None:
    assert to_simplified("衡陽市國民經濟") == "衡阳市国民经济"
    assert to_simplified("隨著改革著力發展") == "随着改革着力发展"  # where 著 is a particle
    assert to_simplified("顯著") == "显著"
    assert (
        to_simplified("成效显著,著力抓好著名品牌") == "成效显著,着力抓好著名品牌"
    )  # simplified but for 著力
    assert to_traditional("衡阳市国民经济") == "衡陽市國民經濟"
    assert to_traditional("头发发展") == "頭髮發展"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is the GDP of 郴州?", True),  # Whatisthe GDPof: 13 Latin letters against 2 characters
        ("GDP", True),
        ("GDP是多少", False),
        ("abcdefghi 郴州", True),  # 9 > 4 * 2
        ("abcdefgh 郴州", False),  # 8 = 4 * 2
        ("R&D", False),  # no word of two letters
        ("5G", False),
        ("2025", False),
        ("郴州", False),
        ("", False),
    ],
)
def test_is_english(text: str, expected: bool) -> None:
    assert is_english(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("懷化市", True),
        ("怀化市", False),
        ("發展的目標", True),
        ("规划", False),
        ("衡陽的目標是什么", True),  # 陽 and 標 against 么
        ("衡阳的目標是什么", False),  # 標 against 阳 and 么
        ("衡阳市和衡陽市", False),  # one each: not more traditional than simplified
        # Characters of both scripts say nothing by themselves.
        ("皇后", False),
        ("什麼", True),
        ("乾隆", False),
        ("公里", False),
        ("公裡", True),
        ("松", False),
        ("GDP 2025", False),
        ("", False),
    ],
)
def test_is_traditional(text: str, expected: bool) -> None:
    assert is_traditional(text) is expected


def test_has_cjk() -> None:
    assert [has_cjk(text) for text in ("甲", "〇", "○", "GDP,。", "")] == [True, True, True, False, False]


def test_powers_join_no_figure_but_units_are_asked_for_without_them() -> None:
    assert search_form("5.6×10⁴公顷") == "5.6×10⁴公顷"
    assert search_form("8km²、μg/m³") == "8km2、μg/m3"

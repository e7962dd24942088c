from collections import defaultdict

import pytest

from embeddings.scripts import search_form
from embeddings.terms import english_key, find_terms, load_terms, synonyms, translate


def _named(question: str) -> list[str]:
    return [term.zh for term in find_terms(search_form(question))]


def test_every_term_is_well_formed():
    for term in load_terms():
        assert term.kind in {"indicator", "topic", "general"}
        assert term.en, term.zh
        assert all(wording.strip() == wording != "" for wording in (*term.wordings, *term.en)), term.zh
        assert list(term.en) == [phrase.lower() for phrase in term.en], term.zh


def test_no_wording_and_no_phrase_belongs_to_two_terms():
    chinese, english = defaultdict(list), defaultdict(list)
    for term in load_terms():
        for wording in term.wordings:
            chinese[search_form(wording)].append(term.zh)
        for phrase in term.en:
            english[english_key(phrase)].append(term.zh)
    assert {form: owners for form, owners in chinese.items() if len(owners) > 1} == {}
    assert {phrase: owners for phrase, owners in english.items() if len(owners) > 1} == {}


def test_the_vocabulary_is_broad():
    kinds = [term.kind for term in load_terms()]
    assert kinds.count("indicator") >= 90
    assert kinds.count("topic") >= 230


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("研发投入强度是多少", ["研发经费投入"]),
        ("森林覆盖率目标", ["森林覆盖率", "目标"]),
        ("GDP增速", ["地区生产总值增长"]),
        ("人均GDP", ["人均地区生产总值"]),
        ("农村居民人均可支配收入", ["农村居民人均可支配收入"]),
        ("PM2.5浓度", ["细颗粒物浓度"]),
        ("怎么优化营商环境", ["营商环境"]),
        ("红色旅游", ["红色旅游"]),
        ("said", []),
    ],
)
def test_the_longest_wording_wins(question: str, terms: list[str]):
    assert _named(question) == terms


def test_synonyms_lead_to_the_printed_wording():
    assert synonyms("gdp目标") == ("地区生产总值", "生产总值", "国内生产总值", "经济总量", "经济规模")
    assert synonyms("失业率") == ("城镇调查失业率", "调查失业率", "城镇失业率")
    assert "研发经费投入" in synonyms("研发投入强度")
    assert "投入" not in synonyms("研发投入强度")
    assert synonyms("中欧班列") == ("国际货运班列", "中欧货运班列", "中欧铁路", "国际班列")


def test_synonyms_are_in_search_form_and_never_repeat_the_question():
    question = search_form("城鎮化率和Ｒ＆Ｄ")
    found = synonyms(question)
    assert found[0] == "常住人口城镇化率"
    assert "r&d经费" in found
    assert all(form == search_form(form) and form not in question for form in found)


def test_general_words_have_no_synonyms():
    assert synonyms("推进措施") == ()


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What is the forest coverage target?", ["森林覆盖率", "目标"]),
        ("Urbanisation rate of the city", ["常住人口城镇化率"]),
        ("the URBANIZATION RATE", ["常住人口城镇化率"]),
        ("R&D spending", ["研发经费投入"]),
        ("China–Europe freight trains", ["中欧班列"]),
        ("labour productivity", ["全员劳动生产率"]),
        ("data centres", ["大数据中心"]),
        ("GDP growth", ["地区生产总值增长"]),
        ("PM2.5", ["细颗粒物浓度"]),
        ("5G base stations", ["5G基站"]),
        ("intangible cultural heritage", ["非物质文化遗产"]),
        ("old residential communities", ["城镇老旧小区改造"]),
        ("childcare places", ["每千人口拥有三岁以下婴幼儿托位数"]),
        ("How many doctors per 1,000 people?", ["数量", "每千人口拥有执业(助理)医师数"]),
        ("children", ["儿童"]),
        ("pumped-storage power stations", ["抽水蓄能电站"]),
        ("energy consumption per unit of GDP", ["单位地区生产总值能源消耗降低"]),
        ("people's livelihood", ["民生"]),
        ("wetland parks", ["湿地公园"]),
        ("zebra", []),
    ],
)
def test_translate_finds_the_longest_phrase(question: str, first: list[str]):
    canonical = {term.zh for term in load_terms()}
    assert [word for word in translate(question) if word in canonical] == first


def test_translate_gives_the_canonical_term_first_then_the_others():
    assert translate("GDP") == (
        "地区生产总值",
        "GDP",
        "生产总值",
        "国内生产总值",
        "经济总量",
        "经济规模",
    )


def test_translate_keeps_to_word_boundaries():
    assert translate("steal airports' rail") == translate("airport rail")
    assert translate("teapot") == ()


def test_english_key_folds_spelling_and_number():
    assert english_key("Urbanisation rates") == ("urbanization", "rate")
    assert english_key("City-centre harbours’ factories") == ("city", "center", "harbor", "factory")
    assert english_key("women's programmes") == ("woman", "program")

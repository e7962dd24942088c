"""Places that no plan covers, drawn from the gazetteer and asked of the shipped plans by words alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from embeddings.corpus import Document
from embeddings.query.gazetteer import gazetteer
from eval.places import FORMS, ask_places, place_lines, sample_uncovered
from qa.answers import Answer


def refusal(question: str) -> Answer:
    return Answer("", question, "zh-Hans", True, "未收录。", (), (), (), "extractive", 0.0)


def test_the_sample_is_drawn_by_level_and_repeats(documents: Sequence[Document]) -> None:
    chosen = sample_uncovered(documents, 40, seed=3)
    assert Counter(place.level == "county" for place in chosen) == {True: 28, False: 12}
    assert sum(place.level == "prefecture" for place in chosen) == 8
    assert chosen == sample_uncovered(documents, 40, seed=3)
    assert chosen != sample_uncovered(documents, 40, seed=4)
    covered = {"郴州市", "怀化市", "衡阳市", "长沙市", "株洲市", "湘潭市"}
    assert not any(covered & {place.full, *place.within} for place in chosen)
    assert not any(place.former for place in chosen)


def test_each_place_is_asked_in_every_form() -> None:
    (place,) = [place for place in gazetteer().called("正定县") if not place.former]
    assert [each.answer.question for each in ask_places([place], refusal)] == [
        "正定县2025年地区生产总值目标是多少?",
        "正定常住人口城镇化率目标是多少?",
        "正定縣怎樣發展文化旅遊產業?",
        "What is Zhengding County's forest coverage target?",
    ]
    (district,) = [place for place in gazetteer().called("城区") if "晋城市" in place.within]
    assert next(ask_places([district], refusal)).answer.question.startswith("晋城市城区2025年")


def test_what_was_answered_is_counted_by_form() -> None:
    (place,) = [place for place in gazetteer().called("正定县") if not place.former]
    asked = list(ask_places([place], refusal))
    asked[3] = replace(asked[3], answer=replace(asked[3].answer, refused=False))
    assert list(place_lines(asked)) == [
        ["", "asked", "answered"],
        *([form, "1", "1" if "English" in form else "0"] for form in FORMS),
        ["all", "4", "1"],
    ]


@pytest.fixture(scope="module")
def ask(documents: Sequence[Document], tmp_path_factory: pytest.TempPathFactory):
    from embeddings.corpus import SHIPPED_CORPUS
    from embeddings.ingest import open_words
    from embeddings.words_only import WordsOnly
    from qa.assistant import Assistant

    read, index = open_words(SHIPPED_CORPUS, tmp_path_factory.mktemp("words") / "index")
    return Assistant.from_parts(read, index, WordsOnly()).ask


def test_no_plan_answers_for_another_place(documents: Sequence[Document], ask) -> None:
    chosen = sample_uncovered(documents, 40, seed=5)
    asked = list(ask_places(chosen, ask))
    assert len(asked) == 160
    assert [each.answer.question for each in asked if not each.is_right] == []
    for each in asked:
        if each.form.startswith("figure, full"):
            assert each.place.full in each.answer.text


def test_a_county_gets_its_own_figure_and_it_is_said_whose_plan_it_is(ask) -> None:
    own = ask("桂阳县2025年城区人口规模要达到多少?")
    assert "40万人" in own.text
    assert own.warnings == ("未收录桂阳县自己的规划，以上出自其所属的郴州市的规划。",)
    # 资兴 is named among the towns of the “大十字”, whose GDP is to grow by 8 %.
    group = ask("资兴市2025年地区生产总值目标是多少?")
    assert group.refused
    assert group.text.startswith("未收录资兴市自己的规划；其所属的郴州市的规划里没有找到依据，因此无法回答。")
    english = ask("How will Zixing develop tourism?")
    assert english.warnings == (
        "No plan of Zixing itself is covered: the answer is from the plan of Chenzhou, which it belongs to.",
    )


def test_in_a_comparison_the_covered_is_answered_and_the_uncovered_named(ask) -> None:
    answer = ask("比较岳阳和怀化的城镇化率目标")
    assert {each.document_id for each in answer.citations} == {"huaihua"}
    assert "未收录岳阳的规划。" in answer.warnings


def test_the_cities_of_a_province_are_all_that_are_covered_in_it(ask) -> None:
    answer = ask("湖南哪些市提到了冷链物流?")
    assert not answer.refused
    assert {each.document_id for each in answer.citations} >= {"chenzhou", "xiangxiang", "huaihua"}

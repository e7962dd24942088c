"""What answers is what the reader says answers: other scores, another threshold, a law taken away give another answer."""

from dataclasses import replace

import pytest

from embeddings.corpus import Document
from embeddings.headings import Section
from embeddings.needs import TermWeights
from embeddings.queries import Query, QueryReader
from qa.answering.choosing import Chooser
from qa.answering.heading_search import HeadingSearch
from qa.answering.reading import HitReader
from qa.answering.selection import Calibration, Linear
from qa.extractive import ExtractiveGenerator
from tests.qa.answering.conftest import ENTRY, READER_ONLY, ToldReader, Yunze

QUESTION = "云泽的老人生病了谁来照看?"


def only(words: str) -> ToldReader:
    return ToldReader(lambda part: 0.9 if words in part else 0.05)


def test_the_sentence_that_the_reader_chooses_is_quoted(yunze: Yunze):
    assert yunze.answer(QUESTION, only("护理保险")) == ["云泽市:建立长期护理保险制度,培训护理人员队伍。"]


def test_other_scores_give_another_answer(yunze: Yunze):
    assert yunze.answer(QUESTION, only("绿道")) == ["云泽市:扩大城市公园和绿道面积,方便群众休闲。"]


def test_nothing_is_said_where_the_reader_finds_nothing(yunze: Yunze):
    assert yunze.answer(QUESTION, ToldReader(lambda _: 0.05)) == []


@pytest.mark.parametrize(("threshold", "said"), [(0.0, True), (1.0, False)])
def test_the_threshold_decides(yunze: Yunze, threshold: float, said: bool):
    calibration = replace(READER_ONLY, threshold=threshold)
    assert bool(yunze.answer(QUESTION, only("护理保险"), calibration=calibration)) is said


def test_a_figure_of_another_year_is_none_however_sure_the_reader_is(yunze: Yunze):
    sure = ToldReader(lambda _: 0.99)
    assert "40%" in yunze.answer("云泽2025年公交分担率是多少?", sure)[0]
    assert not any("40%" in each for each in yunze.answer("云泽2035年公交分担率是多少?", only("40%")))


def test_a_target_does_not_say_what_was_reached(monkeypatch: pytest.MonkeyPatch):
    dated = ENTRY.model_copy(update={"period": "2021-2025"})
    monkeypatch.setattr("tests.qa.answering.conftest.ENTRY", dated)
    plan = Yunze("第一章 目标\n到2025年,单位GDP能耗下降10%以上,森林覆盖率达到61%。\n")
    sure = ToldReader(lambda _: 0.99)
    assert plan.answer("云泽的森林覆盖率怎么安排?", sure)
    assert plan.answer("云泽的森林覆盖率完成得怎么样?", sure) == []
    assert plan.answer("Did Yunze actually hit the forest coverage target?", sure) == []


def test_the_reader_sees_the_earlier_questions_and_where_a_passage_stands(yunze: Yunze):
    reader = only("公交")
    yunze.answer("那公交呢?", reader, history=["云泽的老人谁照看?"])
    assert reader.asked == ["本地的老人谁照看? 那公交呢?"]
    assert any(text.startswith("本市 ") and "第二节 出行" in text for text in reader.read_texts)


def test_of_two_sentences_both_answer_where_both_are_likely(yunze: Yunze):
    both = ToldReader(lambda part: 0.9 if "护理" in part else 0.8 if "公交" in part else 0.05)
    assert len(yunze.answer("云泽怎样方便群众?", both)) == 2


def test_items_are_listed_whole_where_several_answer():
    plan = Yunze(
        "第一章 总则\n第一节 定位\n立足优势,明确定位。\n——区域交通枢纽。建设铁路货场,畅通通道。\n"
        "——生态康养名城。保护水源。\n——先进制造基地。做强产业。\n第二节 农业\n稳定粮食。\n"
    )
    two = ToldReader(lambda part: 0.9 if "枢纽" in part or "康养" in part else 0.05)
    said = plan.answer("云泽的发展定位有哪些?", two)
    assert [each.removeprefix("云泽市:") for each in said] == [
        "区域交通枢纽。",
        "生态康养名城。",
        "先进制造基地。",
    ]
    one = ToldReader(lambda part: 0.9 if "枢纽" in part else 0.05)
    assert len(plan.answer("云泽的发展定位有哪些?", one)) == 1


def test_a_list_of_another_number_than_is_asked_is_not_given_as_whole():
    plan = Yunze("第一章 总则\n第一节 定位\n——区域交通枢纽。\n——生态康养名城。\n第二节 农业\n稳定粮食。\n")
    both = ToldReader(lambda part: 0.9 if "——" in part else 0.05)
    assert len(plan.answer("云泽有哪三个发展定位?", both)) < 3


def test_a_weight_on_words_counts(yunze: Yunze):
    calibration = Calibration(
        Linear({"relevance": 0.1, "coverage": 50.0}), Linear({"coverage": 1.0}, 1.0), 0.5, "told"
    )
    assert "公交" in yunze.answer("云泽怎样开通公交专线?", only("护理保险"), calibration=calibration)[0]


OLD_AGE = (
    "第一章 民生\n第一节 服务\n健全养老服务网络,建设日间照料中心。推行长期护理保险制度。举办职业技能大赛。\n"
    "支持社会力量办养老机构。\n第二节 出行\n开通三条公交专线。\n"
)


def _of_old_age(part: str) -> float:
    return {"健全": 0.9, "推行": 0.15, "支持": 0.15}.get(part[:2], 0.01)


def test_a_measure_is_told_with_the_sentences_of_its_item_that_may_belong_to_it() -> None:
    told = Yunze(OLD_AGE).answer("云泽怎么照顾老人?", ToldReader(_of_old_age))
    assert told == ["云泽市:健全养老服务网络,建设日间照料中心。推行长期护理保险制度。"]


def test_a_figure_and_a_yes_are_told_alone() -> None:
    said = OLD_AGE.replace("建设日间照料中心", "建设20个日间照料中心")
    told = " ".join(Yunze(said).answer("云泽建设多少个日间照料中心?", ToldReader(_of_old_age)))
    assert "20个" in told
    assert "长期护理" not in told


class Headings(HeadingSearch):
    """Finds the one section that it is told."""

    def __init__(self, words: str) -> None:
        self.words = words

    def meant(self, query: Query, document: Document) -> Section | None:
        return document.path_at(document.clean.text.index(self.words))[-1]


@pytest.mark.parametrize(
    ("question", "chance", "said"),
    [
        ("云泽的老人生病了有哪些照看?", 0.6, True),
        ("云泽的老人生病了有哪些照看?", 0.9, False),  # the sentence is sure to answer
        ("云泽的老人生病了会不会有人照看?", 0.6, False),  # yes or no is asked
        ("云泽的老人生病了要花多少钱?", 0.6, False),  # so is a figure
    ],
)
def test_the_section_that_is_meant_is_told_beside_a_sentence_that_may_not_answer(
    yunze: Yunze, question: str, chance: float, said: bool
):
    documents = {"yunze": yunze.document}
    reader = ToldReader(lambda part: chance if "护理保险" in part else 0.05)
    chooser = Chooser(HitReader(reader, documents), READER_ONLY, documents)
    generator = ExtractiveGenerator(
        documents, TermWeights(yunze.chunks), chooser=chooser, headings=Headings("开通")
    )
    query = QueryReader([yunze.document]).read(question)
    drafts = [each.text for each in generator.generate(query, yunze.hits)]
    assert any("公交专线" in each for each in drafts) is said

"""What stands in front of the ground of a yes or a no: it follows how likely that answers, and what it says."""

import pytest

from embeddings.needs import TermWeights
from embeddings.queries import QueryReader
from qa.answering.confirming import with_verdict
from qa.citations import Draft, Quote
from tests.qa.answering.conftest import Yunze

SAID = "建设环湖轻轨和水上巴士,严禁河道采砂"
YUNZE = Yunze(f"第一章 出行\n第一节 交通\n{SAID}。\n| 指标 | 单位 | 2030年 |\n")


@pytest.mark.parametrize(
    ("question", "sure", "lead"),
    [
        ("云泽会不会建环湖轻轨?", True, "是。"),
        ("云泽会不会建环湖轻轨和水上巴士?", False, "是。"),
        ("云泽以后在湖边住能坐车吗?", True, "规划提出："),
        ("云泽以后在湖边住能坐车吗?", False, "规划没有直接写明是或否，相关的表述："),
        ("云泽的河道准不准采砂?", True, "否。"),
        ("云泽怎样建轻轨?", True, ""),
    ],
)
def test_the_lead_of_a_ground(question: str, sure: bool, lead: str) -> None:
    start = YUNZE.document.clean.text.index(SAID)
    clause = SAID.split(",")["采砂" in question]
    draft = Draft(f"云泽市:{clause}。", (Quote("yunze", "yunze/1/1", clause, start + SAID.index(clause)),))
    query = QueryReader([YUNZE.document]).read(question)
    documents = {"yunze": YUNZE.document}
    [told] = with_verdict(query, [draft], documents, TermWeights(YUNZE.chunks), is_sure=sure)
    assert told.lead == lead


@pytest.mark.parametrize(("asked", "lead"), [("800亿元", "否。"), ("750亿元", "是。")])
def test_a_figure_that_is_read_out_of_a_row_is_compared_with_the_one_asked(asked: str, lead: str) -> None:
    row = Draft("云泽市:地区生产总值:2030年为750亿元。", (Quote("yunze", "yunze/1/1", "指标", 5),))
    query = QueryReader([YUNZE.document]).read(f"云泽2030年地区生产总值目标是{asked}吗?")
    documents = {"yunze": YUNZE.document}
    [told] = with_verdict(query, [row], documents, TermWeights(YUNZE.chunks), is_sure=True)
    assert told.lead == lead


def test_no_is_not_said_of_a_figure_of_another_sentence_or_another_time() -> None:
    documents = {"yunze": YUNZE.document}
    row, other = (
        Draft(said, (Quote("yunze", "yunze/1/1", said, 5),))
        for said in ("绿化覆盖率达到68%", "空气质量优良率达到94%")
    )

    def lead(question: str, *drafts: Draft) -> str:
        query = QueryReader([YUNZE.document]).read(question)
        return with_verdict(query, drafts, documents, TermWeights(YUNZE.chunks), is_sure=True)[0].lead

    untold = "规划没有直接写明是或否，相关的表述："
    assert lead("云泽的绿化覆盖率是94%吗?", row) == "否。"
    assert lead("云泽已经是94%了吗?", row, other) == untold
    dated = Draft("2020年绿化覆盖率达到68%", (Quote("yunze", "yunze/1/1", "2020年绿化覆盖率达到68%", 5),))
    assert lead("云泽2030年绿化覆盖率是68%吗?", dated) == untold

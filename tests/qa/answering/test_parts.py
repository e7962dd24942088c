"""Things that are named side by side: several questions, or one thing with several names in it."""

from collections.abc import Callable

import pytest

from embeddings.queries import Query, QueryReader
from qa.answering.parts import are_several
from qa.assistant import Assistant


def _listed(*names: str) -> list[Query]:
    return [QueryReader([]).read(each) for each in names]


@pytest.mark.parametrize(
    ("answers", "several"),
    [
        (("a", "b"), True),
        (("a", "a"), False),  # one sentence answers both: it is told once
        (("a", "a", None), True),  # it does not answer the third, which has to be told
        (("a", None), False),  # one thing with two names in it
        ((None, None), False),
    ],
)
def test_several_are_answered_by_several(answers: tuple[str | None, ...], several: bool) -> None:
    assert are_several(_listed(*["某某"] * len(answers)), answers) is several


def test_of_indicators_one_answer_will_do() -> None:
    assert are_several(_listed("森林覆盖率", "城镇化率"), ("a", None))


def test_each_thing_is_answered_in_order_or_said_not_to_be(small: Callable[..., Assistant]) -> None:
    answer = small().ask("云泽市2025年森林覆盖率、机场客流量和石墨新材料产值目标各是多少?")
    lines = answer.text.split("\n")
    assert "68.1%" in lines[0]
    assert lines[1] == "“机场客流量”：规划里没有找到依据。"
    assert "200亿元" in lines[2]

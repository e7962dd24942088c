"""Things that are named side by side: several questions, or one thing with several names in it."""

from collections.abc import Callable

import pytest

from qa.answering.parts import are_several
from qa.assistant import Assistant


@pytest.mark.parametrize(
    ("answers", "silent", "several"),
    [
        (("a", "b"), (False, False), True),
        (("a", "a"), (False, False), False),  # one sentence answers both: it is told once
        (("a", "a", None), (False, False, False), True),  # it does not answer the third, which has to be told
        (("a", None), (False, False), False),  # one thing with two names in it
        (("a", None), (False, True), True),  # the facts know that the plan says nothing of the other
        ((None, None), (True, True), False),
    ],
)
def test_several_are_answered_by_several(
    answers: tuple[str | None, ...], silent: tuple[bool, ...], several: bool
) -> None:
    assert are_several(answers, silent) is several


def test_each_thing_is_answered_in_order_or_said_not_to_be(small: Callable[..., Assistant]) -> None:
    answer = small().ask("云泽市2025年森林覆盖率、机场客流量和石墨新材料产值目标各是多少?")
    lines = answer.text.split("\n")
    assert "68.1%" in lines[0]
    assert lines[1] == "“机场客流量”：规划里没有找到依据。"
    assert "200亿元" in lines[2]


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("云泽市森林覆盖率2025年和2020年各是多少?", ("68.1%", "没有")),
        ("云泽市2025年森林覆盖率是多少,石墨新材料产值呢?", ("68.1%", "200亿元")),
    ],
)
def test_each_time_and_each_part_has_its_own_value(
    small: Callable[..., Assistant], question: str, values: tuple[str, str]
) -> None:
    lines = small().ask(question).text.split("\n")
    assert [value in line for value, line in zip(values, lines, strict=False)] == [True, True]


def test_a_follow_up_that_can_stand_alone_is_answered_as_if_it_did(small: Callable[..., Assistant]) -> None:
    alone = small().ask("云泽市石墨新材料产值目标是多少?")
    after = small().ask("石墨新材料产值目标是多少?", history=["云泽市2025年森林覆盖率是多少?"])
    assert [each.quote for each in after.citations] == [each.quote for each in alone.citations]
    assert "68.1%" not in after.text

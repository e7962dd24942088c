"""How the newest question is asked again, and what is not asked again."""

from dataclasses import replace

import pytest

from embeddings.query.history import Carried
from qa.web.carrying import Again, read_leaving
from qa.web.turns import Turn

ID = "0123456789abcdef" * 2
TURN = Turn(
    1,
    "增速呢",
    state="done",
    carried=(Carried("place", "郴州市"), Carried("topic", "gdp目标")),
    without=("period",),
    id="t1",
)


def test_a_thing_that_was_taken_over_is_left_out_beside_what_was_left_out_before() -> None:
    assert read_leaving((TURN,), {"turn": "t1", "kind": "topic", "id": ID}) == Again(
        ID, ("period", "topic"), "short"
    )


def test_the_depth_changes_to_the_other_one() -> None:
    assert read_leaving((TURN,), {"turn": "t1", "kind": "depth", "id": ID}) == Again(ID, ("period",), "full")
    told = replace(TURN, depth="full")
    assert read_leaving((told,), {"turn": "t1", "kind": "depth", "id": ID}) == Again(ID, ("period",), "short")
    assert read_leaving((told,), {"turn": "t1", "kind": "place", "id": ID}) == Again(
        ID, ("period", "place"), "full"
    )


@pytest.mark.parametrize(
    "told",
    [
        {"turn": "t1", "kind": "period"},  # nothing of it was taken over
        {"turn": "t0", "kind": "topic"},
        {"turn": "t1", "kind": "city"},
        {"turn": "t1"},
        {"turn": "t1", "kind": "topic", "more": 1},
        {"turn": "t1", "kind": "topic", "id": "t1"},
        None,
    ],
)
def test_what_the_newest_turn_did_not_take_over_changes_nothing(told: object) -> None:
    assert read_leaving((TURN,), told) is None


def test_a_turn_that_runs_or_is_not_the_newest_stays() -> None:
    asked = {"turn": "t1", "kind": "topic"}
    assert read_leaving((replace(TURN, state="searching"),), asked) is None
    assert read_leaving((TURN, replace(TURN, id="t2")), asked) is None
    assert read_leaving((), asked) is None


def test_it_is_asked_again_once_however_often_it_is_told() -> None:
    told = {"turn": "t1", "kind": "topic", "id": ID}
    assert read_leaving((replace(TURN, id=ID),), told) is None
    again = [read_leaving((TURN,), {"turn": "t1", "kind": "topic"}) for _ in range(2)]
    assert len({each.id for each in again if each is not None}) == 2

"""A turn that is ended before its time: at once, as stopped or without a trace, its course cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from qa.web.running import RunningTurns
from qa.web.turns import Turn, Turns

EARLIER = Turn(1, "一？", state="done", id="a")
SEARCHING = Turn(2, "二？", id="b")
ANSWERING = Turn(2, "二？", state="answering", id="b")
DONE = Turn(2, "二？", state="done", id="b")


class Course:
    """A turn that is answered when ``go_on`` is set, and keeps whether it was cancelled before."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.cancelled = False

    async def steps(self) -> AsyncGenerator[Turns]:
        yield EARLIER, SEARCHING
        try:
            yield EARLIER, ANSWERING
            await self.go_on.wait()
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled = True
            raise
        yield EARLIER, DONE


def course_when_ended(*, keep: bool | None) -> tuple[list[Turns], bool, bool]:
    """Return what is shown of a course that is ended while it waits, whether it ran, and whether it was cancelled."""

    async def follow() -> tuple[list[Turns], bool, bool]:
        running, course = RunningTurns(), Course()
        shown: list[Turns] = []
        ran = True
        async for turns in running.follow(course.steps()):
            shown.append(turns)
            if turns and turns[-1].state == "answering":
                if keep is None:
                    course.go_on.set()
                else:
                    ran = running.end(turns, keep=keep)
        assert not running.end((EARLIER, ANSWERING), keep=True)
        return shown, ran, course.cancelled

    return asyncio.run(asyncio.wait_for(follow(), 5))


def test_what_is_not_ended_is_followed_to_its_end() -> None:
    shown, _, cancelled = course_when_ended(keep=None)
    assert shown == [(EARLIER, SEARCHING), (EARLIER, ANSWERING), (EARLIER, DONE)]
    assert not cancelled


def test_a_stopped_turn_is_shown_as_stopped() -> None:
    shown, ran, cancelled = course_when_ended(keep=True)
    assert [turns[-1].state for turns in shown] == ["searching", "answering", "stopped"]
    assert ran
    assert cancelled


def test_of_a_turn_whose_conversation_is_gone_nothing_is_left() -> None:
    shown, ran, cancelled = course_when_ended(keep=False)
    assert shown == [(EARLIER, SEARCHING), (EARLIER, ANSWERING), ()]
    assert ran
    assert cancelled


def test_what_a_course_waits_for_is_cancelled() -> None:
    async def follow() -> bool:
        running, course = RunningTurns(), Course()
        shown = running.follow(course.steps())
        await anext(shown)
        turns = await anext(shown)
        waiting = asyncio.ensure_future(anext(shown))
        await asyncio.sleep(0.01)
        assert running.end(turns, keep=True)
        assert (await waiting)[-1].state == "stopped"
        return course.cancelled

    assert asyncio.run(asyncio.wait_for(follow(), 5))


def test_only_what_runs_can_be_ended() -> None:
    running = RunningTurns()
    assert not running.end((), keep=True)
    assert not running.end((EARLIER,), keep=False)


def test_a_turn_that_begins_anew_ends_the_one_that_nobody_looks_at() -> None:
    async def follow() -> tuple[list[Turns], Turns, bool]:
        running, left, again = RunningTurns(), Course(), Course()
        shown = running.follow(left.steps())
        steps = [await anext(shown), await anext(shown)]
        running.abandon("b")
        anew = running.follow(again.steps())
        await anext(anew)
        steps.append(await anext(shown))
        assert await anext(shown, None) is None
        again.go_on.set()
        *_, last = [turns async for turns in anew]
        running.abandon("b")  # nothing runs under it
        return steps, last, left.cancelled

    steps, last, cancelled = asyncio.run(asyncio.wait_for(follow(), 5))
    assert steps == [(EARLIER, SEARCHING), (EARLIER, ANSWERING), ()]
    assert last == (EARLIER, DONE)
    assert cancelled

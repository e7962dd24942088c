"""The asynchronous twin: the same answer, in events, while the loop goes on."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from embeddings.query.history import Carried, Context
from qa.assistant import Assistant
from qa.errors import QuestionError, UnknownCityError
from qa.events import Done, Event, PassagesFound, SentenceVerified, Understood
from qa.llm.prompting import Message

Small = Callable[..., Assistant]
GDP = "云泽市2025年地区生产总值目标是多少?"
FOREST = "那森林覆盖率呢?"


async def collect(assistant: Assistant, question: str, **options: Any) -> list[Event]:
    return [event async for event in assistant.stream(question, **options)]


def test_the_events_of_a_question(small: Small) -> None:
    said = "到2025年,地区生产总值达到3500亿元。市民都很快乐。石墨新材料产值达到200亿元。"
    assistant = small(said)
    events = asyncio.run(collect(assistant, GDP, id="q1"))
    assert [type(event) for event in events] == [
        Understood,
        PassagesFound,
        SentenceVerified,
        SentenceVerified,
        Done,
    ]
    understood, passages, first, second, done = events
    assert understood == Understood(GDP, "zh-Hans")
    assert [hit.rank for hit in passages.hits] == list(range(1, len(passages.hits) + 1))  # type: ignore[union-attr]
    assert first.sentence.text == "到2025年,地区生产总值达到3500亿元。"  # type: ignore[union-attr]
    assert [each.marker for each in second.citations] == [2]  # type: ignore[union-attr]
    answer = done.answer  # type: ignore[union-attr]
    assert answer.sentences == (first.sentence, second.sentence)  # type: ignore[union-attr]
    assert answer.citations == first.citations + second.citations  # type: ignore[union-attr]
    assert answer.dropped == 1
    asked = assistant.ask(GDP, id="q1").to_json()
    assert {**asked, "latency_s": 0} == {**answer.to_json(), "latency_s": 0}


def test_the_standalone_question_is_told_and_kept(small: Small) -> None:
    answer = small().ask(FOREST, history=[GDP])
    assert answer.question == FOREST
    assert answer.standalone == "云泽市 2025年森林覆盖率目标是多少?"
    assert answer.to_json()["standalone"] == answer.standalone
    events = asyncio.run(collect(small(), FOREST, history=[GDP]))
    carried = (Carried("place", "云泽市"), Carried("topic", "地区生产总值目标"), Carried("period", "2025"))
    assert events[0] == Understood(answer.standalone, "zh-Hans", carried)
    assert answer.to_json()["carried"][0] == {"kind": "place", "words": "云泽市"}


def test_what_a_question_took_over_can_be_left_out(small: Small) -> None:
    without = Context(without=frozenset({"topic"}))
    answer = small().ask("那2025年呢", history=[GDP], context=without)
    assert answer.standalone == "云泽市 那2025年呢"
    assert answer.carried == (Carried("place", "云泽市"),)


def test_errors_are_raised_where_the_events_are_read(small: Small) -> None:
    with pytest.raises(QuestionError):
        asyncio.run(collect(small(), "  "))
    with pytest.raises(UnknownCityError):
        asyncio.run(collect(small(), GDP, cities=["北京"]))


class Gated:
    """A model that waits until it is let go after its first sentence; it counts who is in it."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.closed = threading.Event()
        self.inside = 0

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        self.inside += 1
        try:
            yield "到2025年,地区生产总值达到3500亿元。石"
            assert self.gate.wait(20)
            yield "墨新材料产值达到200亿元。年"
            yield "均增长7.5%。"
        finally:
            self.closed.set()


def test_a_sentence_comes_before_the_model_has_finished_and_many_do_not_block(small: Small) -> None:
    model = Gated()
    assistant = small(model=model)

    async def one(first: asyncio.Event) -> list[Event]:
        events = []
        async for event in assistant.stream(GDP):
            events.append(event)
            if isinstance(event, SentenceVerified):
                first.set()
        return events

    async def main() -> list[list[Event]]:
        signals = [asyncio.Event() for _ in range(40)]
        tasks = [asyncio.create_task(one(signal)) for signal in signals]
        await asyncio.wait_for(asyncio.gather(*(signal.wait() for signal in signals)), 60)
        assert not any(task.done() for task in tasks)  # all 40 wait for the model at once
        began = time.monotonic()
        await asyncio.sleep(0.01)
        assert time.monotonic() - began < 2  # the loop is free
        model.gate.set()
        return await asyncio.gather(*tasks)

    answers = asyncio.run(main())
    assert model.inside == 40
    texts = {events[-1].answer.text for events in answers}  # type: ignore[union-attr]
    assert texts == {
        "到2025年,地区生产总值达到3500亿元。[1]\n石墨新材料产值达到200亿元。[2]\n年均增长7.5%。[3]"
    }


def test_a_reader_who_leaves_ends_the_work(small: Small) -> None:
    model = Gated()

    async def main() -> None:
        events = small(model=model).stream(GDP)
        async for event in events:
            if isinstance(event, SentenceVerified):
                break
        await events.aclose()  # type: ignore[attr-defined]
        model.gate.set()
        assert await asyncio.to_thread(model.closed.wait, 10)

    asyncio.run(main())

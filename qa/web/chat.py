"""The chat as Gradio blocks: a list of turns, one question box, the cities as chips."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import uuid4

import gradio as gr
from pydantic import ValidationError

from embeddings.query.history import CarriedKind, Depth
from qa.errors import FeedbackError
from qa.feedback import Feedback, FeedbackStore
from qa.shelf import Shelf
from qa.web.asking import Asked, Asking, converse, read_asking
from qa.web.carrying import Leaving, read_leaving
from qa.web.cited import CitedTables
from qa.web.compared import ComparedAnswers
from qa.web.covered import (
    filter_names,
    render_header,
    render_refusal_help,
    render_suggestions,
    render_welcome,
)
from qa.web.export import FORMATS, Saving, export
from qa.web.layout import Parts, lay_out
from qa.web.opening import Opening, read_opening
from qa.web.rating import Told, read_rating
from qa.web.render import render_announcement, render_turn
from qa.web.report import report
from qa.web.running import RunningTurns
from qa.web.signing import TurnSigner
from qa.web.suggesting import suggestions
from qa.web.turns import RUNNING, Showing, Turn, Turns, from_kept, stop, to_kept

logger = logging.getLogger(__name__)

QUESTIONS_AT_ONCE: Final = 32
"""So many readers are answered at the same time; the others wait in Gradio's queue."""

WAITING: Final = 256
"""So many questions and suggestions wait at most; the page says of others that the server is busy."""

EVENTS: Final[dict[str, Any]] = {
    "ask": Asking | None,
    "leave": Leaving,
    "rate": Told,
    "save": Saving,
    "show": Showing,
}
"""Handler -> the form of what its event tells; the others are told nothing."""

_ONE_BY_ONE: Final[dict[str, Any]] = {
    "concurrency_limit": 1,
    "concurrency_id": "suggest",
    "trigger_mode": "always_last",
}
"""Next questions wait for one another: several are asked to find some, and answers must not wait for that."""

_QUIET: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}

Updates = dict[Any, Any]


def build_chat(
    assistant: Asked,
    *,
    shelf: Shelf | None = None,
    feedback: FeedbackStore | None = None,
    signer: TurnSigner | None = None,
) -> gr.Blocks:
    """Return the chat over ``assistant``. Its style and script are put into the page by ``create_app``.

    ``shelf`` knows what is cited of a plan (those shipped, unless given); without ``feedback`` there are no thumbs.
    ``signer`` signs the turns that the browser keeps; without one they last as long as the process.
    """
    with gr.Blocks(title="规划问答 · CityPlans", analytics_enabled=False, fill_width=True) as blocks:
        parts = lay_out(assistant)
        chat = _Chat(assistant, parts, shelf or Shelf(), feedback, signer or TurnSigner())
        chat.connect(blocks)
    blocks.queue(max_size=WAITING, api_open=False)
    built: gr.Blocks = blocks
    return built


class _Chat:
    """What happens on the page; every method is the handler of an event."""

    def __init__(
        self,
        assistant: Asked,
        parts: Parts,
        shelf: Shelf,
        feedback: FeedbackStore | None,
        signer: TurnSigner,
    ) -> None:
        self.assistant = assistant
        self.parts = parts
        self.shelf = shelf
        self.feedback = feedback
        self.signer = signer
        self.running = RunningTurns()
        self.tables = CitedTables(self.shelf)
        self.compared = ComparedAnswers(self.shelf)
        self.is_warm = False
        self.names = list(filter_names(assistant.plans))

    def connect(self, blocks: gr.Blocks) -> None:
        """Connect the events of the page."""
        parts = self.parts
        turns, shown = parts.turns, parts.shown
        at_once: dict[str, Any] = {"concurrency_limit": QUESTIONS_AT_ONCE, **_QUIET}
        # The script keeps what is told until the server has it, and gives the question that is told.
        asking = parts.signal.ask(
            self.ask,
            inputs=[parts.question, parts.cities, turns],
            outputs=shown,
            js="(...sent) => window.cityplansSent(...sent)",
            **at_once,
        )
        loading = blocks.load(
            self.open,
            inputs=parts.kept,
            outputs=[*shown, parts.opening, parts.top],
            js="() => [window.cityplansKept()]",
            queue=False,
            **_QUIET,
        )
        opening = loading.then(
            self.ask_opening,
            inputs=[parts.opening, turns],
            outputs=shown,
            js="(...opened) => window.cityplansOpened(...opened)",
            **at_once,
        )
        leaving = parts.signal.leave(
            self.leave,
            inputs=turns,
            outputs=shown,
            js="(...left) => window.cityplansLeft(...left)",
            **at_once,
        )
        for event in (asking, opening, leaving):
            event.then(self.suggest, inputs=turns, outputs=parts.following, **_ONE_BY_ONE, **_QUIET)
        ending: dict[str, Any] = {"inputs": turns, "outputs": shown, "queue": False, **_QUIET}
        halting = parts.halt.click(self.halt, **ending)
        clearing = parts.new_chat.click(self.clear, **ending)
        rating = parts.signal.rate(self.rate, inputs=turns, outputs=parts.rated, queue=False, **_QUIET)
        saving = parts.signal.save(self.save, inputs=turns, outputs=parts.download, queue=False, **_QUIET)
        showing = parts.signal.show(self.show, inputs=turns, outputs=shown, queue=False, **_QUIET)
        rating.then(None, inputs=parts.rated, js="(told) => window.cityplansRated(told)", **_QUIET)
        saving.then(None, inputs=parts.download, js="(file) => window.cityplansSave(file)", **_QUIET)
        # Gradio drops what is told before an answer is over; so long the page keeps it.
        for over, script in (
            (loading.failure, "cityplansNotOpened"),
            (opening.then, "cityplansAnswered"),
            (opening.failure, "cityplansAnswered"),
            (asking.then, "cityplansAnswered"),
            (asking.failure, "cityplansNotAnswered"),
            (leaving.then, "cityplansAnswered"),
            (leaving.failure, "cityplansAnswered"),
            (clearing.then, "cityplansCleared"),
            (clearing.failure, "cityplansCleared"),
            (showing.then, "cityplansShown"),
            (showing.failure, "cityplansNotShown"),
        ):
            over(None, js=f"() => window.{script}()", **_QUIET)
        for event in (asking, opening, leaving, halting):
            event.then(None, inputs=parts.kept, js="(kept) => window.cityplansKeep(kept)", **_QUIET)

    async def ask(
        self, question: str, cities: list[str], turns: Turns, event: gr.EventData
    ) -> AsyncIterator[Updates]:
        """Answer a question, once: one that was told again is the same, by its id.

        One that is still being answered was told by a page that has been loaded anew since.
        """
        asked = read_asking(event._data)
        id = asked.id
        if any(turn.id == id for turn in turns):
            yield {self.parts.announcement: gr.skip()}
            return
        self.running.abandon(id)
        async for updates in self._answer(question, cities, turns, fresh=False, id=id, talk=asked.talk):
            yield updates

    async def ask_opening(self, opening: Opening, turns: Turns) -> AsyncIterator[Updates]:
        """Answer the question of the address, if it has one; what was asked before is no part of it."""
        cities, id = list(opening.cities), uuid4().hex
        answer = partial(self._answer, fresh=True, id=id, depth=opening.depth, shared=opening.shared)
        async for updates in answer(opening.question, cities, turns):
            yield updates

    async def leave(self, turns: Turns, event: gr.EventData) -> AsyncIterator[Updates]:
        """Ask the newest question again, without something that it took over or in full; the answer takes its place.

        It is asked again once: when that was told again, the newest turn is another.
        """
        again = read_leaving(turns, event._data)
        if again is None:
            yield {self.parts.announcement: gr.skip()}
            return
        self.running.abandon(again.id)
        turn = turns[-1]
        answer = self._answer(
            turn.question,
            list(turn.cities),
            turns[:-1],
            fresh=not turn.history,
            id=again.id,
            without=again.without,
            depth=again.depth,
            talk=turn.talk,
        )
        async for updates in answer:
            yield updates

    async def _answer(
        self,
        question: str,
        cities: list[str],
        turns: Turns,
        *,
        fresh: bool,
        id: str,
        without: Sequence[CarriedKind] = (),
        depth: Depth = "short",
        shared: str = "",
        talk: str = "",
    ) -> AsyncIterator[Updates]:
        asked = question.strip()
        if not asked:
            yield {self.parts.announcement: gr.skip()}
            return
        course = converse(
            self.assistant,
            turns,
            asked,
            cities=cities,
            fresh=fresh,
            without=without,
            depth=depth,
            id=id,
            shared=shared,
            talk=talk or (turns[-1].talk if turns else ""),
        )
        async for conversation in self.running.follow(course):
            if not conversation:
                yield self._cleared()
                return
            newest = conversation[-1]
            if not self.tables.is_prepared(newest.citations):
                await asyncio.to_thread(self.tables.prepare, newest.citations)
            updates = self._newest(conversation)
            if newest.state == "searching" and not newest.carried:
                updates[self.parts.past] = self._rendered(turns)
                updates[self.parts.following] = ""
            yield updates
            # The first comparison may read whole plans; the answer does not wait for its columns.
            if newest.state == "done" and self.compared.of(newest) is None:
                await asyncio.to_thread(self.compared.prepare, newest)
                if self.compared.of(newest) is not None:
                    yield {self.parts.live: self._rendered((newest,))}

    async def suggest(self, turns: Turns) -> str:
        """Offer what could be asked next."""
        try:
            found = await suggestions(self.assistant, turns)
            return render_suggestions(found, after=turns[-1].id if turns else "")
        except Exception:
            logger.exception("No next question could be found")
            return ""

    def open(self, kept: object, request: gr.Request) -> Updates:
        """Show the conversation that this browser kept, and take up what the address asks."""
        self._warm()
        parts = self.parts
        opening = read_opening(request.query_params, self.assistant.plans)
        return {
            **self._all(from_kept(kept, self.signer)),
            **self._covered(opening.chosen),
            parts.opening: opening,
        }

    def _warm(self) -> None:
        """Let the figures of the plans be read while the first reader looks around: a comparison would wait for them."""
        if not self.is_warm:
            self.is_warm = True
            threading.Thread(target=self.compared.warm, name="read-figures", daemon=True).start()

    def _covered(self, chosen: Sequence[str]) -> Updates:
        """Return what the page says of the plans as they are now: it was laid out when the server began."""
        plans = self.assistant.plans
        names = list(filter_names(plans))
        if names != self.names:
            cities = gr.update(choices=names, value=list(chosen))
        else:
            cities = gr.update(value=list(chosen)) if chosen else gr.skip()
        top = render_header(plans) if names != self.names else gr.skip()
        return {self.parts.top: top, self.parts.cities: cities}

    async def show(self, turns: Turns, event: gr.EventData) -> Updates:
        """Show another conversation that this browser kept; what still runs of this one ends."""
        self.running.end(turns, keep=False)
        try:
            told = Showing.model_validate(event._data)
        except ValidationError:
            return {self.parts.announcement: gr.skip()}
        other = await asyncio.to_thread(from_kept, told.turns, self.signer)
        shown = await asyncio.to_thread(self._all, other)
        return shown | {self.parts.following: "", self.parts.announcement: "", **self._buttons(running=False)}

    def _all(self, turns: Turns) -> Updates:
        """Return what shows a whole conversation."""
        parts = self.parts
        self.tables.prepare(citation for turn in turns for citation in turn.citations)
        for turn in turns:
            self.compared.prepare(turn)
        return {
            parts.turns: turns,
            parts.past: self._rendered(turns[:-1]),
            parts.live: self._rendered(turns[-1:]) if turns else render_welcome(self.assistant.plans),
        }

    async def halt(self, turns: Turns) -> Updates:
        """Stop the running turn, which then shows its end itself; one that runs no longer is shown as stopped."""
        if self.running.end(turns, keep=True) or not turns:
            return {self.parts.announcement: gr.skip()}
        return self._newest(stop(turns))

    async def clear(self, turns: Turns) -> Updates:
        """Begin anew."""
        self.running.end(turns, keep=False)
        return self._cleared()

    def _cleared(self) -> Updates:
        """Return what changes where a conversation is gone."""
        parts = self.parts
        return {
            parts.turns: (),
            parts.past: "",
            parts.live: render_welcome(self.assistant.plans),
            parts.following: "",
            parts.announcement: "",
            **self._buttons(running=False),
        }

    def rate(self, turns: Turns, event: gr.EventData) -> str:
        """Keep a verdict on an answer; return for the page, as JSON, which one it was and what to say of it."""
        told, rating = read_rating(turns, event._data)
        return json.dumps({"id": told.id if told else "", "says": self._kept(rating)})

    def _kept(self, rating: Feedback | None) -> str:
        if rating is None or self.feedback is None:
            return "rate_unknown"
        try:
            self.feedback.add(rating)
        except FeedbackError as error:
            logger.error("%s", error)
            return "rate_failed"
        return "rate_thanks"

    def save(self, turns: Turns, event: gr.EventData) -> str:
        """Return the conversation, or the report of the answers that were chosen, as a file for the page to save: JSON of its name, its type and base64.

        What cannot be written has no ``data``; the page says so.
        """
        try:
            told = Saving.model_validate(event._data)
        except ValidationError:
            return ""
        now = datetime.now().astimezone()
        try:
            write = partial(
                report if told.turns else export,
                from_kept(told.turns, self.signer) if told.turns else turns,
                told.format,
                language=told.language,
                entry=self.shelf.entry,
                now=now,
                base=told.base,
            )
            content = write()
        except Exception:
            logger.exception("The conversation could not be exported")
            return json.dumps({"id": told.id})
        name = f"cityplans-{'report-' if told.turns else ''}{now:%Y%m%d-%H%M}.{told.format}"
        data = b64encode(content).decode()
        return json.dumps({"id": told.id, "name": name, "type": FORMATS[told.format], "data": data})

    def _newest(self, turns: Turns) -> Updates:
        """Return what a change of the newest turn changes."""
        newest = turns[-1]
        running = newest.state in RUNNING
        updates = {
            self.parts.turns: turns,
            self.parts.live: self._rendered((newest,)),
            self.parts.announcement: render_announcement(newest),
            **self._buttons(running=running),
        }
        if not running:
            updates[self.parts.kept] = to_kept(turns, self.signer)
        return updates

    def _rendered(self, turns: Turns) -> str:
        return "".join(self._turn(turn) for turn in turns)

    def _turn(self, turn: Turn) -> str:
        refused = turn.answer is not None and turn.answer.refused
        return render_turn(
            turn,
            entry=self.shelf.entry,
            help_html=render_refusal_help(self.assistant.plans, turn.answer) if refused else "",
            rated=self.feedback is not None,
            table_of=self.tables.of,
            comparison=self.compared.of(turn),
        )

    def _buttons(self, *, running: bool) -> Updates:
        """Return the updates of the send and the stop button."""
        return {
            self.parts.send: gr.update(visible=not running, interactive=not running),
            self.parts.halt: gr.update(visible=running),
        }

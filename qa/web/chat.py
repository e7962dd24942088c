"""The chat as Gradio blocks: a list of turns, one question box, the cities as chips."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

import gradio as gr
from pydantic import ValidationError

from qa.errors import FeedbackError
from qa.feedback import FeedbackStore
from qa.shelf import Shelf
from qa.web.asking import Asked, converse
from qa.web.covered import (
    filter_names,
    render_header,
    render_refusal_help,
    render_suggestions,
    render_welcome,
)
from qa.web.export import FORMATS, Saving, export
from qa.web.opening import Opening, read_opening
from qa.web.rating import Told, read_rating
from qa.web.render import render_announcement, render_turn
from qa.web.running import RunningTurns
from qa.web.signing import TurnSigner
from qa.web.strings import span, words
from qa.web.suggesting import suggestions
from qa.web.turns import RUNNING, Turn, Turns, from_kept, stop, to_kept

logger = logging.getLogger(__name__)

QUESTIONS_AT_ONCE: Final = 32
"""So many readers are answered at the same time; the others wait in Gradio's queue."""

WAITING: Final = 256
"""So many questions and suggestions wait at most; the page says of others that the server is busy."""

EVENTS: Final[dict[str, Any]] = {"rate": Told, "save": Saving}
"""Handler -> the form of what its event tells; the others are told nothing."""

_ONE_BY_ONE: Final[dict[str, Any]] = {
    "concurrency_limit": 1,
    "concurrency_id": "suggest",
    "trigger_mode": "always_last",
}
"""Next questions wait for one another: several are asked to find some, and answers must not wait for that."""

_SIGNALS: Final = """
for (const name of ['rate', 'save']) {
  document.addEventListener('cityplans-' + name, (event) => trigger(name, event.detail));
}
"""
"""Passes what our own script tells on to the server; Gradio has no component for it that looks as ours do."""

_QUIET: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}

Updates = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that change. ``past`` shows the turns before the newest, which alone is sent while it grows."""

    turns: gr.State
    kept: gr.BrowserState
    opening: gr.State
    past: gr.HTML
    live: gr.HTML
    following: gr.HTML
    announcement: gr.HTML
    toast: gr.HTML
    signal: gr.HTML
    download: gr.Textbox
    new_chat: gr.Button
    question: gr.Textbox
    cities: gr.CheckboxGroup
    send: gr.Button
    halt: gr.Button

    @property
    def shown(self) -> list[Any]:
        """What a turn changes."""
        talk = [self.turns, self.kept, self.past, self.live, self.following, self.announcement]
        return [*talk, self.question, self.cities, self.send, self.halt]


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
        parts = _lay_out(assistant)
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
        parts: _Parts,
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

    def connect(self, blocks: gr.Blocks) -> None:
        """Connect the events of the page."""
        parts = self.parts
        turns, shown = parts.turns, parts.shown
        at_once: dict[str, Any] = {"concurrency_limit": QUESTIONS_AT_ONCE, **_QUIET}
        asking = gr.on(
            [parts.question.submit, parts.send.click],
            self.ask,
            inputs=[parts.question, parts.cities, turns],
            outputs=[*shown, parts.toast],
            js="(...sent) => window.cityplansSent(...sent)",
            **at_once,
        )
        loading = blocks.load(
            self.open, inputs=parts.kept, outputs=[*shown, parts.opening], queue=False, **_QUIET
        )
        opening = loading.then(
            self.ask_opening,
            inputs=[parts.opening, turns],
            outputs=shown,
            js="(...opened) => window.cityplansOpened(...opened)",
            **at_once,
        )
        for event in (asking, opening):
            event.then(self.suggest, inputs=turns, outputs=parts.following, **_ONE_BY_ONE, **_QUIET)
        ending: dict[str, Any] = {"inputs": turns, "outputs": shown, "queue": False, **_QUIET}
        parts.halt.click(self.halt, **ending)
        parts.new_chat.click(self.clear, **ending)
        parts.signal.rate(self.rate, inputs=turns, outputs=parts.toast, queue=False, **_QUIET)
        saving = parts.signal.save(self.save, inputs=turns, outputs=parts.download, queue=False, **_QUIET)
        saving.then(None, inputs=parts.download, js="(file) => window.cityplansSave(file)", **_QUIET)
        # Gradio drops what is sent before an answer is over; so long the page keeps it.
        for over in (asking.then, asking.failure, opening.then, opening.failure):
            over(None, js="() => window.cityplansAnswered()", **_QUIET)

    async def ask(self, question: str, cities: list[str], turns: Turns) -> AsyncIterator[Updates]:
        """Answer what stands in the question box; where nothing does, say what to do."""
        if not question.strip():
            yield {self.parts.toast: _bubble("question_empty")}
            return
        async for updates in self._answer(question, cities, turns, fresh=False):
            yield updates

    async def ask_opening(self, opening: Opening, turns: Turns) -> AsyncIterator[Updates]:
        """Answer the question of the address, if it has one; what was asked before is no part of it."""
        async for updates in self._answer(opening.question, list(opening.cities), turns, fresh=True):
            yield updates

    async def _answer(
        self, question: str, cities: list[str], turns: Turns, *, fresh: bool
    ) -> AsyncIterator[Updates]:
        asked = question.strip()
        if not asked:
            yield {self.parts.announcement: gr.skip()}
            return
        course = converse(self.assistant, turns, asked, cities=cities, fresh=fresh)
        async for conversation in self.running.follow(course):
            if not conversation:
                yield self._cleared()
                return
            newest = conversation[-1]
            updates = self._newest(conversation)
            if newest.state == "searching" and not newest.understood:
                updates[self.parts.past] = self._rendered(turns)
                updates[self.parts.following] = ""
            yield updates

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
        parts = self.parts
        turns = from_kept(kept, self.signer)
        opening = read_opening(request.query_params, self.assistant.plans)
        return {
            parts.turns: turns,
            parts.past: self._rendered(turns[:-1]),
            parts.live: self._rendered(turns[-1:]) if turns else render_welcome(self.assistant.plans),
            parts.cities: gr.update(value=list(opening.chosen)) if opening.chosen else gr.skip(),
            parts.opening: opening,
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
            parts.kept: [],
            parts.past: "",
            parts.live: render_welcome(self.assistant.plans),
            parts.following: "",
            parts.announcement: "",
            **self._buttons(running=False),
        }

    def rate(self, turns: Turns, event: gr.EventData) -> str:
        """Keep a verdict on an answer."""
        rating = read_rating(turns, event._data)
        if rating is None or self.feedback is None:
            return _bubble("rate_unknown")
        try:
            self.feedback.add(rating)
        except FeedbackError as error:
            logger.error("%s", error)
            return _bubble("rate_failed")
        return _bubble("rate_thanks")

    def save(self, turns: Turns, event: gr.EventData) -> str:
        """Return the conversation as a file for the page to save: JSON of its name, its type and base64."""
        try:
            told = Saving.model_validate(event._data)
        except ValidationError:
            return ""
        now = datetime.now().astimezone()
        content = export(turns, told.format, language=told.language, entry=self.shelf.entry, now=now)
        name = f"cityplans-{now:%Y%m%d-%H%M}.{told.format}"
        return json.dumps({"name": name, "type": FORMATS[told.format], "data": b64encode(content).decode()})

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
            help_html=render_refusal_help(self.assistant.plans) if refused else "",
            rated=self.feedback is not None,
        )

    def _buttons(self, *, running: bool) -> Updates:
        """Return the updates of the send and the stop button."""
        return {
            self.parts.send: gr.update(visible=not running, interactive=not running),
            self.parts.halt: gr.update(visible=running),
        }


def _lay_out(assistant: Asked) -> _Parts:
    """Lay out the page from top to bottom."""
    with gr.Row(elem_id="cp-header"):
        _html(render_header(assistant.plans), name="top")
        new_chat = gr.Button(words("new_chat"), elem_id="cp-new-chat", size="sm", min_width=0)
    with gr.Column(elem_id="cp-thread"):
        past = _html("", name="past")
        with gr.Column(elem_id="cp-newest"):
            live = _html(render_welcome(assistant.plans), name="live")
            following = _html("", name="following")
    announcement = _html("", name="announcement")
    toast = _html("", name="toast")
    with gr.Column(elem_id="cp-composer"):
        cities = _filter(filter_names(assistant.plans))
        question, send, halt = _question_box()
        _html(span("note"), name="note")
    return _Parts(
        turns=gr.State(()),
        kept=gr.BrowserState([], storage_key="cityplans.turns", secret="cityplans"),
        opening=gr.State(Opening()),
        past=past,
        live=live,
        following=following,
        announcement=announcement,
        toast=toast,
        signal=gr.HTML("", elem_id="cp-signal", js_on_load=_SIGNALS, apply_default_css=False),
        download=gr.Textbox(visible="hidden", elem_id="cp-download", show_label=False),
        new_chat=new_chat,
        question=question,
        cities=cities,
        send=send,
        halt=halt,
    )


def _filter(cities: tuple[str, ...]) -> gr.CheckboxGroup:
    """Lay out the cities to choose from."""
    with gr.Row(elem_id="cp-filter"):
        _html(span("only_cities"), name="filter-label")
        return gr.CheckboxGroup(
            list(cities), label=words("only_cities"), show_label=False, container=False, elem_id="cp-cities"
        )


def _question_box() -> tuple[gr.Textbox, gr.Button, gr.Button]:
    """Lay out the question box and its buttons."""
    with gr.Row(elem_id="cp-ask"):
        question = gr.Textbox(
            label=words("question"),
            placeholder=words("placeholder"),
            show_label=False,
            container=False,
            lines=1,
            max_lines=6,
            autofocus=False,
            elem_id="question",
        )
        send = gr.Button(words("send"), variant="primary", elem_id="cp-send", min_width=0)
        halt = gr.Button(words("stop"), visible=False, elem_id="cp-stop", min_width=0)
    return question, send, halt


def _bubble(key: str) -> str:
    """Return a short message of the page; the same one is shown and said again, because its HTML is another."""
    return f"{span(key, css_class='cp-bubble')}<!--{uuid4().hex}-->"


def _html(value: str, *, name: str) -> gr.HTML:
    """Return a block of our own HTML, without Gradio's prose style and click handler."""
    return gr.HTML(value, elem_id=f"cp-{name}", js_on_load=None, apply_default_css=False)

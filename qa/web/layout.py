"""The components of the chat, from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import gradio as gr

from qa.web.asking import Asked
from qa.web.covered import filter_names, render_header, render_welcome
from qa.web.opening import Opening
from qa.web.strings import span, words

_SIGNAL: Final = "window.cityplansConnect(trigger); // 'ask', 'leave', 'rate', 'save', 'show'"
"""Lets our own script tell the server what the reader does; Gradio has no component for it that looks as ours do.

Gradio knows the events by their quoted names.
"""


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that change. ``past`` shows the turns before the newest, which alone is sent while it grows."""

    turns: gr.State
    kept: gr.JSON
    opening: gr.State
    top: gr.HTML
    past: gr.HTML
    live: gr.HTML
    following: gr.HTML
    announcement: gr.HTML
    signal: gr.HTML
    rated: gr.Textbox
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


def lay_out(assistant: Asked) -> Parts:
    """Lay out the page from top to bottom."""
    with gr.Row(elem_id="cp-header"):
        top = _html(render_header(assistant.plans), name="top")
        new_chat = gr.Button(words("new_chat"), elem_id="cp-new-chat", size="sm", min_width=0)
    with gr.Column(elem_id="cp-thread"):
        past = _html("", name="past")
        with gr.Column(elem_id="cp-newest"):
            live = _html(render_welcome(assistant.plans), name="live")
            following = _html("", name="following")
    announcement = _html("", name="announcement")
    with gr.Column(elem_id="cp-composer"):
        cities = _filter(filter_names(assistant.plans))
        question, send, halt = _question_box()
        _html(span("note"), name="note")
    return Parts(
        turns=gr.State(()),
        # A gr.BrowserState has one value for all tabs; the page keeps a conversation for each of them.
        kept=gr.JSON(visible="hidden", elem_id="cp-kept", show_label=False),
        opening=gr.State(Opening()),
        top=top,
        past=past,
        live=live,
        following=following,
        announcement=announcement,
        signal=gr.HTML("", elem_id="cp-signal", js_on_load=_SIGNAL, apply_default_css=False),
        rated=gr.Textbox(visible="hidden", elem_id="cp-rated", show_label=False),
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


def _html(value: str, *, name: str) -> gr.HTML:
    """Return a block of our own HTML, without Gradio's prose style and click handler."""
    return gr.HTML(value, elem_id=f"cp-{name}", js_on_load=None, apply_default_css=False)

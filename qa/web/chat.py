"""The chat as Gradio blocks: one list of turns, one question box, the cities as chips."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import gradio as gr

from qa.web.asking import Asked, Turn, converse, stop
from qa.web.covered import covered_cities, render_header, render_refusal_help, render_welcome
from qa.web.render import render_announcement, render_turn
from qa.web.strings import span, words

QUESTIONS_AT_ONCE: Final = 32
"""So many readers are answered at the same time; the others wait in Gradio's queue."""

Update = dict[str, Any]
Turns = tuple[Turn, ...]


def build_chat(assistant: Asked) -> gr.Blocks:
    """Return the chat over ``assistant``. Its style and script are put into the page by ``create_app``."""
    plans = assistant.plans
    welcome = render_welcome(plans)
    refusal_help = render_refusal_help(plans)

    def render_thread(turns: Turns) -> str:
        if not turns:
            return welcome
        return "".join(render_turn(turn, help_html=refusal_help) for turn in turns)

    async def respond(question: str, cities: list[str], turns: Turns) -> AsyncIterator[tuple[Any, ...]]:
        if not question.strip():
            yield (gr.skip(),) * 6
            return
        async for conversation in converse(assistant, turns, question.strip(), cities=cities):
            newest = conversation[-1]
            running = newest.state in {"searching", "answering"}
            box = gr.update(value="") if newest.state == "searching" else gr.skip()
            thread = render_thread(conversation)
            yield conversation, thread, render_announcement(newest), box, *_buttons(running=running)

    def halt(turns: Turns) -> tuple[Any, ...]:
        stopped = stop(turns)
        newest = stopped[-1] if stopped else None
        return stopped, render_thread(stopped), render_announcement(newest), *_buttons(running=False)

    def clear() -> tuple[Any, ...]:
        return (), welcome, "", gr.update(value=""), *_buttons(running=False)

    with gr.Blocks(title="规划问答 · CityPlans", analytics_enabled=False, fill_width=True) as blocks:
        turns = gr.State(())
        new_chat = _header(assistant)
        thread = _html(welcome, name="thread")
        announcement = _html("", name="announcement")
        question, cities, send, halt_button = _composer(covered_cities(plans))
        shown = [turns, thread, announcement]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        asking = gr.on(
            [question.submit, send.click],
            respond,
            inputs=[question, cities, turns],
            outputs=[*shown, question, send, halt_button],
            concurrency_limit=QUESTIONS_AT_ONCE,
            **quiet,
        )
        halt_button.click(
            halt, inputs=turns, outputs=[*shown, send, halt_button], cancels=asking, queue=False, **quiet
        )
        new_chat.click(
            clear, outputs=[*shown, question, send, halt_button], cancels=asking, queue=False, **quiet
        )
    chat: gr.Blocks = blocks
    return chat


def _header(assistant: Asked) -> gr.Button:
    """Lay out the top of the page and return its "new chat" button."""
    with gr.Row(elem_id="cp-header"):
        _html(render_header(assistant.plans), name="top")
        return gr.Button(words("new_chat"), elem_id="cp-new-chat", size="sm", min_width=0)


def _composer(cities: tuple[str, ...]) -> tuple[gr.Textbox, gr.CheckboxGroup, gr.Button, gr.Button]:
    """Lay out the bottom of the page: cities to choose, the question box and its buttons."""
    with gr.Column(elem_id="cp-composer"):
        with gr.Row(elem_id="cp-filter"):
            _html(span("only_cities"), name="filter-label")
            chosen = gr.CheckboxGroup(
                list(cities),
                label=words("only_cities"),
                show_label=False,
                container=False,
                elem_id="cp-cities",
            )
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
            halt_button = gr.Button(words("stop"), visible=False, elem_id="cp-stop", min_width=0)
        _html(span("note"), name="note")
    return question, chosen, send, halt_button


def _html(value: str, *, name: str) -> gr.HTML:
    """Return a block of our own HTML, without Gradio's prose style and click handler."""
    return gr.HTML(value, elem_id=f"cp-{name}", js_on_load=None, apply_default_css=False)


def _buttons(*, running: bool) -> tuple[Update, Update]:
    """Return the updates of the send and the stop button."""
    return gr.update(visible=not running, interactive=not running), gr.update(visible=running)

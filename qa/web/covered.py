"""What the chat page says of itself and its plans: header, empty state, help in a refusal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import zip_longest
from typing import Final

from qa.answers import Answer, Nearest
from qa.web.asking import CoveredPlan
from qa.web.navigation import PAGES
from qa.web.strings import label, span

EXAMPLES_SHOWN: Final = 10
EXAMPLES_IN_REFUSAL: Final = 3
_LANGUAGES: Final = (("zh-Hans", True), ("en", False))
_CURRENT: Final = ' aria-current="page"'

COMPARES: Final = re.compile(r"比较|比較|对比|對比|compare|versus|哪个|哪個|which", re.IGNORECASE)
_FIGURES: Final = re.compile(r"多少|几[个家座条]|how (?:many|much)|target|GDP|level|rate\b", re.IGNORECASE)
_KINDS: Final = ("figures", "measures", "compare")

_HAN: Final = re.compile(r"[\u3400-\u9fff]")

LOGO: Final = (
    '<svg class="cp-logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
    '<rect width="32" height="32" rx="8" fill="#17605a"/>'
    '<path d="M7.5 9.5h17v13h-17z" fill="none" stroke="#fff" stroke-width="1.8" stroke-linejoin="round"/>'
    '<path d="M13 9.5v6h-5.5M13 15.5h5.5v7M18.5 15.5h6" fill="none" stroke="#fff" stroke-width="1.8"/>'
    '<circle cx="21.6" cy="12.5" r="1.7" fill="#ffb4a2"/></svg>'
)
"""The product's mark: a street plan with one place marked. Also the favicon."""


def covered_cities(plans: Iterable[CoveredPlan]) -> tuple[str, ...]:
    """Return the cities of the plans as they are cited, each once, in the order of the catalogue."""
    return tuple(dict.fromkeys(plan.city for plan in plans))


def filter_names(plans: Iterable[CoveredPlan]) -> tuple[str, ...]:
    """Return what answers may be limited to: the cities, each followed by its documents where it has several."""
    listed = list(plans)
    names: list[str] = []
    for city in covered_cities(listed):
        names += [city, *(f"{city}{plan.label}" for plan in listed if plan.city == city and plan.label)]
    return tuple(names)


def is_chinese(text: str) -> bool:
    """Say whether a text holds a Chinese character."""
    return _HAN.search(text) is not None


def example_questions(plans: Sequence[CoveredPlan], *, chinese: bool, count: int) -> tuple[str, ...]:
    """Return up to ``count`` example questions in one language, taken from the plans in turn."""
    per_plan = [[text for text in plan.examples if is_chinese(text) is chinese] for plan in plans]
    in_turn = [text for texts in zip_longest(*per_plan) for text in texts if text is not None]
    return tuple(dict.fromkeys(in_turn))[:count]


def render_suggestions(questions: Sequence[str], *, after: str) -> str:
    """Return what could be asked next as buttons; nothing where there is nothing.

    ``after`` is the id of the turn that they were made for: the page shows them under no other.
    """
    if not questions:
        return ""
    buttons = "".join(
        f'<li><button type="button" data-ask="{escape(text)}" lang="{"zh" if is_chinese(text) else "en"}">'
        f"{escape(text)}</button></li>"
        for text in questions
    )
    return (
        f'<section class="cp-following" data-after="{escape(after)}"><h2>{span("following")}</h2>'
        f'<ul class="cp-examples">{buttons}</ul></section>'
    )


def render_header(plans: Sequence[CoveredPlan]) -> str:
    """Return the name of the product, one line of what it is and covers, the other pages, and the language switch."""
    cities = covered_cities(plans)
    named = {plan.city: plan.city_en for plan in plans if plan.city_en}
    english = json.dumps(named, ensure_ascii=False)
    return (
        f'<a class="cp-skip" href="#question" data-focus="question">{span("skip")}</a>'
        f'<div class="cp-brand" data-cities="{escape(english)}">{LOGO}<div><h1><span lang="zh-Hans">规划问答</span> '
        f'<span class="cp-latin" lang="en">CityPlans</span></h1>'
        f'<p class="cp-tagline"><span class="cp-full">{span("tagline")}<span class="cp-count"><i>·</i>'
        f"{span('coverage', n=len(plans))}</span>"
        f'<span class="cp-named"><i>·</i><span data-for="zh-Hans" lang="zh-Hans">{escape("、".join(cities))}</span>'
        f'<span data-for="en" lang="en">{escape(", ".join(named.get(city, city) for city in cities))}</span></span></span>'
        f"{span('tagline_short', n=len(plans), css_class='cp-short')}</p></div></div>{_render_pages()}"
        f'<div class="cp-language" role="group" {label("language")}>'
        '<button type="button" data-lang="zh-Hans" lang="zh-Hans" aria-pressed="true">中文</button>'
        '<button type="button" data-lang="en" lang="en" aria-pressed="false">EN</button></div>'
        f'<details class="cp-talks cp-none"><summary>{span("talks")}</summary><div role="group" {label("talks")}>'
        f'<p>{span("talks_help")}</p><ul class="cp-talk-list"></ul>'
        f'<button type="button" data-delete-talks="">{span("talks_delete_all")}</button></div></details>'
        f'<details class="cp-export"><summary>{span("export")}</summary><div role="group" {label("export_as")}>'
        f'<p>{span("export_talk")}</p><button type="button" data-save="md">Markdown</button>'
        '<button type="button" data-save="html">HTML</button>'
        '<button type="button" data-save="docx">Word</button>'
        f'<div class="cp-report" role="group" {label("report_title")} hidden><p></p><ol class="cp-talk-list"></ol>'
        '<button type="button" data-report="html">HTML</button><button type="button" data-report="docx">Word</button>'
        "</div></div></details>"
    )


def _render_pages() -> str:
    """Return the ways to the other pages: in a row where there is room for it, else in a menu; the style chooses."""
    links = "".join(
        f'<a href="{path.removeprefix("/") or "./"}"{_CURRENT if key == "chat" else ""}>{span("nav_" + key)}</a>'
        for key, path in PAGES
    )
    return (
        f'<nav class="cp-pages" {label("nav")}>{links}</nav>'
        f'<details class="cp-menu"><summary {label("nav")}></summary><nav {label("nav")}>{links}</nav></details>'
    )


def render_welcome(plans: Sequence[CoveredPlan]) -> str:
    """Return the empty state: what this is, the plans as chips, the way to their indicators, and questions to start with."""
    return (
        f'<section class="cp-welcome"><h2>{span("welcome_title")}</h2><p>{span("welcome_text")}</p>'
        f"<h3>{span('covered')}</h3>{render_plan_chips(plans)}"
        f'<p><a href="indicators" target="_blank" rel="noopener">{span("to_indicators")}</a></p>'
        f"<h3>{span('examples')}</h3>{_render_kinds(plans)}</section>"
    )


def render_refusal_help(plans: Sequence[CoveredPlan], answer: Answer | None = None) -> str:
    """Return what is put under a refusal: the nearest section and what its city's plan answers, or what can be asked about."""
    if answer is not None and answer.suggestions:
        buttons = "".join(
            f'<li><button type="button" data-ask="{escape(text)}" lang="{answer.language}">{escape(text)}</button></li>'
            for text in answer.suggestions
        )
        return (
            f"{_render_nearest(answer.nearest) if answer.nearest else ''}"
            f'<h3>{span("refused_examples")}</h3><ul class="cp-examples">{buttons}</ul>'
        )
    return (
        f"<h3>{span('refused_covered')}</h3>{render_plan_chips(plans)}"
        f"<h3>{span('refused_examples')}</h3>{render_examples(plans, count=EXAMPLES_IN_REFUSAL)}"
    )


def _render_nearest(nearest: Nearest) -> str:
    """Return the way to the section that comes nearest, in a new tab: the conversation is only in this one."""
    where = " › ".join((nearest.city, *nearest.chapter))
    address = escape(nearest.permalink.removeprefix("/"))
    return (
        f'<p class="cp-nearest">{span("refused_nearest")} '
        f'<a href="{address}" target="_blank" rel="noopener" lang="zh-Hans">{escape(where)}</a></p>'
    )


def render_plan_chips(plans: Sequence[CoveredPlan]) -> str:
    """Return a list of the plans: city (a link to the plan's text) and period, the full title as tooltip."""
    chips = "".join(
        f'<li title="{escape(plan.title)}"><b>'
        f'<a href="plans/{escape(plan.document_id)}" target="_blank" rel="noopener">{escape(plan.city + plan.label)}</a></b>'
        f'<em lang="en">{escape(plan.city_en)}</em><span>{escape(plan.period)}</span></li>'
        for plan in plans
    )
    return f'<ul class="cp-plans" lang="zh-Hans">{chips}</ul>'


def render_examples(plans: Sequence[CoveredPlan], *, count: int) -> str:
    """Return buttons that ask an example question; the page shows those in the language of the reader."""
    buttons = "".join(
        _buttons(example_questions(plans, chinese=chinese, count=count), language)
        for language, chinese in _LANGUAGES
    )
    return f'<ul class="cp-examples">{buttons}</ul>'


def example_kind(question: str) -> str:
    """Return what an example asks for: ``figures``, ``compare`` (several plans) or else ``measures``."""
    if COMPARES.search(question):
        return "compare"
    return "figures" if _FIGURES.search(question) else "measures"


def _render_kinds(plans: Sequence[CoveredPlan]) -> str:
    """Return the examples in groups of one kind, one language after the other."""
    groups: list[str] = []
    for language, chinese in _LANGUAGES:
        texts = example_questions(plans, chinese=chinese, count=EXAMPLES_SHOWN)
        groups += (
            f'<div class="cp-kind" data-for="{language}"><h4>{span("example_" + kind)}</h4>'
            f'<ul class="cp-examples">{_buttons(chosen, language)}</ul></div>'
            for kind in _KINDS
            if (chosen := [text for text in texts if example_kind(text) == kind])
        )
    return "".join(groups)


def _buttons(texts: Iterable[str], language: str) -> str:
    return "".join(
        f'<li data-for="{language}"><button type="button" data-ask="{escape(text)}" lang="{language}">'
        f"{escape(text)}</button></li>"
        for text in texts
    )

"""A question, understood: what everything behind the reading of questions is told of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from embeddings.dictionary import Gloss
from embeddings.query.about import DocumentAsk, OutlineAsk
from embeddings.query.arithmetic import Operation
from embeddings.query.attributes import AttributeAsk
from embeddings.query.beyond import Beyond
from embeddings.query.confirming import Confirms
from embeddings.query.counted import Counted
from embeddings.query.courtesy import Courtesy
from embeddings.query.form import Form, read_form
from embeddings.query.history import Carried, Cited, Depth
from embeddings.query.wish import Choice, Wish
from embeddings.scripts import is_english, is_traditional

_SPACED: Final = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
Language = Literal["zh-Hans", "zh-Hant", "en"]


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood.

    ``standalone`` can be read without the history. ``named`` are the documents of the cities it names (in order),
    ``scope`` those that may answer; ``members`` the parts of a region that stand for it in the question, ``uncovered``
    the places that no plan covers, ``places`` the other places it names. ``compares`` asks for evidence from every
    document in scope. ``focus`` is what is asked about, in search form and in the corpus's language, ``bare`` the
    question without its cities, ``matter`` that without its times and marks, ``asks_units`` says that it asks what a part of a document is made of, ``asked_of`` are places inside a covered one with the document that is asked for them,
    ``wants_value`` says that it asks for a target, a value more often than not; ``lexical`` is the text for the lexical
    index (empty: it has no vote); ``history`` are the last earlier questions as they were asked. ``operation`` is what
    is to be computed from figures, with the rest of the question as its ``focus``. ``about`` is what it asks of a
    document itself, ``outline`` the part of one that it wants told, ``confirms`` what it wants answered with yes or no;
    ``beyond`` is what it asks that no plan holds, ``courtesy`` what it is where it asks nothing of any, ``present`` says that it asks how things stand now, ``wants_result``
    for what became of a target, ``attribute`` whether an indicator binds, ``counted`` how many of what shall be named;
    ``parts`` are the questions that it is made of, in order, where it asks several; ``listed`` those that it would be made
    of if the things, times or places that it names side by side were asked one by one, ``timed`` that it is times; ``apart`` is what one that compares
    asks of each plan in scope, in their order, as it would be asked of that one alone.

    A question that follows another can be read by itself or as going on with it: ``readings`` has both, the likelier
    first, and what answers says which is meant. ``alone`` is the reading by itself of one that goes on, ``earlier`` the
    question before, ``carried`` what this reading takes over from it, and ``cited`` what the last answer cited. Where
    more of the same is asked, ``told`` are the places that were told already; ``item`` is one of them that shall be told whole. ``depth`` is how much is to be told.

    Of a place with several documents ``wish`` is what the question says of the one that it means; ``scope`` has that one,
    ``choice`` also those that are asked after it.
    """

    question: str
    standalone: str
    language: Language
    named: tuple[str, ...]
    scope: tuple[str, ...]
    members: tuple[str, ...]
    uncovered: tuple[str, ...]
    places: tuple[str, ...]
    compares: bool
    focus: str
    bare: str
    wants_value: bool
    lexical: str
    years: tuple[str, ...]
    glosses: tuple[Gloss, ...] = ()
    asked_of: tuple[tuple[str, str], ...] = ()
    history: tuple[str, ...] = ()
    operation: Operation | None = None
    matter: str = ""
    asks_units: bool = False
    about: tuple[DocumentAsk, ...] = ()
    outline: OutlineAsk | None = None
    confirms: Confirms = ""
    beyond: Beyond = ""
    courtesy: Courtesy = ""
    present: bool = False
    wants_result: bool = False
    attribute: AttributeAsk | None = None
    counted: Counted | None = None
    parts: tuple[Query, ...] = ()
    listed: tuple[Query, ...] = ()
    timed: bool = False
    apart: tuple[Query, ...] = ()
    untitled: str = ""
    wish: Wish = field(default_factory=Wish)
    choice: Choice = field(default_factory=Choice)
    readings: tuple[Query, ...] = ()
    alone: Query | None = None
    earlier: Query | None = None
    carried: tuple[Carried, ...] = ()
    cited: tuple[Cited, ...] = ()
    told: tuple[Cited, ...] = ()
    item: Cited | None = None
    depth: Depth = "short"

    @property
    def form(self) -> Form:
        """How it puts what it asks; it is read once for each wording."""
        return read_form(self.standalone, self.bare, english=self.language == "en")

    @property
    def asked(self) -> str:
        """The question as it is read beside its history: as it was asked, cities for the full titles of their plans."""
        return self.question if not self.untitled else self.untitled


def in_turn(query: Query) -> Iterator[Query]:
    """Yield a query, then the same asked of the other documents of its place, one after another.

    Those are asked where the first has no answer; at last it is asked again as if there were no others, to say what it
    does not give.
    """
    yield query
    if query.compares or not query.choice.further:
        return
    for each in query.choice.further:
        yield replace(query, scope=(each,), named=(each,) if query.named else (), parts=(), listed=())
    yield replace(query, choice=replace(query.choice, further=()))


def own_question(query: Query) -> Query:
    """Return a way to read a question as a question of its own: with nothing of those before it but what it took over."""
    text = query.standalone if query.alone is not None else query.untitled
    return replace(query, history=(), readings=(), alone=None, earlier=None, untitled=_SPACED.sub("", text))


def in_all_readings(query: Query, **same: Any) -> Query:
    """Return a query with the same fields set in it and in each way to read it; one that compares has no parts."""
    return _with(query, **same, readings=tuple(_with(each, **same) for each in query.readings))


def _with(query: Query, **fields: Any) -> Query:
    if query.compares:
        fields.pop("parts", None)
    return replace(query, **fields)


def language_of(question: str) -> Language:
    """Return the language and script that a question is put in, and so the answer's."""
    if is_english(question):
        return "en"
    return "zh-Hant" if is_traditional(question) else "zh-Hans"

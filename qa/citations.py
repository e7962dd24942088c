"""Verify drafted sentences, whoever drafted them, attach and number their citations; what fails is mended once or not said.

A sentence is kept when every quote is found in its section, every number, unit and year stands in the quotes
(:mod:`qa.amounts`), every city that it names is cited, and its words are the quotes' own (:mod:`qa.wording`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from embeddings.corpus import Document
from embeddings.query.nation import is_nations_name
from embeddings.scripts import is_english, search_form, to_simplified, to_traditional
from qa.amounts import amounts_missing, numbers_of
from qa.answers import Citation, Language, QuotedPart, Sentence, Support
from qa.derived import Derived
from qa.locating import Place, Quote, fold, locate
from qa.passages import Passage, Piece, PieceFinder
from qa.permalinks import permalink
from qa.punctuation import with_framed_name, with_full_width
from qa.wording import Said, denied_before, is_checked, says_something, wording_fault

__all__ = ["DAMAGED", "Draft", "Quote", "Verified", "Verifier", "fold", "phrase", "verify"]

DAMAGED = "〔原文有损〕"
"""Stands behind a damaged place where it is quoted in a sentence; it is the one thing there that no quote has."""
_CONTEXT = 120
_LEAD = 12
"""Characters: a quote that names its city so early needs no other name in front of it."""
_MARKER = re.compile(r"[\[【]\s*\d+\s*[\]】]")
_LEAST_MENDED = 0.35
"""Score from which a plan's own sentence stands in for one that failed."""
_LONGEST_MENDED = 400


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as a generator proposes it, without markers.

    It rests on ``quotes``, or on those ``passages`` that it was marked with, in which its quotes are then found.
    ``unknown`` are markers of it that no passage has. ``contradicts``: the plan gives another figure for the same
    thing in the draft before it, or within this one. ``miscounted`` is a name that counts its members and how many
    the plan lists, where these differ. ``notes`` are told beside the answer if the draft passes, and are of no plan.
    ``derived`` are parts of the text that no quote prints and that are checked by what they were made from.
    ``lead`` is said in front of it, in words of our own that rest on nothing but what is typed.
    """

    text: str
    quotes: tuple[Quote, ...] = ()
    passages: tuple[Passage, ...] = ()
    unknown: tuple[str, ...] = ()
    contradicts: bool = False
    miscounted: tuple[str, int] | None = None
    notes: tuple[str, ...] = ()
    derived: tuple[Derived, ...] = ()
    lead: str = ""

    @property
    def parts(self) -> tuple[Quote, ...]:
        """What it quotes, piece by piece: each quote and the head of its table."""
        return tuple(part for quote in self.quotes for part in quote.parts)


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a quote stands; of the row of a table the head too, and those of its cells that are told, none for all."""

    place: Place
    head: Place | None = None
    cells: tuple[tuple[str, int, int], ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """All that is quoted."""
        return (self.place,) if self.head is None else (self.place, self.head)

    def joined(self, other: _Found) -> _Found:
        """Return what two quotes of one place tell together."""
        cells = tuple(sorted({*self.cells, *other.cells}, key=lambda cell: cell[1]))
        return _Found(self.place, self.head or other.head, cells if self.cells and other.cells else ())


@dataclass(slots=True)
class Verified:
    """The sentences that passed and their citations; the damaged places set aside; what was mended and dropped, and why."""

    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    damaged: list[Citation] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    unknown_markers: list[str] = field(default_factory=list)
    contradictions: list[tuple[int, ...]] = field(default_factory=list)
    """Markers of places of one plan that give different figures for the same thing."""
    miscounted: list[tuple[str, int, int]] = field(default_factory=list)
    """Names that count their members, how many are listed, and the marker of the place."""
    notes: list[str] = field(default_factory=list)
    """What drafts that passed want told beside them."""


def verify(
    drafts: Iterable[Draft],
    documents: Mapping[str, Document],
    *,
    sound_only: bool = False,
    language: Language = "zh-Hans",
) -> Verified:
    """Keep the drafts that pass every rule; number their citations from 1 (see :class:`Verifier`)."""
    verifier = Verifier(documents, sound_only=sound_only, language=language)
    for draft in drafts:
        verifier.add(draft)
    return verifier.result


class Verifier:
    """Takes drafts one by one; ``result`` holds what may be said so far.

    A quote is looked for in its section, after folding script, width, spaces and punctuation; the chapter cited is
    that of the place where it was found. While ``sound_only`` is set a sentence that rests on a damaged place is set aside.
    """

    def __init__(
        self,
        documents: Mapping[str, Document],
        *,
        sound_only: bool = False,
        language: Language = "zh-Hans",
        pieces: PieceFinder | None = None,
    ) -> None:
        """Take the documents; ``pieces`` is a finder kept from one question to the next."""
        self.result = Verified()
        self._documents = documents
        self.sound_only = sound_only
        self._language = language
        self._pieces = pieces or PieceFinder(documents)
        self._cited: dict[Place, _Found] = {}

    def add(self, draft: Draft) -> list[Sentence]:
        """Verify one draft and return what may be said: it, what it was mended to (one for each plan), or nothing."""
        self.result.unknown_markers.extend(draft.unknown)
        pieces = self._best_pieces(draft) if draft.passages and not draft.quotes else []
        tries = [piece.quotes for piece in pieces[:1]] if pieces else [draft.quotes]
        if len(pieces) > 1:  # marked with several passages: they may hold it together
            tries.append(tuple(quote for piece in pieces for quote in piece.quotes))
        faults = []
        for quotes in tries:
            fault, support, found = self._check(draft.text, quotes, draft.derived)
            fault = fault or (pieces[0].fault if pieces else "")
            if not fault:
                kept = self._keep(draft.text, found, support, lead=draft.lead)
                if kept:
                    self.result.notes.extend(each for each in draft.notes if each not in self.result.notes)
                if kept and draft.contradicts:
                    self._note_contradiction(kept[0])
                if kept and draft.miscounted:
                    self.result.miscounted.append((*draft.miscounted, kept[0].markers[0]))
                return kept
            faults.append(f"{fault}: {draft.text}")
        mended = [kept for kept in map(self._mend, pieces) if kept is not None]
        if not mended:
            self.result.dropped.append(faults[0])
            return []
        self.result.repaired.append(faults[0])
        said = {fold(sentence.text) for sentence in self.result.sentences}
        return [
            sentence
            for text, support, found in mended
            if fold(text) not in said
            for sentence in self._keep(text, found, support)
        ]

    def _best_pieces(self, draft: Draft) -> list[Piece]:
        """Return the best piece of each plan that a draft is marked with, the best first."""
        cited = list(dict.fromkeys(passage.chunk.document_id for passage in draft.passages))
        said = Said.read(draft.text, self._names(cited))
        groups = ([p for p in draft.passages if p.chunk.document_id == each] for each in cited)
        found = [piece for group in groups if (piece := self._pieces.best(said, group)) is not None]
        return sorted(found, key=lambda piece: -piece.score)

    def _check(
        self, text: str, quotes: Sequence[Quote], derived: Sequence[Derived] = ()
    ) -> tuple[str, Support, list[_Found]]:
        """Return why a sentence must not be said with these quotes, or nothing; what vouches for it; their places."""
        found = [each for quote in quotes if (each := self._find(quote)) is not None]
        if not quotes or len(found) < len(quotes):
            return "quote not found" if quotes else "no citation", "unverified", found
        places = list(dict.fromkeys(place for each in found for place in each.places))
        if not derived:
            return *self._judge(text, places), found
        fault, rest = self._without_derived(text, derived, places)
        if fault or not any(character.isalnum() for character in rest):
            return fault, "computed", found
        fault, _ = self._judge(rest, places)
        return fault, "computed", found

    def _find(self, quote: Quote) -> _Found | None:
        """Return where a quote and its head stand, None unless both are found."""
        place = locate(quote, self._documents)
        head = locate(quote.head, self._documents) if quote.head is not None else None
        if place is None or (quote.head is not None and head is None):
            return None
        cells = tuple(cell for cell in quote.cells if place[1] <= cell[1] < cell[2] <= place[2])
        return _Found(place, head, cells)

    def _without_derived(
        self, text: str, derived: Sequence[Derived], places: Sequence[Place]
    ) -> tuple[str, str]:
        """Return why a statement that no quote prints must not be said, or nothing, and the text without them."""
        for each in derived:
            fault = each.fault(places, self._documents)
            said = each.said(self._language)
            if fault or said not in text:
                return fault or "not said as it was derived", text
            text = text.replace(said, "", 1)
        return "", text

    def _mend(self, piece: Piece) -> tuple[str, Support, list[_Found]] | None:
        """Return the plan's own sentence in the place of one that failed, if it has enough of it and passes itself."""
        if piece.score < _LEAST_MENDED or len(piece.said) > _LONGEST_MENDED:
            return None
        document = self._documents[piece.passage.chunk.document_id]
        text = phrase(piece.said, document, self._language)
        fault, support, found = self._check(text, piece.quotes)
        return None if fault else (text, support, found)

    def _keep(
        self, text: str, found: Sequence[_Found], support: Support, *, lead: str = ""
    ) -> list[Sentence]:
        """Say a sentence and number its citations; set it aside where it rests on a damaged figure."""
        places = [place for each in found for place in each.places]
        damaged = [place for place in places if _unreadable(place, self._documents)]
        if self.sound_only and damaged:
            self.result.damaged.append(_cite(0, _Found(damaged[0]), self._documents))
            return []
        markers = [self._mark(each) for each in found]
        said = self._punctuated(text, places, support)
        sentence = Sentence(said, tuple(dict.fromkeys(markers)), support, lead)
        self.result.sentences.append(sentence)
        return [sentence]

    def _mark(self, found: _Found) -> int:
        """Return the marker of a place; one that was cited before tells what both quotes of it do."""
        citations, before = self.result.citations, self._cited.get(found.place)
        self._cited[found.place] = found if before is None else before.joined(found)
        marker = list(self._cited).index(found.place) + 1
        citations[marker - 1 : marker] = [_cite(marker, self._cited[found.place], self._documents)]
        return marker

    def _punctuated(self, text: str, places: Sequence[Place], support: Support) -> str:
        """Return a sentence as it is shown: full-width marks are ours, a plan's own words keep the marks that it prints."""
        if self._language == "en":
            return text
        if support != "verbatim":
            return with_full_width(text)
        names = (self._documents[each].name for each, _, _ in places)
        return with_framed_name(
            text, tuple(script(name) for name in names for script in (to_simplified, to_traditional))
        )

    def _note_contradiction(self, sentence: Sentence) -> None:
        """Note which places differ: those of a table row, or the sentence's own and that of the sentence before it."""
        before = self.result.sentences[-2] if len(self.result.sentences) > 1 else None
        is_row = sentence.text.startswith("| ")
        markers = sentence.markers if is_row or before is None else (before.markers[0], sentence.markers[0])
        self.result.contradictions.append(markers)

    def _judge(self, text: str, places: Sequence[Place]) -> tuple[str, Support]:
        """Return why a sentence must not be said of these places, or nothing, and the rule that vouches for it."""
        quoted = "\n".join(self._documents[each].search_text[start:end] for each, start, end in places)
        text = self._unlabelled(text, places)
        said = search_form(text)
        cited = {each for each, _, _ in places}
        words = Said.read(self._unframed(text, places), self._names(cited))
        unsupported = amounts_missing(said, quoted, english=words.english)
        strange = [marker for marker in _MARKER.findall(said) if marker not in quoted]
        if not any(character.isalnum() for character in said):
            fault = "says nothing"
        elif unsupported:
            fault = f"number not in the quote ({', '.join(sorted(unsupported))})"
        elif strange:
            fault = f"marker of its own ({', '.join(strange)})"
        elif _cities_named(said, quoted, self._documents) - {self._documents[each].place for each in cited}:
            fault = "names another city than it cites"
        elif self._of_another_city(said, places):
            fault = "figure of another city"
        elif self._is_verbatim(text, places):
            return "", "verbatim"
        elif not says_something(words):
            fault = "says nothing that the quote could vouch for"
        else:
            fault = wording_fault(words, quoted, self._around(places), self._leading(places))
        return fault, "paraphrase" if is_checked(words) else "unverified"

    def _of_another_city(self, said: str, places: Sequence[Place]) -> bool:
        """Say whether a sentence about several cities gives one of them a figure that only another's quotes have."""
        named = [
            (match.start(), self._documents[each].place)
            for each in {place[0] for place in places}
            for name in self._names([each])
            for match in re.finditer(re.escape(search_form(name)), said)
        ]
        if len({each for _, each in named}) < 2:
            return False
        bounds = [*sorted(named), (len(said), "")]
        for (start, each), (end, _) in pairwise(bounds):
            own = "\n".join(
                self._documents[d].search_text[a:b] for d, a, b in places if self._documents[d].place == each
            )
            # English figures have scales of their own: 350 billion is 3500亿.
            strange = (
                amounts_missing(said[start:end], own, english=True)
                if is_english(said)
                else numbers_of(said[start:end]) - numbers_of(own)
            )
            if strange:
                return True
        return False

    def _leading(self, places: Sequence[Place]) -> str:
        """Return the quotes in search form, each from the start of its sentence: what leads to its figures."""
        texts = []
        for each, start, end in places:
            text = self._documents[each].search_text
            texts.append(text[max(text.rfind(mark, 0, start) for mark in "。;；\n") + 1 : end])
        return "\n".join(texts)

    def _around(self, places: Sequence[Place]) -> str:
        """Return in search form what else a citation shows: its headings, and a table row with its column names.

        Words that the lines of a cell break in two are joined.
        """
        parts: list[str] = []
        for each, start, end in places:
            document = self._documents[each]
            parts += document.chapter_at(start)
            parts += [row.reading(table) for row, table in self._pieces.rows_at(each, start, end)]
            parts.append("".join(document.clean.text[start:end].split()))
        return search_form(" ".join(parts))

    def _unlabelled(self, text: str, places: Sequence[Place]) -> str:
        """Return a sentence without what tells the documents cited from others of their place: it is no quote."""
        for document in {each: self._documents[each] for each, _, _ in places}.values():
            if document.label.zh:
                text = text.replace(f"{document.english_name}", document.entry.city_en or document.city)
                for script in (to_simplified, to_traditional):
                    text = text.replace(script(document.name), script(document.city))
        return text

    def _unframed(self, text: str, places: Sequence[Place]) -> str:
        for each, _, _ in places:
            text = _unframed(text, self._documents[each])
        return text

    def _is_verbatim(self, text: str, places: Sequence[Place]) -> bool:
        """Say whether a sentence is made of a plan's words alone, behind or before the name of its city.

        Words from which a denial was cut off (不新建 …) are not what the plan says.
        """
        said = self._unframed(to_simplified(text).replace(DAMAGED, ""), places)
        wanted = fold(said)
        for each, start, end in places:
            source = self._documents[each].search_text
            quote = fold(source[start:end])
            if wanted and wanted in quote:
                before = quote[: quote.index(wanted)] or source[:start]
                return not denied_before(before[-6:])
        return False

    def _names(self, cited: Iterable[str]) -> list[str]:
        """Return all names of the cities of some documents."""
        entries = [self._documents[each].entry for each in cited if each in self._documents]
        names = (name for entry in entries for name in (entry.city, entry.city_en, *entry.aliases) if name)
        return [name for name in dict.fromkeys(names) if not is_nations_name(search_form(name))]


def phrase(
    words: str, document: Document, language: Language, *, gist: str = "", verbatim: bool = True
) -> str:
    """Frame words of a plan in the language and script of the question; ``gist`` is what they say, in English.

    Words that are put together from the cells of a row are not ``verbatim`` and get no quotation marks.
    """
    words = " ".join(words.split())
    if language == "en":
        lead = f", {gist}" if gist else ""
        return f"{document.english_name} ({document.city}){lead}: " + (
            f"“{words}”." if verbatim else f"{words}."
        )
    named = search_form(document.city) in search_form(
        words[:_LEAD]
    )  # in whichever script the plan is written
    said = words if named and not document.label.zh else f"{document.name}:{words}"
    said = said if said.endswith(("。", "！", "？")) else said + "。"
    return to_traditional(said) if language == "zh-Hant" else to_simplified(said)


def _unframed(text: str, document: Document) -> str:
    """Return a sentence without the city, and in English the quotation marks, that :func:`phrase` puts around a plan's words."""
    city, english = re.escape(document.city), re.escape(document.entry.city_en)
    row = re.match(rf"^\| (?:{english}|{city}) \| (.+) \| [^|]* \|$", text)
    if row:
        return row[1].strip("“”")
    framed = re.match(rf"^(?:{english}|{city}) \({city}\): “(.+)”\.?$", text, re.DOTALL)
    return framed[1] if framed else re.sub(rf"^{city}[:：]", "", text)


def _cities_named(said: str, quoted: str, documents: Mapping[str, Document]) -> set[str]:
    """Return the places that a sentence names by any name, but for names that it quotes.

    A name inside a longer one is not named: 吉林市 is not 吉林, as the province is called too.
    """
    bearers: dict[str, set[str]] = {}
    for document in documents.values():
        for name in (document.city, document.entry.city_en, *document.entry.aliases):
            if not is_nations_name(search_form(name)):  # an ordinary word too
                bearers.setdefault(search_form(name), set()).add(document.place)
    named: set[str] = set()
    rest = said
    for form in sorted(filter(None, bearers), key=len, reverse=True):
        pattern = rf"(?<![a-z]){re.escape(form)}(?![a-z])" if form.isascii() else re.escape(form)
        left = re.sub(pattern, "\n", rest)
        if left != rest and not re.search(pattern, quoted):
            named |= bearers[form]
        rest = left
    return named


def _unreadable(place: Place, documents: Mapping[str, Document]) -> bool:
    document_id, start, end = place
    return any(d.start < end and start < d.end and not d.readable for d in documents[document_id].damages)


def _warnings(place: Place, documents: Mapping[str, Document]) -> tuple[str, ...]:
    document_id, start, end = place
    damages = documents[document_id].damages
    met = [d for d in damages if d.start < end and start < d.end and d.severity != "marks"]
    return tuple(dict.fromkeys(d.message for d in met))


def _quoted_part(document: Document, start: int, end: int, column: str = "") -> QuotedPart:
    raw_start, raw_end = document.clean.to_raw(start, end)
    return QuotedPart(document.clean.text[start:end], raw_start, raw_end, column)


def _cite(marker: int, found: _Found, documents: Mapping[str, Document]) -> Citation:
    document_id, start, end = found.place
    document = documents[document_id]
    text = document.clean.text
    section = document.path_at(start)[-1]
    raw_start, raw_end = document.clean.to_raw(start, end)
    return Citation(
        marker=marker,
        city=document.city,
        document=document.title,
        document_id=document_id,
        chapter=document.chapter_at(start),
        section_id=section.id,
        quote=text[start:end],
        start=raw_start,
        end=raw_end,
        permalink=permalink(document, start, end),
        warnings=tuple(dict.fromkeys(each for place in found.places for each in _warnings(place, documents))),
        before=text[max(section.clean_start, start - _CONTEXT) : start],
        after=text[end : min(section.own_end, end + _CONTEXT)],
        label=document.label.zh,
        head=_quoted_part(document, *found.head[1:]) if found.head is not None else None,
        cells=tuple(_quoted_part(document, a, b, column) for column, a, b in found.cells),
    )

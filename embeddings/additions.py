"""From a file to a plan of the corpus: read, proposed, corrected, checked against the plans that are there."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from embeddings.catalog import CATALOG, Listed, PlanEntry, list_plans, read_whole
from embeddings.corpus import Document, read_document, read_text
from embeddings.corrections import SUFFIX, Corrections, HeadingFix, read_corrections, side_file
from embeddings.errors import CorpusError
from embeddings.facts.horizon import own_period
from embeddings.families import kind_of, place_key
from embeddings.loaders import Loaded, load_plan
from embeddings.own_plans import add_plan, digest
from embeddings.proposals import FIELDS, Fact, propose
from embeddings.query.gazetteer import Place, gazetteer, suffixed
from embeddings.query.nation import (
    NATION,
    NATION_ENGLISH,
    NATION_ENGLISH_NAMES,
    NATION_NAMES,
    is_nations_name,
)
from embeddings.scripts import search_form

UNTOLD: Final = "—"
"""Stands for a city that nothing tells."""
GIVEN: Final = "given"
"""The source of what a person gave with the command."""
_LONG_PART, _FEWEST_PARTS, _SAME = 20, 10, 0.8
"""Characters of a sentence that two files may have in common, and how many of them make them one document."""
_SUFFIX: Final = re.compile(r"(?:自治州|自治县|地区|新区|市|县|区|州|盟|旗|省)$")


@dataclass(frozen=True, slots=True)
class Addition:
    """A plan that is ready to be added: what was read, where each fact is from, what it replaces (or ``None``)."""

    path: Path
    document: Document
    facts: Mapping[str, Fact]
    warnings: tuple[str, ...]
    original: bytes
    replaces: PlanEntry | None

    @property
    def section_count(self) -> int:
        """How many headings were found."""
        return sum(path[-1].level > 0 for path in self.document.paths)


def prepare(
    path: Path,
    folders: Sequence[Path],
    own: Path,
    *,
    given: Mapping[str, str],
    name: str = "",
    headings: Sequence[HeadingFix] | None = None,
) -> Addition:
    """Read a file and put its catalogue entry together; ``given`` goes before what the text says, by field.

    ``folders`` are the folders of the corpus and ``own`` the one that the plan is for; ``name`` is what the file is
    called where it lies under another name. ``headings`` are all corrections of its headings; None leaves them to the
    file's side file, and to what was corrected when it was added before.

    Raises:
        LoadError: the file cannot be read as a plan.
        CorpusError: no city can be told, a given value cannot be used, or the place has just this document already.

    """
    read = _read(path, given, name)
    facts, path = read.facts, read.path
    listed = list_plans(*folders)
    before = _before([each.entry for each in listed if each.folder == own], read)
    if before is not None:
        _keep_corrected(facts, before, given)
    if "city" not in facts:
        problem = f"{path.name} does not say which city it plans for"
        raise CorpusError(problem, remedy="Name it: --city 岳阳市", kind="no-city")
    others = [each for each in listed if before is None or each.entry.id != before.id]
    family = _family(facts["city"].value, others)
    _check_new(path, family, read.loaded.text)
    hidden = {plan_id for folder in folders for plan_id in _catalog_hidden(folder)}
    taken = {each.entry.id for each in others} | hidden
    entry = _entry(path, facts, read.place, others, "file", family)
    plan_id = before.id if before else _new_id(entry, path, taken)
    fixes = read.corrections.heading or (before.headings if before else ())
    update = {
        "id": plan_id,
        "file": f"{plan_id}.txt",
        "headings": fixes if headings is None else tuple(headings),
    }
    return _addition(read, entry.model_copy(update=update), before)


def inspect_file(
    path: Path,
    *,
    given: Mapping[str, str] | None = None,
    name: str = "",
    headings: Sequence[HeadingFix] | None = None,
) -> Addition:
    """Read a file as :func:`prepare` does, for no corpus: a city that is not told is :data:`UNTOLD`.

    Raises:
        LoadError: the file cannot be read as a plan.
        CorpusError: a given value cannot be used, or the side file is wrong.

    """
    read = _read(path, given or {}, name)
    facts = {"city": Fact(UNTOLD, "nothing tells it", inferred=True), **read.facts}
    entry = _entry(read.path, facts, read.place, (), "file")
    fixes = read.corrections.heading if headings is None else tuple(headings)
    return _addition(read, entry.model_copy(update={"headings": fixes}), None)


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was read: its text, what was told of it and by whom, the place, the corrections beside it.

    ``path`` has the name that the file is called by.
    """

    path: Path
    loaded: Loaded
    original: bytes
    facts: dict[str, Fact]
    place: Place | None
    corrections: Corrections


def _read(path: Path, given: Mapping[str, str], name: str) -> _Read:
    """Read a file; what is ``given`` goes before its side file, and that before its text."""
    corrections = read_corrections(path)
    loaded = load_plan(path)
    called = path.with_name(name) if name else path
    proposal = propose(loaded, called.stem)
    facts = dict(proposal.facts)
    facts |= {field: Fact(value, side_file(path).name) for field, value in corrections.values.items()}
    facts |= {field: Fact(value, GIVEN) for field, value in given.items() if value}
    told = facts["city"].value if "city" in facts else ""
    place = proposal.place if told == proposal.value("city") else None
    return _Read(called, loaded, path.read_bytes(), facts, place, corrections)


def _keep_corrected(facts: dict[str, Fact], before: PlanEntry, given: Mapping[str, str]) -> None:
    """Let what a person gave when a file was added before outlive another adding of it."""
    for field in before.corrected:
        value = str(getattr(before, field) or "")
        if value and not given.get(field) and (field not in facts or not _by_hand(facts[field])):
            facts[field] = Fact(value, GIVEN)
    if "city" not in facts:
        facts["city"] = Fact(before.city, "as it was added before")


def _by_hand(fact: Fact) -> bool:
    return fact.source == GIVEN or fact.source.endswith(SUFFIX)


def _addition(read: _Read, entry: PlanEntry, before: PlanEntry | None) -> Addition:
    document = read_document(entry, read.loaded.text)
    warnings = list(read.loaded.warnings)
    if all(path[-1].level == 0 for path in document.paths):
        warnings.append("no headings were found: answers cannot name a chapter")
    return Addition(read.path, document, read.facts, tuple(warnings), read.original, before)


def commit(addition: Addition, own: Path) -> PlanEntry:
    """Store a prepared plan and return its entry.

    Raises:
        CorpusError: the folder cannot be written.

    """
    document = addition.document
    suffix = addition.path.suffix.lower()
    return add_plan(own, document.entry, document.raw, addition.original, suffix)


def _catalog_hidden(folder: Path) -> tuple[str, ...]:
    return read_whole(folder).hidden if (folder / CATALOG).exists() else ()


def _before(own: Sequence[PlanEntry], read: _Read) -> PlanEntry | None:
    """Return the document that was made of this file: of the same content, else of the same name, place and period."""
    added = [each for each in own if each.original]
    content = (each for each in added if f"-{digest(read.original)}." in each.original)
    named = (each for each in added if each.source == read.path.name and not _differs(each, read.facts))
    return next(content, None) or next(named, None)


def _differs(entry: PlanEntry, facts: Mapping[str, Fact]) -> bool:
    """Say whether a file tells another place or period than a document has, as the reports of two years do."""
    names = {search_form(name) for name in (entry.city, *entry.aliases)}
    other_place = "city" in facts and search_form(facts["city"].value) not in names
    told = facts["period"].value if "period" in facts else ""
    return other_place or bool(told and entry.period and told != entry.period)


def _family(city: str, others: Sequence[Listed]) -> tuple[Listed, ...]:
    """Return the documents that there are of a place, called by any of its names."""
    wanted = search_form(city)
    if is_nations_name(wanted):
        wanted = search_form(NATION)
    first = next(
        (
            each.entry
            for each in others
            if wanted in {search_form(name) for name in (each.entry.city, *each.entry.aliases)}
        ),
        None,
    )
    if first is None:
        return ()
    return tuple(each for each in others if place_key(each.entry) == place_key(first))


def _check_new(path: Path, family: Sequence[Listed], text: str) -> None:
    """Refuse a document that its place has already, as another site serves it."""
    for each in family:
        if _same_text(text, read_text(each.path, each.entry)):
            problem = f"{path.name} is the same document as {each.entry.id} ({each.entry.title})"
            remedy = f"It need not be added. To take this file for it: cityplans remove {each.entry.id}"
            raise CorpusError(
                problem, remedy=remedy, kind="same", value=f"{each.entry.city} {each.entry.title}"
            )


def _same_text(one: str, other: str) -> bool:
    """Say whether two files hold one document, as two sites serve it: most of their sentences are the same."""
    first, second = ({part for part in _parts(text) if len(part) >= _LONG_PART} for text in (one, other))
    fewer = min(len(first), len(second))
    return fewer >= _FEWEST_PARTS and len(first & second) >= _SAME * fewer


def _parts(text: str) -> Sequence[str]:
    return re.split(r"[。；;！？\n]", re.sub(r"[ \t\u3000\u00a0]", "", search_form(text)))


def _entry(
    path: Path,
    facts: Mapping[str, Fact],
    place: Place | None,
    others: Sequence[Listed],
    plan_id: str,
    family: Sequence[Listed] = (),
) -> PlanEntry:
    """Return the entry of what was told; the documents of a ``family`` share the names of their place."""
    values = {field: facts[field].value for field in FIELDS if field in facts}
    inferred = [f"{field}: {fact.source}" for field, fact in facts.items() if fact.inferred]
    values.setdefault("title", path.stem)
    if "kind" not in values:
        values["kind"] = "规划"
        inferred.append("kind: not told by the text")
    if "date" in values:
        _check_date(values["date"])
    taken = {
        search_form(name)
        for each in others
        for name in (each.entry.city, *each.entry.aliases, *each.entry.members)
    }
    called: dict[str, object]
    if family:
        called = {name: getattr(family[0].entry, name) for name in ("city", "city_en", "aliases", "members")}
    else:
        city = NATION if is_nations_name(search_form(values["city"])) else values["city"]
        aliases = [name for name in _aliases(city, place) if search_form(name) not in taken]
        called = {"city": city, "city_en": _english(city, place), "aliases": aliases}
    try:
        return PlanEntry.model_validate(
            {
                **values,
                "id": plan_id,
                "file": f"{plan_id}.txt",
                **called,
                "source": path.name,
                "inferred": inferred,
                "corrected": [field for field, fact in facts.items() if _by_hand(fact)],
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        problem = f"the {first['loc'][0]} {first.get('input')!r} cannot be used ({first['msg']})"
        raise CorpusError(
            problem, remedy="Give another value.", kind="value", value=str(first.get("input"))
        ) from error


def _check_date(date: str) -> None:
    try:
        datetime.date.fromisoformat(date)
    except ValueError as error:
        remedy = "Write it like 2021-05-10."
        raise CorpusError(f"{date!r} is no date", remedy=remedy, kind="date", value=date) from error


def _aliases(city: str, place: Place | None) -> list[str]:
    """Return the other names that a city is asked by."""
    if is_nations_name(search_form(city)):
        return [name for name in (*sorted(NATION_NAMES), *NATION_ENGLISH_NAMES) if name != city]
    bare = _SUFFIX.sub("", city)
    names = [bare] if len(bare) > 1 else []
    if place is not None:
        names += [place.name, *suffixed(place), *place.spellings]
    else:
        names.append(_english(city, None))
    return [name for name in dict.fromkeys(names) if name and name != city and not _means_higher(name, place)]


def _means_higher(name: str, place: Place | None) -> bool:
    """Say whether a name alone means a place above this one: 吉林 the province, 长沙 the city that 长沙县 lies in."""
    if place is None:
        return False
    form = search_form(name)
    called = gazetteer().in_english(form) if form.isascii() else gazetteer().called(form)
    return (
        bool(called)
        and called[0].rank < place.rank
        and (place.lies_in(called[0]) or called[0].level in ("province", "municipality"))
    )


def _english(city: str, place: Place | None) -> str:
    if is_nations_name(search_form(city)):
        return NATION_ENGLISH
    return place.english if place is not None else _pinyin(_SUFFIX.sub("", city) or city).title()


def _pinyin(text: str) -> str:
    from pypinyin import lazy_pinyin

    return re.sub(r"[^a-z0-9]+", "", "".join(lazy_pinyin(search_form(text), errors="ignore")).lower())


def _new_id(entry: PlanEntry, path: Path, taken: Collection[str]) -> str:
    """Return an id that no document has: the place in English or pinyin, else the file's name.

    Where that is taken it is place, kind and period: yueyang-report-2026.
    """
    name = re.sub(r"[^a-z0-9]+", "", entry.city_en.lower())
    name = name or re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "plan"
    period = own_period(entry)
    full = "-".join([name, kind_of(entry), *([period.span] if period is not None else [])])
    candidates = [name, full, *(f"{full}-{n}" for n in range(2, 1000))]
    return next(each for each in candidates if each not in taken)

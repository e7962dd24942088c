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
from embeddings.corpus import Document, read_document
from embeddings.corrections import SUFFIX, Corrections, read_corrections, side_file
from embeddings.errors import CorpusError
from embeddings.loaders import Loaded, load_plan
from embeddings.own_plans import add_plan, digest
from embeddings.proposals import FIELDS, Fact, propose
from embeddings.query.gazetteer import Place, gazetteer, suffixed
from embeddings.scripts import search_form

UNTOLD: Final = "—"
"""Stands for a city that nothing tells."""
GIVEN: Final = "given"
"""The source of what a person gave with the command."""
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


def prepare(path: Path, folders: Sequence[Path], own: Path, *, given: Mapping[str, str]) -> Addition:
    """Read a file and put its catalogue entry together; ``given`` goes before what the text says, by field.

    ``folders`` are the folders of the corpus and ``own`` the one that the plan is for.

    Raises:
        LoadError: the file cannot be read as a plan.
        CorpusError: no city can be told, a given value cannot be used, or the city has a plan already.

    """
    read = _read(path, given)
    facts = read.facts
    listed = list_plans(*folders)
    before = next(
        (each.entry for each in listed if each.folder == own and _same_file(each.entry, path, read.original)),
        None,
    )
    if before is not None:
        _keep_corrected(facts, before, given)
    if "city" not in facts:
        problem = f"{path.name} does not say which city it plans for"
        raise CorpusError(problem, remedy="Name it: --city 岳阳市")
    others = [each for each in listed if before is None or each.entry.id != before.id]
    _check_city(facts["city"].value, path, others)
    hidden = {plan_id for folder in folders for plan_id in _catalog_hidden(folder)}
    taken = {each.entry.id for each in others} | hidden
    plan_id = before.id if before else _new_id(facts, read.place, path, taken)
    entry = _entry(path, facts, read.place, others, plan_id)
    fixes = read.corrections.heading or (before.headings if before else ())
    return _addition(read, entry.model_copy(update={"headings": fixes}), before)


def inspect_file(path: Path, *, given: Mapping[str, str] | None = None) -> Addition:
    """Read a file as :func:`prepare` does, for no corpus: a city that is not told is :data:`UNTOLD`.

    Raises:
        LoadError: the file cannot be read as a plan.
        CorpusError: a given value cannot be used, or the side file is wrong.

    """
    read = _read(path, given or {})
    facts = {"city": Fact(UNTOLD, "nothing tells it", inferred=True), **read.facts}
    entry = _entry(path, facts, read.place, (), "file")
    return _addition(read, entry.model_copy(update={"headings": read.corrections.heading}), None)


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was read: its text, what was told of it and by whom, the place, the corrections beside it."""

    path: Path
    loaded: Loaded
    original: bytes
    facts: dict[str, Fact]
    place: Place | None
    corrections: Corrections


def _read(path: Path, given: Mapping[str, str]) -> _Read:
    """Read a file; what is ``given`` goes before its side file, and that before its text."""
    corrections = read_corrections(path)
    loaded = load_plan(path)
    proposal = propose(loaded, path.stem)
    facts = dict(proposal.facts)
    facts |= {field: Fact(value, side_file(path).name) for field, value in corrections.values.items()}
    facts |= {field: Fact(value, GIVEN) for field, value in given.items() if value}
    told = facts["city"].value if "city" in facts else ""
    place = proposal.place if told == proposal.value("city") else None
    return _Read(path, loaded, path.read_bytes(), facts, place, corrections)


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


def _same_file(entry: PlanEntry, path: Path, original: bytes) -> bool:
    """Say whether a plan was made of this file: the same content, or the same name."""
    same_content = f"-{digest(original)}." in entry.original
    return bool(entry.original) and (same_content or entry.source == path.name)


def _check_city(city: str, path: Path, others: Sequence[Listed]) -> None:
    """Refuse a second plan of a city: a question about the city could not tell which one is meant."""
    wanted = search_form(city)
    for each in others:
        if wanted in {search_form(name) for name in (each.entry.city, *each.entry.aliases)}:
            period = f", {each.entry.period}" if each.entry.period else ""
            problem = f"{path.name} is a plan of {city}, and there is one already ({each.entry.id}{period})"
            remedy = f"Remove that first: cityplans remove {each.entry.id}. Or name another: --city"
            raise CorpusError(problem, remedy=remedy)


def _entry(
    path: Path, facts: Mapping[str, Fact], place: Place | None, others: Sequence[Listed], plan_id: str
) -> PlanEntry:
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
    aliases = [name for name in _aliases(values["city"], place) if search_form(name) not in taken]
    try:
        return PlanEntry.model_validate(
            {
                **values,
                "id": plan_id,
                "file": f"{plan_id}.txt",
                "city_en": _english(values["city"], place),
                "aliases": aliases,
                "source": path.name,
                "inferred": inferred,
                "corrected": [field for field, fact in facts.items() if _by_hand(fact)],
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        problem = f"the {first['loc'][0]} {first.get('input')!r} cannot be used ({first['msg']})"
        raise CorpusError(problem, remedy="Give another value.") from error


def _check_date(date: str) -> None:
    try:
        datetime.date.fromisoformat(date)
    except ValueError as error:
        raise CorpusError(f"{date!r} is no date", remedy="Write it like 2021-05-10.") from error


def _aliases(city: str, place: Place | None) -> list[str]:
    """Return the other names that a city is asked by."""
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
    return place.english if place is not None else _pinyin(_SUFFIX.sub("", city) or city).title()


def _pinyin(text: str) -> str:
    from pypinyin import lazy_pinyin

    return re.sub(r"[^a-z0-9]+", "", "".join(lazy_pinyin(search_form(text), errors="ignore")).lower())


def _new_id(facts: Mapping[str, Fact], place: Place | None, path: Path, taken: Collection[str]) -> str:
    """Return an id that no plan has: the city in pinyin, else the file's name; with the period if it is taken."""
    name = re.sub(r"[^a-z0-9]+", "", _english(facts["city"].value, place).lower())
    name = name or re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "plan"
    period = facts["period"].value[:4] if "period" in facts else ""
    candidates = [name, f"{name}-{period}" if period else name, *(f"{name}-{n}" for n in range(2, 1000))]
    return next(each for each in candidates if each not in taken)

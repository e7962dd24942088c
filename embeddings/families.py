"""The documents of one place as a family: what kind each is, what it is called beside the others, which is the newest.

A place is told by its name as it is cited. A document that is the only one of its place is called by the place alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from embeddings.catalog import PlanEntry
from embeddings.facts.horizon import looks_back, own_period
from embeddings.facts.periods import Period, ordinal_in_english
from embeddings.query.nation import NATION, NATION_NAMES
from embeddings.scripts import search_form

Kind = Literal["plan", "proposal", "action", "special", "report", "bulletin", "annual", "other"]
"""纲要, 建议, 行动计划, 专项规划, 政府工作报告, 统计公报, 年度计划, 其他."""
Status = Literal["draft", "adopted", "amended"]

_YEARLY: Final = ("report", "bulletin", "annual")
_NAMES: Final[Mapping[Kind, tuple[str, str]]] = {
    "plan": ("规划纲要", "Plan"),
    "proposal": ("规划建议", "Plan Proposal"),
    "action": ("行动计划", "Action Plan"),
    "special": ("专项规划", "Special Plan"),
    "report": ("政府工作报告", "Government Work Report"),
    "bulletin": ("统计公报", "Statistical Bulletin"),
    "annual": ("年度计划", "Annual Plan"),
}
_STATUSES: Final[Mapping[Status, tuple[str, str]]] = {
    "draft": ("草案", "draft"),
    "adopted": ("通过稿", "adopted"),
    "amended": ("修订稿", "amended"),
}
_ORDER: Final[tuple[Kind, ...]] = (
    "plan",
    "proposal",
    "report",
    "annual",
    "action",
    "special",
    "bulletin",
    "other",
)
"""Which kind speaks for a place where nothing else tells, the first before the others."""
_KIND_WORDS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("bulletin", re.compile(r"公报")),
    ("report", re.compile(r"工作报告")),
    ("annual", re.compile(r"年度计划|发展计划|计划草案|计划报告|执行情况")),
    ("proposal", re.compile(r"建议$")),
    ("action", re.compile(r"行动计划|行动方案|实施方案|实施意见|三年行动")),
    ("plan", re.compile(r"纲要|国民经济和?社会发展.*规划|五年(?:规划|计划)")),
    ("special", re.compile(r"规划")),
)


@dataclass(frozen=True, slots=True)
class Label:
    """What a document is called beside the others of its place, behind the name of the place; empty where it is alone."""

    zh: str = ""
    en: str = ""


ALONE: Final = Label()


def place_key(entry: PlanEntry) -> str:
    """Return what the documents of one place have in common: its name in search form."""
    folded = search_form(entry.city)
    return search_form(NATION) if folded in NATION_NAMES else folded


def kind_in_english(entry: PlanEntry) -> str:
    """Return what the kind of a document is called in English, nothing where it is none of the known ones."""
    return _NAMES.get(kind_of(entry), ("", ""))[1]


def kind_of(entry: PlanEntry) -> Kind:
    """Return the kind of a document: that of its entry where it is one of those known, else what its title says."""
    for text in (search_form(entry.kind), _bare_title(entry)):
        found = next((kind for kind, words in _KIND_WORDS if words.search(text)), None)
        if found is not None and not (found == "special" and text != _bare_title(entry)):
            return found
    period = own_period(entry)
    of_five_years = period is not None and bool(period.as_plan.plan)
    return "plan" if of_five_years and search_form(entry.kind) in ("规划", "计划") else "other"


def is_yearly(entry: PlanEntry) -> bool:
    """Return whether a document is one of those drawn up every year."""
    return kind_of(entry) in _YEARLY


def families(entries: Sequence[PlanEntry]) -> tuple[tuple[PlanEntry, ...], ...]:
    """Return the entries by their places, each place in the order of its first."""
    grouped: dict[str, list[PlanEntry]] = {}
    for entry in entries:
        grouped.setdefault(place_key(entry), []).append(entry)
    return tuple(tuple(group) for group in grouped.values())


def labels(entries: Sequence[PlanEntry]) -> dict[str, Label]:
    """Return the label of each entry by its id: empty for the only document of a place, else no two alike in a place."""
    found = {entry.id: ALONE for entry in entries}
    for family in families(entries):
        if len(family) > 1:
            found |= _told_apart(family)
    return found


def newest_first(entries: Sequence[PlanEntry]) -> list[PlanEntry]:
    """Return the documents of one place, that first which speaks for it.

    Plans go before other kinds, the latest period before earlier ones, what was adopted or amended before drafts, the
    latest date before others.
    """
    return sorted(entries, key=_rank)


def _rank(entry: PlanEntry) -> tuple[int, int, int, int, int]:
    period = own_period(entry)
    kind = kind_of(entry)
    return (
        0 if kind == "plan" else 1,
        -(period.last if period else 0),
        _ORDER.index(kind),
        1 if entry.status == "draft" else 0,
        -(entry.date.toordinal() if entry.date else 0),
    )


def _told_apart(family: Sequence[PlanEntry]) -> dict[str, Label]:
    """Return labels of the documents of one place: kind and period, then status, then date or number."""
    short = {entry.id: _short(entry) for entry in family}
    for add in (_status_of, _title_of):
        counts = Counter(label.zh for label in short.values())
        short = {
            entry.id: add(entry, short[entry.id]) if counts[short[entry.id].zh] > 1 else short[entry.id]
            for entry in family
        }
    seen: Counter[str] = Counter()
    for entry in family:
        label = short[entry.id]
        seen[label.zh] += 1
        if seen[label.zh] > 1:
            number = seen[label.zh]
            short[entry.id] = Label(f"{label.zh}（{number}）", f"{label.en} ({number})")
    return short


def _short(entry: PlanEntry) -> Label:
    kind, period = kind_of(entry), own_period(entry)
    if kind in ("other", "special", "action") or period is None:
        return Label(f"《{entry.title}》", f"“{entry.title}”")
    zh, en = _NAMES[kind]
    plan = period.as_plan
    if plan.plan:
        ordinal = ordinal_in_english(plan.plan)[0]
        return Label(f"“{plan.name}”{zh}", f"{ordinal} Five-Year {en}")
    return Label(f"{period.span}年{zh}", f"{en} {period.span}")


def _status_of(entry: PlanEntry, label: Label) -> Label:
    if not entry.status:
        return label
    zh, en = _STATUSES[entry.status]
    return Label(f"{label.zh}（{zh}）", f"{label.en} ({en})")


def _title_of(entry: PlanEntry, label: Label) -> Label:
    if entry.date is not None:
        return Label(f"{label.zh}（{entry.date.isoformat()}）", f"{label.en} ({entry.date.isoformat()})")
    return label


def _bare_title(entry: PlanEntry) -> str:
    return re.sub(r"[(（][^()（）]*[)）]", "", search_form(entry.title))


def period_of(entry: PlanEntry) -> Period | None:
    """Return the years that an entry tells, None where neither its period, its title nor its date does."""
    return own_period(entry)


def reports_results(entry: PlanEntry) -> bool:
    """Return whether a document only reports what its period brought."""
    return looks_back(entry)

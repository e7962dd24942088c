"""What a page of the table is asked to show, read from its address; nothing in an address is an error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from embeddings.corpus import Document
from qa.indicators import Indicator, find_indicators, known_indicators, load_groups

LONGEST: Final = 200
"""Characters of a search."""
_DOWN: Final = "down"


@dataclass(frozen=True, slots=True)
class Choice:
    """The indicators and plans of a table, in order, and how it is laid out.

    ``group`` is the group that is shown where no indicator was picked (``all`` for every one), ``search`` the words
    that were looked for, ``by_city`` puts the cities into rows, ``sort`` is the indicator that these are sorted by,
    from the greatest to the least, or the other way with ``rising``. ``aimed`` leaves out indicators for which no plan
    that is shown has a target.
    """

    indicators: tuple[Indicator, ...]
    documents: tuple[Document, ...]
    group: str
    search: str
    picked: bool
    all_plans: bool
    by_city: bool
    sort: str
    rising: bool
    aimed: bool = False

    @property
    def is_single(self) -> bool:
        """Whether one indicator was picked: its chart and all its mentions are shown."""
        return self.picked and len(self.indicators) == 1

    def query(self, **changes: str) -> dict[str, str]:
        """Return the address of this choice with changes, an empty one taking a part away."""
        parts = {
            "i": ",".join(each.id for each in self.indicators) if self.picked and not self.search else "",
            "q": self.search,
            "group": "" if self.picked else self.group,
            "plan": "" if self.all_plans else ",".join(each.id for each in self.documents),
            "by": "city" if self.by_city else "",
            "sort": self.sort,
            "order": "up" if self.rising else "",
            "aimed": "1" if self.aimed else "",
            **changes,
        }
        return {key: value for key, value in parts.items() if value}

    def encoded(self, **changes: str) -> str:
        """Return :meth:`query` as it stands behind the question mark."""
        return urlencode(self.query(**changes))


def read_choice(query: QueryParams, documents: Sequence[Document]) -> Choice:
    """Return what an address asks for; what it names and is not there is left out."""
    search = " ".join(query.get("q", "").split())[:LONGEST]
    every = known_indicators(documents)
    known = {each.id: each for each in every}
    named = [*query.getlist("i"), *query.getlist("indicator")]  # the first is what the page's own links have
    indicators = tuple(known[name] for name in _names(named) if name in known)
    if search:
        indicators = tuple(find_indicators(search, every))
    picked = bool(search or indicators)
    groups = [group.id for group in load_groups()]
    group = query.get("group", "")
    group = group if group in (*groups, "all") else groups[0]
    if not picked:
        indicators = tuple(each for each in every if group in ("all", each.group))
    wanted = _names(query.getlist("plan"))
    by_id = {each.id: each for each in documents}
    chosen = tuple(by_id[name] for name in wanted if name in by_id) or tuple(documents)
    choice = Choice(
        indicators=indicators,
        documents=chosen,
        group=group,
        search=search,
        picked=picked,
        all_plans=len(chosen) == len(documents),
        by_city=query.get("by") == "city",
        sort=query.get("sort", ""),
        rising=query.get("order") == "up",
        aimed=query.get("aimed") == "1",
    )
    return (
        choice if choice.sort in {each.id for each in indicators} else replace(choice, sort="", rising=False)
    )


def _names(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name.strip() for value in values for name in value.split(",") if name.strip()))

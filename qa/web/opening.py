"""What the address of the page asks: ``?q=…&city=…``, and ``&a=…`` where it is a link to an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from embeddings.query.history import Depth
from qa.web.asking import CoveredPlan
from qa.web.sharing import DIGEST


class QueryParameters(Protocol):
    """The query of an address, with every value of a name."""

    def getlist(self, key: str) -> list[str]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Opening:
    """A question to be asked when the page opens, the cities that it is limited to, and those with a chip.

    ``shared`` is the digest of the answer that the link was made of, ``depth`` how much that told.
    """

    question: str = ""
    cities: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    shared: str = ""
    depth: Depth = "short"


def read_opening(query: QueryParameters, plans: Sequence[CoveredPlan]) -> Opening:
    """Return what a query asks; ``city`` may be repeated, and may leave out 市 or be the English name.

    A city without a plan stays as it is: the assistant says that it has none.
    """
    question = " ".join(query.getlist("q")[:1]).strip()
    cities: dict[str, bool] = {}
    for asked in query.getlist("city"):
        if name := asked.strip():
            known = _known(name, plans)
            cities[known or name] = known is not None
    chosen = tuple(city for city, known in cities.items() if known)
    shared = "".join(query.getlist("a")[:1])
    depth: Depth = "full" if query.getlist("depth")[:1] == ["full"] else "short"
    return Opening(question, tuple(cities), chosen, shared if DIGEST.fullmatch(shared) else "", depth)


def _known(name: str, plans: Sequence[CoveredPlan]) -> str | None:
    """Return the city as it is cited, None where no plan covers it."""
    for plan in plans:
        names = {plan.city, plan.city.removesuffix("市"), plan.city_en.casefold(), plan.document_id} - {""}
        if plan.label and name in (plan.document_id, f"{plan.city}{plan.label}"):
            return f"{plan.city}{plan.label}"
        if name.casefold() in names - ({plan.document_id} if plan.label else set()):
            return plan.city
    return None

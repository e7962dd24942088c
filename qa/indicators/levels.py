"""Which level of government a plan is of: what a province and a county aim for is not ranked without saying so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from embeddings.corpus import Document
from embeddings.query.gazetteer import Place, gazetteer
from embeddings.query.nation import NATION
from embeddings.scripts import search_form

Level = Literal["nation", "province", "prefecture", "county", "zone", "region", ""]
"""``region`` is an agglomeration of several places; nothing where the gazetteer has no such place."""

LEVELS: Final[dict[str, dict[Level, str]]] = {
    "zh": {
        "nation": "国家级",
        "province": "省级",
        "prefecture": "地级",
        "county": "县级",
        "zone": "开发区",
        "region": "城市群",
        "": "层级不明",
    },
    "en": {
        "nation": "nation",
        "province": "province",
        "prefecture": "prefecture",
        "county": "county",
        "zone": "zone",
        "region": "agglomeration",
        "": "level not known",
    },
}
_MIXED: Final = {
    "zh": "名次跨行政层级（{levels}），请与同级的相比。",
    "en": "Ranked across levels of government ({levels}); compare those of one level.",
}
_OF_PLACES: Final[Mapping[str, Level]] = {
    "province": "province",
    "municipality": "province",
    "prefecture": "prefecture",
    "county": "county",
    "zone": "zone",
    "region": "region",
}
"""Level in the gazetteer -> level of government; a municipality has the rank of a province."""
_ORDER: Final[tuple[Level, ...]] = tuple(LEVELS["zh"])


def divisions_of(document: Document, name: str) -> list[Place]:
    """Return the places that a name of a document means, those of its province if it tells one."""
    province = search_form(document.entry.province)
    called = [each for each in gazetteer().called(search_form(name)) if not each.former]
    return [each for each in called if not province or province in (*each.within, each.full)]


def level_of(document: Document) -> Level:
    """Return the level of the place that a document is about; one that names several places as members is a region."""
    if document.place == search_form(NATION):
        return "nation"
    place = next(iter(divisions_of(document, document.city)), None)
    if place is None:
        members = (each for name in document.entry.members for each in divisions_of(document, name))
        return "region" if any(each.is_division for each in members) else ""
    return _OF_PLACES.get(place.level, "")


def mixed_levels(documents: Iterable[Document], language: str) -> str:
    """Return what is said of a rank over plans of several levels, with how many are of each; nothing of one level."""
    counts = Counter(map(level_of, documents))
    if len(counts) < 2:
        return ""
    words, join = LEVELS[language], ", " if language == "en" else "、"
    levels = join.join(f"{words[each]} {counts[each]}" for each in _ORDER if counts[each])
    return _MIXED[language].format(levels=levels)

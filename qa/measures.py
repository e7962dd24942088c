"""Whether a figure is of the thing and of the sort that is asked: a level, a share, a growth, with its unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from embeddings.facts.units import has_unit_of
from embeddings.lexical import tokenize
from embeddings.needs import Need, main_need
from embeddings.query.form import MeasureAsk
from embeddings.scripts import search_form
from embeddings.tables import Row
from embeddings.terms import find_terms

_SAME_COUNT = ("人名位",)
_SHARE = re.compile(r"占[^,。;]{2,14}(?:比重|比例|的|\d)|贡献率|比重")
_SPAN_OF_YEARS = re.compile(
    r"(?<!\d)\d{1,3}年|(?<![五十])[一二三四五六七八九]?十[一二三四五六七八九]?年|[一二三四五六七八九]年(?!以来)"
)
_PER_CENT = re.compile(r"[%‰]|百分之|分之|[一二三四五六七八九]成|全覆盖|任务|水平|/|比例|\d:\d")
_GROWTH = re.compile(r"增长|增速|增幅|年均")
_GROWTH_CLAUSE = re.compile(r"(?:年均)?(?:增长|增速|增幅)[^,，。;]*")
_NAME_GOES_ON = re.compile(
    r"(?![达超突为至约在控稳保占比增年均以较于升提降下实力争不低高完成持翻左右的和与及同由从将全翻总规目值率额量水])[\u4e00-\u9fff]"
)
_MAIN = 0.75
"""How much of its indicator's name must stand close to a value."""
_ROW_SHARE, _ROW_NAMED, _ROW_ASKED = 0.3, 0.8, 0.5
_WHOLE, _WHOLE_ASKED = 6, 0.75
_UNIT_IN_NAME = re.compile(r"[(（][^)）]*[)）]?$|%\)?$")
_ROW_OWN = 0.45
"""Least coverage by the row itself: a row answers for its indicator only, whatever its table is about."""


def is_its_row(needs: Sequence[Need], row: Row, own: float) -> bool:
    """Say whether a row is that of the indicator asked about, and not of another with words in common.

    The name that weighs most must stand in the row almost whole, and not much else must stand in the row's name:
    亿元GDP生产安全事故死亡率 is no row of GDP.
    """
    parts = [set(tokenize(part)) for part in _UNIT_IN_NAME.sub("", search_form(row.name)).split(" ")]
    name = set().union(*parts)
    asked = {token for need in needs for wording in need.wordings for token in wording}
    if len(name) >= _WHOLE and len(name & asked) >= _WHOLE_ASKED * len(name):
        return True  # a long name, nearly all of which is in the question
    total = sum(need.weight for need in needs)
    large = [need for need in needs if need.weight >= _ROW_SHARE * total]
    named = any(need.met_by(name) >= _ROW_NAMED for need in large) if large else own >= _ROW_OWN
    own_part = parts[-1] or name  # a sub-row is told from its siblings by its own part
    return named and len(own_part & asked) >= _ROW_ASKED * len(own_part)


def names_main(needs: Sequence[Need], said: str, near: str) -> bool:
    """Say whether the thing whose value is asked is named close to the value, not only somewhere around it.

    A clause that names another indicator is not about one that is named before it.
    """
    main = main_need(needs)
    if main is None or main.met_by(set(tokenize(said))) >= _MAIN:
        return True
    if main.names and any(
        term.kind == "indicator" and term.zh not in main.names for term in find_terms(said)
    ):
        return False
    return main.met_by(set(tokenize(near))) >= _MAIN


def is_part_of_another(needs: Sequence[Need], said: str) -> bool:
    """Say whether the indicator that is asked only stands in the name of another: GDP in 亿元GDP死亡率 or 占GDP比重."""
    main = main_need(needs)
    found = [(said.find(name), len(name)) for name in (main.names if main else ()) if name in said]
    return bool(found) and all(
        said[max(0, at - 1) : at] in ("占", "元", "位", "均") or bool(_NAME_GOES_ON.match(said, at + length))
        for at, length in found
    )


def _has_unit(said: str, unit: str) -> bool:
    """Say whether a text has a unit, or another that counts the same: 2000人 for 多少名."""
    return any(each in said for each in next((group for group in _SAME_COUNT if unit in group), (unit,)))


def is_growth_row(asked: MeasureAsk, row: Row) -> bool:
    """Say whether a row states the growth of a thing where not its growth is asked for but its amount."""
    return asked.amount and not asked.grows and bool(_GROWTH.search(row.name))


def same_measure(asked: MeasureAsk, said: str) -> bool:
    """Say whether a value is of the sort that is asked for.

    A share is no amount, growth is neither, a unit that is named counts, and money is no weight (一共要投多少钱).
    """
    if asked.families and not has_unit_of(asked.families, said):
        return False
    unit = asked.unit
    if unit and (not _has_unit(said, unit) or (unit == "年" and not _SPAN_OF_YEARS.search(said))):
        return False
    grows, shares = bool(_GROWTH.search(said)), bool(_SHARE.search(said))
    if asked.grows:
        return grows
    if asked.share and grows and not shares:
        return False
    if asked.share_of and not shares and not _PER_CENT.search(said):
        return False
    if unit == "元" and grows:
        return "元" in _GROWTH_CLAUSE.sub("", said)
    return not shares or asked.share_like or not asked.amount

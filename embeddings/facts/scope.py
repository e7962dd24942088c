"""Which part of a plan's area a value is said of, and what narrows a name down to something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_WHOLE: Final = re.compile(r"(?<![占对])(?:[我本]市|全[国省市县区州旗盟域疆])")
_NAMED: Final = re.compile(
    r"[\u4e00-\u9fff”]{2,12}(?:城镇群|都市圈|片区|自贸区|经开区|高新区|开发区|集中区|示范区|中心区|核心区|走廊|组团|经济带|新城|新区)"
)
_GENERAL: Final = re.compile(r"(?:产业)?园区|县城|乡镇|农村地区|中心城区|主城区")
_PLACE: Final = re.compile(
    r"(?<![\u4e00-\u9fff])(?!(?:全|我|本|各|地|都|设区|其中|城市|县市|市县|辖|每个?|在|对|以|到|从|向|由)[\u4e00-\u9fff]{0,3}(?:市|县|区))"
    r"[\u4e00-\u9fff]{1,3}(?:县|市(?!场|政|县|区|级|域|民|容)|(?<![城社小校景库灾山地片园林牧矿厂街郊灌湖学特选战禁护聚居新])区(?!域|级|间))"
)
"""A county, district or city at the start of a clause, which is then the one whose values follow."""
_LEADS: Final = re.compile(
    r"(?:[我本]市|全[国省市县区州旗盟疆]|全社会|提出|价格?(?:计算)?的?|[一二三四五六七八九十]年|[全今去上本]年|年|末|底|期间|时期|时|内|累计|每年|年均|新增|预计|其中|以及|及|和|与|使|将|"
    r"[\u4e00-\u9fff]*(?:提高|提升|推进|实现|达到|达|促进|加快|确保|保障|保持|稳定|扩大|增加|增长|降低|下降|控制|完成|带动|推动|力争|争取|落实|"
    r"守住|坚守|坚决守住|建成|突破|争创|创建|培育|打造|建设|发展))$"
)
"""What may stand directly before a name and does not change what it means; anything else is part of another name."""
_JOINTS: Final = ("和", "与", "及", "以及")
_LAST_WORDS: Final = re.compile(r"[\u4e00-\u9fff]*$")
_LONGEST: Final = 8


class Areas:
    """Tells what a clause speaks of: the whole that a plan covers (``names``, in search form) or a part of it."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)

    def after(self, prefix: str, scope: str) -> str:
        """Return the part that values behind ``prefix`` are said of, empty for the whole.

        ``scope`` is that of the clause before: a part with a name of its own holds until the whole is named again.
        """
        own = max((prefix.rfind(name) for name in self._names), default=-1)
        places = (
            match
            for match in _PLACE.finditer(prefix)
            if not any(name in match.group() for name in self._names)
        )
        area = _NAMED.search(prefix) or next(places, None)
        whole = max((match.start() for match in _WHOLE.finditer(prefix)), default=-1)
        if own >= 0 and not (area and area.start() <= own < area.end()):
            whole = max(whole, own)
        if area and area.start() > whole:
            return area.group().removeprefix("其中")
        general = _GENERAL.search(prefix)
        if general:
            return "" if whole > 0 else general.group()
        return "" if whole >= 0 or _GENERAL.fullmatch(scope) else scope

    def modifier(self, before: str) -> str:
        """Return what narrows a name down to something else: 乡村 before 旅游收入; empty where nothing does."""
        match = _LAST_WORDS.search(before)
        words = match.group() if match else ""
        while words:
            lead = _LEADS.search(words)
            own = next((name for name in self._names if words.endswith(name)), "")
            if own:
                words = words.removesuffix(own)
            elif lead and lead.group() in _JOINTS:
                return ""  # what stands before 和 is a name of its own
            elif lead:
                words = words[: lead.start()]
            else:
                break
        return _WHOLE.sub("", words)[-_LONGEST:]

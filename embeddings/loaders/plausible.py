"""Whether a text looks like Chinese, and like a plan."""

from __future__ import annotations

import re
from typing import Final

# The commonest characters of modern Chinese prose and of plans, in both scripts. In real text they are a third of
# all Chinese characters; in bytes read in the wrong table they are next to none.
_COMMON: Final = frozenset(
    "的和是在了不有人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定"
    "行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由"
    "其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又利比或但质气第向道命此变条只没结解问意"
    "建设城市发展规划经济社会乡镇村农区县服务基础加强推提完善快构升级文旅生态环境保护创交通产业项目企公共安改革"
    "這為個國來時們會對發過說產種後經進著電裡現實體機當點從業應開還無與關線數內質氣變條沒結問設規劃濟鄉鎮農區縣務"
    "強構級態環護創通項開資統領計畫劃續將並際優動學"
)
_CHINESE: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_PLAN: Final = re.compile(r"规划|規劃|计划|計劃|計畫|纲要|綱要|建议|建議|方案|意见|意見")
_FUTURE: Final = re.compile(r"发展|發展|建设|建設|推进|推進|目标|目標")
_FEWEST: Final = 300


def plausibility(text: str) -> float:
    """Return the share of common characters among the Chinese ones, 0 to 1, less what no text holds."""
    chinese = _CHINESE.findall(text)
    strange = sum(1 for character in text if "\ue000" <= character <= "\uf8ff" or character == "\ufffd")
    strange += len(_CONTROL.findall(text))
    if not chinese:
        return 0.0 if strange == 0 else -1.0
    return (sum(character in _COMMON for character in chinese) - strange) / len(chinese)


def control_share(text: str) -> float:
    """Return the share of characters that no text has: control characters other than tabs, line ends and page ends."""
    return len(_CONTROL.findall(text)) / max(1, len(text))


def doubts(text: str) -> tuple[str, ...]:
    """Return why a text does not look like a plan; nothing if it does."""
    text = re.sub(r"[ \u3000]", "", text)  # some texts have one between all signs
    chinese = len(_CHINESE.findall(text))
    said = "does not look like a plan:"
    if chinese == 0:
        return (f"{said} it has no Chinese text",)
    if chinese < len(re.findall(r"[A-Za-z]", text)):
        return (f"{said} most of it is not Chinese",)
    if plausibility(text) < 0.1:
        return (f"{said} its characters make no Chinese sentences (wrong encoding?)",)
    if chinese < _FEWEST:
        return (f"{said} it has only {chinese} Chinese characters",)
    if not _PLAN.search(text) or len(_FUTURE.findall(text)) < 3:
        return (f"{said} it does not speak of planning and development",)
    return ()

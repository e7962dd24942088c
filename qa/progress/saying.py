"""What is promised and reached in words, in the two languages of the pages."""

from __future__ import annotations

from typing import Final

from embeddings.facts.fact import Fact
from qa.indicators.choosing import Cell
from qa.indicators.saying import STATUSES, marks_of, number_said, said, year_said
from qa.progress.chain import Place, Stage
from qa.progress.verdicts import Break, Outcome, Reason
from qa.progress.views import PathToTarget, Rise, Step

OUTCOMES: Final[dict[str, dict[Outcome, str]]] = {
    "zh": {"met": "达到", "missed": "未达到", "unsaid": "不能判断"},
    "en": {"met": "met", "missed": "missed", "unsaid": "cannot be said"},
}
REASONS: Final[dict[str, dict[Reason, str]]] = {
    "zh": {
        "": "",
        "no_target": "未见目标值",
        "no_result": "未见完成值",
        "words": "只有文字，没有数值",
        "dash": "原表为“—”",
        "unsound": "数字残损或列位不明",
        "conflict": "原文前后数值不同",
        "parts": "是结构，不是一个数",
        "unit": "单位或口径不同",
        "span": "累计、年均与单年口径不同",
        "base_year": "基年不同",
        "direction": "增减何者为好未说明",
        "about": "目标为约数",
        "bound": "数值只有界限",
    },
    "en": {
        "": "",
        "no_target": "no target found",
        "no_result": "no result found",
        "words": "words, no figure",
        "dash": "a dash in the table",
        "unsound": "damaged or of an unknown column",
        "conflict": "the document gives two figures",
        "parts": "a structure, not one figure",
        "unit": "another unit or sort of figure",
        "span": "cumulative, yearly average or of one year",
        "base_year": "counted from another year",
        "direction": "which way is better is not stated",
        "about": "the target says about",
        "bound": "only bounds are given",
    },
}
BREAKS: Final[dict[str, dict[Break, str]]] = {
    "zh": {
        "name": "指标名称与上期不同",
        "unit": "单位与上期不同",
        "base_year": "基年与上期不同",
        "price": "价格口径与上期不同",
        "revised": "起点与上期完成值不同",
        "restated": "后来的文件所印目标值不同",
    },
    "en": {
        "name": "named otherwise than before",
        "unit": "another unit than before",
        "base_year": "another base year than before",
        "price": "other prices than before",
        "revised": "starts from another figure than was reached",
        "restated": "a later document prints another target",
    },
}
COLUMNS: Final[dict[str, tuple[str, str, str, str, str]]] = {
    "zh": ("时期", "基期", "目标", "完成", "结果"),
    "en": ("Period", "Baseline", "Target", "Reached", "Outcome"),
}
STEPS: Final[dict[str, dict[Step, str]]] = {
    "zh": {"more": "加码", "same": "相同", "less": "要求较低", "unsaid": "不能判断"},
    "en": {"more": "asks for more", "same": "the same", "less": "asks for less", "unsaid": "cannot be said"},
}
_EXTENT: Final = {"zh": "总量随地域大小而不同", "en": "a total of another area"}
_KEPT: Final = {"zh": "与上期目标相同", "en": "the same as the target before"}
_STRAIGHT: Final = {"zh": "直线路径（计算所得）", "en": "straight path (reckoned)"}
_PRINTED: Final = {"zh": "原文数值", "en": "printed"}
PATH_NAME: Final = {"zh": "目标路径", "en": "Path to the target"}
RISES: Final = {
    "zh": ("与所属地区目标对照", "指标", "时期", "所属地区", "本地", "对照"),
    "en": ("Beside the place around", "Indicator", "Period", "Place around", "This place", "Compared"),
}
"""The heading of the targets of a place beside those of the place around it, and of its columns."""
_ATTRIBUTES: Final = {"zh": ("约束性指标", "其他指标"), "en": ("Binding indicators", "Other indicators")}


def cell_said(cell: Cell | None, language: str) -> str:
    """Return a cell in words: the value as printed with its year and marks, a dash for nothing printed."""
    if cell is None or cell.best is None:
        return ""
    text = fact_said(cell.best, language)
    warning = STATUSES[language][cell.status] if cell.status in ("conflict", "unclear", "damaged") else ""
    return f"{text} ⚠ {warning}" if warning else text


def fact_said(fact: Fact, language: str) -> str:
    """Return a value as printed, with its year and marks."""
    return f"{said(fact, language)} ({', '.join([year_said(fact, language), *marks_of(fact, language)])})"


def verdict_said(stage: Stage, language: str) -> str:
    """Return what became of a target, with the reason where that is not to be said."""
    outcome, reason = OUTCOMES[language][stage.verdict.outcome], REASONS[language][stage.verdict.reason]
    return (
        f"{outcome} ({reason})"
        if language == "en" and reason
        else f"{outcome}（{reason}）"
        if reason
        else outcome
    )


def kept_said(language: str) -> str:
    """Return that a target has the value of the one before."""
    return _KEPT[language]


def step_said(rise: Rise, language: str) -> str:
    """Return how a target stands to that of the place around, with the reason where that is not to be said."""
    reason = _EXTENT[language] if rise.reason == "extent" else REASONS[language][rise.reason]
    step = STEPS[language][rise.step]
    if not reason:
        return step
    return f"{step} ({reason})" if language == "en" else f"{step}（{reason}）"


def path_said(path: PathToTarget, language: str) -> list[str]:
    """Return the straight path year by year, and the results that are printed of its years."""
    colon, comma = (": ", ", ") if language == "en" else ("：", "，")
    straight = comma.join(f"{year} {number_said(round(value, 2))}" for year, value in path.straight)
    lines = [f"{_STRAIGHT[language]}{colon}{straight} {path.unit}".rstrip()]
    if path.printed:
        printed = comma.join(fact_said(each, language) for each in path.printed)
        lines.append(f"{_PRINTED[language]}{colon}{printed}")
    return lines


def breaks_said(stage: Stage, language: str) -> str:
    """Return what keeps a period from being one line with the one before."""
    return ("; " if language == "en" else "；").join(BREAKS[language][each] for each in stage.breaks)


def source_said(fact: Fact, language: str) -> str:
    """Return where a value stands: the document, its headings, the raw offsets."""
    start, end = fact.document.clean.to_raw(fact.start, fact.end)
    name = fact.document.english_name if language == "en" else fact.document.name
    return " › ".join((name, *fact.chapter)) + f" [{start}:{end}]"


def group_name(language: str, *, binding: bool) -> str:
    """Return the heading of the indicators that must be met, or of the others."""
    return _ATTRIBUTES[language][0 if binding else 1]


def counts_said(place: Place, period: str, language: str, *, binding: bool) -> str:
    """Return how many targets of a period were met, missed, or neither is to be said."""
    outcomes = [
        stage.verdict.outcome
        for track in place.tracks
        for stage in track.stages
        if stage.period.name == period and stage.is_binding == binding and stage.target and stage.reached
    ]
    told: tuple[Outcome, ...] = ("met", "missed", "unsaid")
    counted = [f"{OUTCOMES[language][each]} {outcomes.count(each)}" for each in told if outcomes.count(each)]
    return (", " if language == "en" else "，").join(counted)

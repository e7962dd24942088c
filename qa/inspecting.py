"""What was read of a file before it is added, as lines in two languages, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from qa.plain import columns

if TYPE_CHECKING:
    from embeddings.additions import Addition
    from embeddings.doubts import Doubt

FIELDS: Final = ("city", "title", "kind", "period", "issuer", "date", "province", "status")
_WORDS: Final = {
    "city": "地方",
    "title": "标题",
    "kind": "种类",
    "period": "规划期",
    "issuer": "发文机关",
    "date": "日期",
    "province": "省份",
    "status": "状态",
    "doubts": "存疑",
    "outline": "标题目录",
    "tables": "表格",
    "figures": "指标数值",
    "damage": "疑似损坏",
    "none": "无",
    "file": "文件",
    "headings": "标题",
    "characters": "字数",
    "guessed": "推测",
}
_DOUBTS: Final = {
    "not-a-plan": ("this may be no plan", "可能不是规划"),
    "city-untold": ("nothing tells which place it is of", "没有读出是哪个地方的文件"),
    "correction-unused": ("corrections that fit no line", "更正找不到对应的行"),
    "no-headings": ("no headings were found", "没有找到标题"),
    "period-untold": ("nothing tells its years", "没有读出规划期"),
    "pictures": ("pictures were not read", "图片未读"),
    "unread": ("not all was read", "有内容未读"),
    "table-unread": ("indicator tables that were not read as tables", "指标表没有读成表格"),
    "damaged-figures": ("places whose figures cannot be relied on", "处数字不可靠"),
    "city-guessed": ("the place is a guess", "地方是推测的"),
    "title-guessed": ("the title is a guess", "标题是推测的"),
    "period-guessed": ("the period is a guess", "规划期是推测的"),
    "kind-untold": ("the title tells no kind", "标题没有说明种类"),
    "long-stretch": ("headings with very long text: some below them may be missing", "个标题下正文过长，可能漏了下级标题"),
    "numbering": ("gaps or repeats in the numbers of headings", "处标题编号中断或重复"),
    "titles-lost": ("headings that the source lost", "个标题原文缺失"),
    "titles-fused": ("headings that run into their text", "个标题与正文相连"),
    "damaged-words": ("other damaged places", "处其他疑似损坏"),
}  # fmt: skip
_COUNTED: Final = "处个"
_LONGEST_TITLE: Final = 40


def doubt_text(doubt: Doubt, language: str) -> str:
    """Return a doubt in words."""
    words = _DOUBTS[doubt.kind][language == "zh"]
    if doubt.count > 1 or words[0] in _COUNTED:
        words = f"{doubt.count}{'' if language == 'zh' else ' '}{words}"
    joint = "：" if language == "zh" else ": "
    return f"{words}{joint}{doubt.detail}" if doubt.detail else words


def inspection_lines(addition: Addition, doubts: Sequence[Doubt], language: str) -> Iterator[str]:
    """Yield what was read of a file, its doubts first."""
    from qa.damage_views import damage_lines
    from qa.plain import outline_lines
    from qa.table_views import table_lines, view_tables

    document = addition.document
    yield addition.path.name
    yield _head("doubts", len(doubts), language)
    yield from (f"  ! {doubt_text(doubt, language)}" for doubt in doubts)
    yield ""
    for field in FIELDS:
        yield f"{_word(field, language)}: {_value(addition, field)}{_source(addition, field, language)}"
    yield ""
    yield _head("outline", addition.section_count, language)
    yield from (f"  {line}" for line in outline_lines(document.sections))
    yield ""
    views = view_tables(document)
    yield _head("tables", len(views), language)
    yield from (f"  {line}" for line in table_lines(views))
    yield ""
    facts = [fact for found in document.facts.values() for fact in found]
    yield _head("figures", len(facts), language)
    for fact in facts:
        yield f"  {fact.wording} | {fact.year or '—'} | {fact.printed}{fact.unit if fact.in_table else ''} | {fact.role}"
    yield ""
    yield _head("damage", len(document.damages), language)
    yield from (f"  {line}" for line in list(damage_lines(document, edits=False))[3:])


def inspection_json(addition: Addition, doubts: Sequence[Doubt]) -> dict[str, object]:
    """Return the same as plain JSON values."""
    from qa.damage_views import damage_json
    from qa.table_views import view_tables

    document = addition.document
    return {
        "file": addition.path.name,
        "doubts": [
            {"kind": each.kind, "count": each.count, "detail": each.detail, "text": doubt_text(each, "en")}
            for each in doubts
        ],
        **{field: _value(addition, field) for field in FIELDS},
        "read_from": {field: fact.source for field, fact in addition.facts.items()},
        "guessed": [field for field, fact in addition.facts.items() if fact.inferred],
        "characters": len(document.raw),
        "outline": [section.to_json() for section in document.sections],
        "tables": [view.to_json() for view in view_tables(document)],
        "figures": [
            {
                "indicator": fact.indicator,
                "wording": fact.wording,
                "year": fact.year,
                "printed": fact.printed,
                "unit": fact.unit,
                "role": fact.role,
                "quote": fact.quote,
            }
            for found in document.facts.values()
            for fact in found
        ],
        "damage": damage_json(document, edits=False)["damage"],
    }


def overview_lines(read: Sequence[tuple[Addition, Sequence[Doubt]]], language: str = "en") -> Iterator[str]:
    """Yield a table of files that were read, those with the gravest doubts first, each with its doubts below the table."""
    ordered = sorted(read, key=_gravity)
    header = ("doubts", "file", "city", "kind", "period", "headings", "tables", "figures", "damage", "title")
    rows = [tuple(_word(name, language) for name in header)]
    for addition, doubts in ordered:
        document = addition.document
        counts = (
            addition.section_count,
            sum(map(len, document.tables.values())),
            sum(map(len, document.facts.values())),
            len(document.damages),
        )
        rows.append(
            (
                str(len(doubts)),
                addition.path.name,
                *(_value(addition, field) for field in ("city", "kind", "period")),
                *map(str, counts),
                _value(addition, "title")[:_LONGEST_TITLE],
            )
        )
    yield from columns(rows)
    for addition, doubts in ordered:
        for doubt in doubts:
            yield f"! {addition.path.name}: {doubt_text(doubt, language)}"


def _gravity(pair: tuple[Addition, Sequence[Doubt]]) -> tuple[int, int]:
    from embeddings.doubts import KINDS

    doubts = pair[1]
    return min((KINDS.index(each.kind) for each in doubts), default=len(KINDS)), -len(doubts)


def _value(addition: Addition, field: str) -> str:
    value = str(getattr(addition.document.entry, field) or "")
    if field == "period" and not value and addition.document.period is not None:
        return addition.document.period.name
    return value or "—"


def _source(addition: Addition, field: str, language: str) -> str:
    fact = addition.facts.get(field)
    if fact is None:
        return ""
    guessed = ("guess: " if language == "en" else "推测：") if fact.inferred else ""
    return f"  ({guessed}{fact.source})"


def _word(name: str, language: str) -> str:
    return _WORDS[name] if language == "zh" else name


def _head(name: str, count: int, language: str) -> str:
    return f"{_word(name, language)}{'：' if language == 'zh' else ': '}{count}"

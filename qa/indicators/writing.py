"""The table as files: CSV with a line for every printed value, XLSX with the table, its sources and what else is printed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from embeddings.facts.definitions import load_groups
from embeddings.facts.fact import Fact
from qa.indicators.choosing import Cell
from qa.indicators.levels import LEVELS, level_of, mixed_levels
from qa.indicators.saying import (
    REASONS,
    STATUSES,
    change_said,
    marks_of,
    number_said,
    printed,
    said,
    year_said,
)
from qa.indicators.table import IndicatorTable, Line, Pair
from qa.permalinks import permalink

FIELDS: Final = (
    "indicator",
    "name",
    "name_en",
    "group",
    "document_id",
    "city",
    "role",
    "best",
    "status",
    "value",
    "number",
    "high",
    "unit",
    "year",
    "qualifiers",
    "span",
    "compared_with",
    "attribute",
    "scope",
    "column",
    "notes",
    "warnings",
    "contradicted_by",
    "quote",
    "chapter",
    "start",
    "end",
    "link",
    "level",
)
"""The columns of the CSV."""
_FIRST: Final = 4
_COLUMNS: Final = (
    "baseline",
    "number",
    "unit",
    "qualifier",
    "target",
    "number",
    "unit",
    "qualifier",
    "change",
)
"""The columns of a plan on the main sheet; the words of a value are followed by what can be reckoned with."""
_Field = str | int | Decimal
_FORMULA: Final = re.compile(r"^[=+@\t\r]|^-(?!\d|$|[-—])")
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_GREY: Final = Font(color="808080", italic=True)
_BOLD: Final = Font(bold=True)
_NO_FILL: Final = PatternFill()
_WARN: Final = PatternFill("solid", fgColor="FFF2CC")
_HEAD: Final = PatternFill("solid", fgColor="E2EFDA")
_WORDS: Final = {
    "zh": {
        "table": "指标表",
        "sources": "来源 Sources",
        "others": "其他提法 Others",
        "notes": "说明 Notes",
        "indicator": "指标",
        "group": "类别",
        "target": "目标",
        "baseline": "基期",
        "change": "变化",
        "number": "数值",
        "unit": "单位",
        "qualifier": "限定",
        "comparable": "可比性",
        "yes": "可比",
        "no": "不可比",
        "left": "未列入比较",
    },
    "en": {
        "table": "Indicators",
        "sources": "Sources",
        "others": "Others",
        "notes": "Notes",
        "indicator": "Indicator",
        "group": "Group",
        "target": "target",
        "baseline": "baseline",
        "change": "change",
        "number": "number",
        "unit": "unit",
        "qualifier": "qualifier",
        "comparable": "Comparable",
        "yes": "comparable",
        "no": "not comparable",
        "left": "left out",
    },
}
_NOTES: Final = {
    "zh": (
        "每个数值都取自规划原文，按既定规则选出；其余提法见“其他提法 Others”。",
        "“未提及”表示在规划中没有找到该指标的数值，不作推算。",
        "“数值、单位、限定”三列可直接计算；范围、结构、残损或列位不明的数值不填。",
        "黄色单元格：本规划内另有不同数值、列位不明、原文残损或单位不全，请先看来源。",
        "“目标”为规划期末（或规划期内年均、累计）的数值，“基期”为规划期前一年或上一个五年的数值。",
    ),
    "en": (
        "Every value is printed in the plan and chosen by stated rules; the others are on the sheet Others.",
        "“not mentioned” means that no value was found in the plan; nothing is inferred.",
        "The columns number, unit and qualifier can be reckoned with; ranges, structures and damaged or unclear figures are left empty there.",
        "Yellow cells: contradicted within the plan, of an unknown column, damaged or without a whole unit. Read the source first.",
        "“target” is for the end of the period (or its yearly average or total), “baseline” for the year or the five years before it.",
    ),
}


def csv_text(table: IndicatorTable, *, base_url: str = "") -> str:
    """Return CSV with a line for each printed value, the best ones and all others, and one for each empty cell.

    ``start`` and ``end`` are raw offsets; ``link`` begins with ``base_url``. A text that a spreadsheet would take for
    a formula gets an apostrophe.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(FIELDS)
    for line in table.lines:
        for pair in line.pairs:
            writer.writerows([_safe(value) for value in row] for row in _rows(line, pair, base_url))
    return stream.getvalue()


def xlsx_bytes(table: IndicatorTable, *, language: str = "zh", base_url: str = "") -> bytes:
    """Return a workbook: the table with links to its sources, the sources, what else is printed, and notes."""
    words = _WORDS[language]
    book = Workbook()
    main = book.active
    if not isinstance(main, Worksheet):
        raise TypeError("a new workbook has a sheet")
    main.title = words["table"]
    sources, others, notes = (book.create_sheet(words[name]) for name in ("sources", "others", "notes"))
    for sheet in (sources, others):
        sheet.append(list(FIELDS))
    _head(main, table, words, language)
    for line in table.lines:
        row = _line_start(main, line, words, language)
        for index, pair in enumerate(line.pairs):
            first = _FIRST + len(_COLUMNS) * index
            for offset, cell in ((0, pair.baseline), (_COLUMNS.index("target"), pair.target)):
                place = main.cell(row, first + offset)
                _fill(place, cell, language)
                for column, value in enumerate(_figure(cell), start=first + offset + 1):
                    main.cell(row, column).value = value
                if cell.best is not None:
                    _append(sources, _row(line, pair, cell.best, cell, base_url, best=True))
                    _link(place, f"'{sources.title}'!A{sources.max_row}")
            change = pair.change
            place = main.cell(row, first + _COLUMNS.index("change"))
            place.value = None if change is None else change_said(change, pair.target, language)
            for fields in _rows(line, pair, base_url):
                if fields[FIELDS.index("best")] == "no":
                    _append(others, fields)
    for note in _NOTES[language]:
        notes.append([note])
    for sheet in (main, sources, others):
        sheet.freeze_panes = "D3" if sheet is main else "A2"
    _widths(main, [26, 12, 30] + [18, 10, 8, 8, 18, 10, 8, 8, 14] * len(table.documents))
    for sheet in (sources, others):
        _widths(sheet, [16, 24, 24, 12, 12, 10, 10, 6, 10, 18] + [10] * 13 + [60, 40, 8, 8, 40, 12])
        for cell in sheet[1]:
            cell.font, cell.fill = _BOLD, _HEAD
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _head(sheet: Worksheet, table: IndicatorTable, words: dict[str, str], language: str) -> None:
    sheet.append([words["indicator"], words["group"], words["comparable"]])
    sheet.append(["", "", ""])
    for index, document in enumerate(table.documents):
        column = _FIRST + len(_COLUMNS) * index
        name = document.english_name if language == "en" else document.name
        sheet.cell(1, column).value = f"{name} ({LEVELS[language][level_of(document)]})"
        for offset, name in enumerate(_COLUMNS):
            sheet.cell(2, column + offset).value = words[name]
        last = column + len(_COLUMNS) - 1
        sheet.merge_cells(start_row=1, end_row=1, start_column=column, end_column=last)
    for row in sheet.iter_rows(min_row=1, max_row=2):
        for cell in row:
            cell.font, cell.fill = _BOLD, _HEAD


def _line_start(sheet: Worksheet, line: Line, words: dict[str, str], language: str) -> int:
    row = sheet.max_row + 1
    group = next(each for each in load_groups() if each.id == line.indicator.group)
    sheet.cell(row, 1).value = line.indicator.name(language)
    sheet.cell(row, 2).value = group.en if language == "en" else group.zh
    left = [
        f"{_city(cell, language)}: {REASONS[language][reason]}"
        for cell, reason in line.targets.left_out
        if reason not in ("empty", "dash")
    ]
    comparable = words["yes"] if line.targets.is_comparable else words["no"]
    if line.targets.is_comparable:
        mixed = mixed_levels((cell.document for cell in line.targets.cells), language)
        comparable += f"; {mixed}" if mixed else ""
    sheet.cell(row, 3).value = comparable + (f"; {words['left']}: " + "; ".join(left) if left else "")
    for column in (1, 3):
        sheet.cell(row, column).alignment = _WRAPPED
    return row


def _city(cell: Cell, language: str) -> str:
    return cell.document.english_name if language == "en" else cell.document.name


def _fill(place: SheetCell | MergedCell, cell: Cell, language: str) -> None:
    """Put a cell's value into a sheet, in words with its year and marks."""
    place.alignment = _WRAPPED
    if cell.best is None or cell.status == "dash":
        place.value = STATUSES[language][cell.status]
        place.font = _GREY
        return
    marks = [year_said(cell.best, language), *marks_of(cell.best, language)]
    if cell.status == "conflict":
        also = "; ".join(said(each, language) for each in cell.against)
        marks.append(f"{STATUSES[language]['conflict']}: {also}")
    elif STATUSES[language][cell.status] not in marks:
        marks.append(STATUSES[language][cell.status])
    place.value = f"{said(cell.best, language)} ({'; '.join(mark for mark in marks if mark)})"
    place.data_type = "s"
    place.fill = _WARN if cell.status in ("conflict", "unclear", "damaged") or cell.best.notes else _NO_FILL


def _figure(cell: Cell) -> tuple[Decimal | None, str | None, str | None]:
    """Return a cell's number, unit and qualifiers, to reckon with; nothing of what is no fact or not one number."""
    best = cell.best
    if (
        best is None
        or best.number is None
        or best.high is not None
        or cell.status in ("damaged", "unclear", "dash")
    ):
        return None, None, None
    return best.number, best.unit or None, " ".join(best.qualifiers) or None


def _link(place: SheetCell | MergedCell, location: str) -> None:
    place.hyperlink = Hyperlink(ref=place.coordinate, location=location)


def _rows(line: Line, pair: Pair, base_url: str) -> Iterator[list[_Field]]:
    """Yield a row for the best mention of each role, each other mention, and for a cell without any."""
    for cell in (pair.target, pair.baseline):
        if cell.best is None:
            yield _row(line, pair, None, cell, base_url, best=True)
        else:
            yield _row(line, pair, cell.best, cell, base_url, best=True)
        for each in cell.others:
            yield _row(line, pair, each, cell, base_url, best=False)
    for each in pair.others:
        yield _row(line, pair, each, None, base_url, best=False)


def _row(
    line: Line, pair: Pair, mention: Fact | None, cell: Cell | None, base_url: str, *, best: bool
) -> list[_Field]:
    indicator, document = line.indicator, pair.document
    role = mention.role if mention else cell.role if cell else ""
    status = cell.status if cell and best else ""
    against = "; ".join(printed(each) for each in cell.against) if cell and best else ""
    lead: list[_Field] = [
        indicator.id,
        indicator.zh,
        indicator.en,
        indicator.group,
        document.id,
        document.city,
    ]
    if mention is None:
        return [*lead, role, "yes", status, *[""] * (len(FIELDS) - len(lead) - 4), level_of(document)]
    start, end = document.clean.to_raw(mention.start, mention.end)
    return [
        *lead,
        role,
        "yes" if best else "no",
        status,
        printed(mention),
        "" if mention.number is None else mention.number,
        "" if mention.high is None else mention.high,
        mention.unit,
        mention.year,
        " ".join(mention.qualifiers),
        mention.span,
        mention.compared_with,
        mention.attribute,
        mention.scope,
        mention.column,
        "; ".join(
            (
                *mention.notes,
                *(["damaged"] if mention.damaged else []),
                *([] if mention.certain else ["unclear"]),
            )
        ),
        "; ".join(mention.damage),
        against,
        " ".join(mention.quote.split()),
        " › ".join(mention.chapter),
        start,
        end,
        base_url + permalink(mention.document, mention.start, mention.end),
        level_of(document),
    ]


def _append(sheet: Worksheet, fields: Sequence[_Field]) -> None:
    row = sheet.max_row + 1
    for column, value in enumerate(fields, start=1):
        place = sheet.cell(row, column)
        place.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
        if isinstance(value, str) and value:
            place.data_type = "s"  # never a formula
    link = fields[-1]
    if isinstance(link, str) and link.startswith("http"):
        sheet.cell(row, len(fields)).hyperlink = link


def _safe(value: _Field) -> _Field:
    if isinstance(value, Decimal):
        return number_said(value)
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width

"""A user's own gold as a table: CSV with a header of English or Chinese names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from eval.errors import Fault

COLUMNS = {
    "id": "id",
    "编号": "id",
    "question": "question",
    "问题": "question",
    "answer": "answer",
    "答案": "answer",
    "回答": "answer",
    "city": "city",
    "城市": "city",
    "chapter": "chapter",
    "章节": "chapter",
    "history": "history",
    "note": "note",
    "备注": "note",
}


def read_csv(file: str, content: bytes, faults: list[Fault]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield line and fields of each row; ``history`` is split at line ends."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.append(_encoding_fault(file, content, error.start))
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [COLUMNS.get(name.strip().lower(), name.strip()) for name in next(reader, [])]
    unknown = [name for name in header if name not in COLUMNS.values()]
    missing = [name for name in ("question", "answer") if name not in header]
    if header and (unknown or missing):
        problem = "is no column that is known" if unknown else "is missing in the header"
        known = ", ".join(dict.fromkeys(COLUMNS.values()))
        faults.append(Fault(file, 1, (unknown or missing)[0], f"{problem}; the columns are {known}"))
        return
    before = reader.line_num
    for cells in reader:
        line, before = before + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            problem = (
                f"{len(cells)} cells under {len(header)} columns (a comma in a text needs quotes around it)"
            )
            faults.append(Fault(file, line, "", problem))
            continue
        fields: dict[str, Any] = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        history = fields.pop("history", "")
        if history:
            fields["history"] = history.splitlines()
        yield line, {name: value for name, value in fields.items() if value or name in ("question", "answer")}


def _encoding_fault(file: str, content: bytes, start: int) -> Fault:
    """Name the line and the column of the first byte that is not UTF-8."""
    line = content.count(b"\n", 0, start) + 1
    column = content.count(b",", content.rfind(b"\n", 0, start) + 1, start)
    header = content.partition(b"\n")[0].decode("gb18030", "replace").strip().split(",")
    field = header[column] if line > 1 and column < len(header) else f"column {column + 1}"
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        guess = "not UTF-8"
    else:
        guess = "not UTF-8, it looks like GBK"
    return Fault(
        file, line, field, f"{guess}; save it as “CSV UTF-8” (Excel) or with: iconv -f GB18030 -t UTF-8"
    )

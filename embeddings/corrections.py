"""What a person corrects in how a file is read: a side file that lies beside it and is read again with it.

``规划.pdf`` has ``规划.pdf.toml``:

    [plan]
    city = "某市"
    period = "2026-2030"

    [[heading]]
    text = "产业发展"     # a line, or the beginning of one, as it is printed
    level = 2            # the level that it is to have; 0: it is no heading
    nth = 1              # only the first such line; left out: all of them
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from embeddings.errors import CorpusError
from embeddings.scripts import search_form

SUFFIX: Final = ".toml"
_DEEPEST: Final = 9


class HeadingFix(BaseModel):
    """A line that is a heading of some level, or none (level 0); see the module's example."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1)
    level: int = Field(ge=0, le=_DEEPEST)
    nth: int = Field(default=0, ge=0)


class PlanFix(BaseModel):
    """What the file says wrongly or not at all about itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    city: str = ""
    title: str = ""
    issuer: str = ""
    date: str = ""
    period: str = ""
    kind: str = ""
    province: str = ""
    status: str = ""


class Corrections(BaseModel):
    """A side file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    plan: PlanFix = PlanFix()
    heading: tuple[HeadingFix, ...] = ()

    @property
    def values(self) -> Mapping[str, str]:
        """The corrected fields."""
        return {field: value for field, value in self.plan.model_dump().items() if value}


def side_file(path: Path) -> Path:
    """Return where the corrections of a file stand."""
    return path.with_name(path.name + SUFFIX)


def read_corrections(path: Path) -> Corrections:
    """Return the corrections of a file; none where it has no side file.

    Raises:
        CorpusError: the side file cannot be read, or says what is not known.

    """
    side = side_file(path)
    if not side.exists():
        return Corrections()
    remedy = "Mend it, or take it away; `cityplans inspect FILE --side` writes a new one."
    try:
        return Corrections.model_validate(tomllib.loads(side.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorpusError(f"the corrections {side.name} cannot be read ({error})", remedy=remedy) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        problem = f"the corrections {side.name} are wrong at {where}: {first['msg']}"
        raise CorpusError(problem, remedy=remedy) from error


def merge_fixes(fixes: Sequence[HeadingFix], changed: Sequence[HeadingFix]) -> tuple[HeadingFix, ...]:
    """Return the corrections with those that were made since; a later one of the same line stands for an earlier one."""
    merged = {(each.text, each.nth): each for each in fixes}
    for each in changed:
        merged.pop((each.text, each.nth), None)
        merged[each.text, each.nth] = each  # behind the others, as it goes before them
    return tuple(merged.values())


def find_lines(lines: Sequence[str], fix: HeadingFix) -> Iterator[tuple[int, int]]:
    """Yield the lines that a correction is about, each with where its text ends; ``lines`` are in search form."""
    wanted = "".join(search_form(fix.text).split())
    found = ((index, end) for index, line in enumerate(lines) if (end := _end(line, wanted)))
    for number, place in enumerate(found, start=1):
        if fix.nth in (0, number):
            yield place


def _end(line: str, wanted: str) -> int:
    """Return where a line that begins with some text, spaces apart, has it behind itself; 0 if it does not."""
    at = 0
    for index, character in enumerate(line):
        if character.isspace():
            continue
        if character != wanted[at]:
            return 0
        at += 1
        if at == len(wanted):
            return index + 1
    return 0

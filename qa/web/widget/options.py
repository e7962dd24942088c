"""The widgets that an operator lets others put on their pages: who may frame each, what it answers about, how often."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa.errors import SettingsError
from qa.settings import Origin, Text

DEFAULT: Final = "default"
"""The widget of a snippet that names none."""

ASKED_A_MINUTE: Final = 600

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_ALLOWED: Final = {
    "origins": "a list of origins such as https://www.example.org, without a path",
    "cities": "a list of names of cities that plans cover",
    "rate_limit": "questions a minute from all its readers together, a whole number; 0 for no limit",
}


@dataclass(frozen=True, slots=True)
class Widget:
    """``origins`` may frame it; it answers about ``cities`` (none: all); ``rate_limit`` counts questions a minute."""

    id: str
    origins: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    rate_limit: int = ASKED_A_MINUTE


class _Table(BaseModel):
    """A table of the file as it is written; what is left out is taken from the default."""

    model_config = ConfigDict(extra="forbid")

    origins: tuple[Origin, ...] = ()
    cities: tuple[Text, ...] = ()
    rate_limit: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] = ASKED_A_MINUTE


def read_widgets(path: Path | None) -> tuple[Widget, ...]:
    """Return the widgets of a TOML file, each a table named by its id; none without a file.

    Raises:
        SettingsError: the file cannot be read, or something in it cannot be used.

    """
    if path is None:
        return ()
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsError(
            f"CITYPLANS_WIDGETS={path} cannot be read ({reason})", remedy="Name a TOML file in UTF-8."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"CITYPLANS_WIDGETS={path} is no TOML: {error}",
            remedy="Write a table for each widget, such as [city-hall].",
        ) from error
    return tuple(_widget(path, id, table) for id, table in tables.items())


def _widget(path: Path, id: str, table: object) -> Widget:
    if not _ID.fullmatch(id):
        raise SettingsError(
            f"{path}: [{id}] is no id of a widget",
            remedy="Use up to 40 of a-z, 0-9 and -, such as city-hall.",
        )
    if not isinstance(table, Mapping):
        raise SettingsError(
            f"{path}: {id} = {table!r} stands in no table",
            remedy="Put it below its widget, such as [city-hall].",
        )
    try:
        read = _Table(**table)
    except ValidationError as error:
        raise _invalid(path, id, error.errors(include_url=False)[0]) from error
    return Widget(id, read.origins, read.cities, read.rate_limit)


def _invalid(path: Path, id: str, fault: Mapping[str, Any]) -> SettingsError:
    """Say in one line which value of which widget cannot be used, and what is allowed."""
    key = str(fault["loc"][0])
    if key not in _ALLOWED:
        return SettingsError(f"{path}: [{id}] has no {key}", remedy=f"A widget has {', '.join(_ALLOWED)}.")
    return SettingsError(
        f"{path}: [{id}] {key} = {fault['input']!r} cannot be used", remedy=f"Allowed: {_ALLOWED[key]}."
    )

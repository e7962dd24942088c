"""The answers that a move may change, because the text itself forbids that they stay; each with its reason."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from eval.errors import MoveError
from eval.moves.outcomes import MovedAnswer

FORBIDDEN: Final = Path(__file__).with_name("forbidden.toml")

Forbidden = Mapping[tuple[str, str], str]
"""The reason for each name of a move with the id of a question."""


def load_forbidden(path: Path = FORBIDDEN) -> Forbidden:
    """Read a file of answers that may change.

    Raises:
        MoveError: the file is no TOML, or an answer in it has no id, no move or no reason.

    """
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("answer", [])
    except tomllib.TOMLDecodeError as error:
        raise MoveError(f"{path} is no TOML ({error})", remedy="Mend it.") from error
    reasons: dict[tuple[str, str], str] = {}
    for row in rows:
        if not (row.get("id") and row.get("moves") and str(row.get("reason", "")).strip()):
            raise MoveError(
                f"{path} has an incomplete answer ({_named(row)})", remedy="Give id, moves and reason."
            )
        reasons.update(((move, row["id"]), row["reason"]) for move in row["moves"])
    return reasons


def unlisted(move: str, answers: Sequence[MovedAnswer], forbidden: Forbidden) -> list[MovedAnswer]:
    """Return the answers that a move changed though nothing in the text is said to forbid that they stay."""
    return [
        each for each in answers if each.outcome != "same" and (move, each.before.row.id) not in forbidden
    ]


def _named(row: Mapping[str, Any]) -> str:
    return str(row.get("id") or row.get("reason") or row)

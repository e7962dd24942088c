"""The names of a table's value columns, from the words of a header of one or two lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.tables.words import YEAR, is_unit, role_of

_GROUP = re.compile(r"(?:目标|情况)$")
_SECOND_LINE = re.compile(r"\d{4}|绝对值|年均|增[长速幅]|累计|目标|实际|完成")
_OWN_ROLES = ("number", "category", "name", "unit")


@dataclass(frozen=True, slots=True)
class Header:
    """The value columns and what else a row has; ``groups`` are the first columns under each upper heading."""

    columns: tuple[str, ...]
    groups: tuple[int, ...]
    has_unit: bool
    has_attribute: bool
    has_category: bool
    numbered: bool


def read_header(tokens: Sequence[str]) -> Header:
    """Read the header cells in the order of print, those of a second line after those of the first.

    Where the two lines do not fit together no column is named: the rows then keep their values in order.
    """
    clean = _rejoin([re.sub(r"\s", "", token) for token in tokens])
    roles = [role_of(token) for token in clean]
    at = roles.index("attribute") if "attribute" in roles else len(clean)
    head = [token for token, role in zip(clean[:at], roles[:at], strict=True) if role not in _OWN_ROLES]
    tail = [token for token in clean[at + 1 :] if _SECOND_LINE.search(token)]
    columns, groups = _columns(head, tail)
    return Header(
        columns, groups, "unit" in roles, at < len(clean), "category" in roles[:at], "number" in roles
    )


def _rejoin(tokens: Sequence[str]) -> list[str]:
    """Join 指标 + 属性, one cell that was broken over two lines; 指标 alone heads the names and stands further left."""
    joined: list[str] = []
    for token in tokens:
        if token in ("属性", "性质") and joined and joined[-1] == "指标" and len(joined) > 2:
            joined[-1] += token
        else:
            joined.append(token)
    return joined


def _columns(head: Sequence[str], tail: Sequence[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    if not tail:
        return tuple(join_fragments(head)), ()
    runs = _runs(tail)
    groups = [token for token in head if _GROUP.search(token)]
    if not groups and len(head) == len(runs):
        groups = list(head)
    if len(groups) == 1 and len(runs) > 1:
        runs = [[name for run in runs for name in run]]
    if not groups or len(groups) != len(runs) or any(token in groups for token in head[: -len(groups)]):
        return (), ()
    lead = list(head[: len(head) - len(groups)])
    names, firsts = join_fragments(lead), []
    for group, run in zip(groups, runs, strict=True):
        firsts.append(len(names))
        names += [f"{group}{name}" for name in run]
    return tuple(names), tuple(firsts)


def _runs(tail: Sequence[str]) -> list[list[str]]:
    """Split the second header line at each year: [2020绝对值, 年均增长], [2020绝对值, 年均增长]; or where it repeats."""
    dated = any(YEAR.fullmatch(token) for token in tail)
    runs: list[list[str]] = []
    for token in tail:
        if not runs or (YEAR.fullmatch(token) if dated else token == tail[0]):
            runs.append([])
        runs[-1].append(token)
    return [join_fragments(run) for run in runs]


def join_fragments(tokens: Sequence[str]) -> list[str]:
    """Join a header cell that was broken over lines: 2020 + 绝对值, 年均 + 增长(%, 年均增速 + [累计], 2025 + 年目标."""
    joined: list[str] = []
    for token in tokens:
        fragment = token.startswith(("[", "(", "年")) and not token.startswith(
            ("年均", "年末", "年度", "年递")
        )
        after_year = bool(joined) and YEAR.fullmatch(joined[-1]) is not None
        if joined and (
            (fragment and (not token.startswith("年") or after_year))
            or (token == "绝对值" and after_year)
            or joined[-1] == "年均"
            or (is_unit(token) and not YEAR.fullmatch(token))
        ):
            joined[-1] += token
        else:
            joined.append(token)
    return [token + ")" if token.count("(") > token.count(")") else token for token in joined]

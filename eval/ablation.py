"""What each family of answering rules is worth: the gold asked with one family after the other switched off.

The families are data (``switches.toml``): which functions and constants of the product make one up, and what stands in
their place while it is off. Nothing of the product has to know that it can be switched off.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from eval.errors import SwitchError
from eval.gold import Gold
from eval.runner import Judged, Run
from eval.statistics import mcnemar_p

SWITCHES: Final = Path(__file__).with_name("switches.toml")
_PRODUCT: Final = ("qa", "embeddings", "prompts")
_NONE: Final = "none"
"""TOML has no null: a function that gives this gives None."""


class Patch(BaseModel):
    """One function, method or constant, where it is defined, and what stands in its place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: str
    value: float | bool | str | None = None
    gives: float | bool | str | list[Any] | None = None
    argument: int | None = None
    attribute: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> Patch:
        ways = [name for name in ("value", "gives", "argument") if getattr(self, name) is not None]
        if len(ways) != 1 or (self.attribute and self.argument is None):
            raise ValueError("needs one of value, gives and argument")
        return self

    def replacement(self) -> Any:
        """Return what stands in the place."""
        if self.value is not None:
            return self.value
        if self.argument is None:
            return _giving(None if self.gives == _NONE else self.gives)
        return _passing(self.argument, self.attribute)


class Switch(BaseModel):
    """A family of rules that can be switched off."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    rule: str
    off: tuple[Patch, ...]

    @property
    def fingerprint(self) -> str:
        """The name and a hash of what is switched off: another definition is another run."""
        return f"{self.name}-{hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]}"

    @contextlib.contextmanager
    def switched_off(self) -> Iterator[None]:
        """Switch the family off, in every module that has taken a part of it over by name.

        Raises:
            SwitchError: there is no such function or constant.

        """
        with contextlib.ExitStack() as stack:
            for patch in self.off:
                stack.enter_context(_replaced(patch))
            yield


def load_switches(path: Path = SWITCHES) -> tuple[Switch, ...]:
    """Read the families.

    Raises:
        SwitchError: an entry is wrong.

    """
    try:
        return tuple(
            Switch.model_validate(each) for each in tomllib.loads(path.read_text(encoding="utf-8"))["switch"]
        )
    except (ValidationError, tomllib.TOMLDecodeError, KeyError) as error:
        raise SwitchError(f"{path.name} cannot be read ({error})", remedy="Mend that entry.") from error


def choose_switches(names: Sequence[str]) -> tuple[Switch, ...]:
    """Return the families of these names, or all.

    Raises:
        SwitchError: there is none of that name.

    """
    switches = load_switches()
    known = [each.name for each in switches]
    for name in names:
        if name not in known:
            raise SwitchError(f"there is no rule {name!r}", remedy=f"There are: {', '.join(known)}.")
    return tuple(each for each in switches if not names or each.name in names)


def find_target(at: str) -> tuple[Any, str]:
    """Return what holds a function or constant (a module or class) and its name there.

    Raises:
        SwitchError: there is none.

    """
    parts = at.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            holder: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:-1]:
            holder = getattr(holder, part, None)
        if hasattr(holder, parts[-1]):
            return holder, parts[-1]
        break
    raise SwitchError(f"the product has no {at}", remedy="Mend or remove it in eval/switches.toml.")


@contextlib.contextmanager
def _replaced(patch: Patch) -> Iterator[None]:
    holder, name = find_target(patch.at)
    original, replacement = getattr(holder, name), patch.replacement()
    _swap(holder, name, original, replacement)
    try:
        yield
    finally:
        _swap(holder, name, replacement, original)


def _swap(holder: Any, name: str, before: Any, after: Any) -> None:
    """Put one thing in the place of another, where it is defined and where modules imported it by its name."""
    setattr(holder, name, after)
    if isinstance(holder, type):
        return
    for module in [each for key, each in sys.modules.items() if key.split(".")[0] in _PRODUCT]:
        if module.__dict__.get(name) is before:
            setattr(module, name, after)


def _giving(result: Any) -> Callable[..., Any]:
    return lambda *_, **__: list(result) if isinstance(result, list) else result


def _passing(place: int, attribute: str) -> Callable[..., Any]:
    def passing(*arguments: Any) -> Any:
        given = arguments[place]
        return getattr(given, attribute) if attribute else given

    return passing


@dataclass(frozen=True, slots=True)
class Effect:
    """What is full without a family that was not with it (won), and the other way round (lost), in a group."""

    group: str
    questions: int
    won: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def net(self) -> int:
        """Questions won less those lost: below 0 the family pays."""
        return len(self.won) - len(self.lost)

    @property
    def p(self) -> float:
        """McNemar's exact two-sided p."""
        return mcnemar_p(len(self.lost), len(self.won))


@dataclass(frozen=True, slots=True)
class Ablated:
    """A family switched off: its effect by group, and how many answers read otherwise at all."""

    name: str
    effects: tuple[Effect, ...]
    differing: int


def groups_of(gold: Gold) -> dict[str, str]:
    """Return the group of each row: its split, or ``extra`` for the further development questions."""
    return {
        row.id: "extra" if Path(gold.places[row.id][0]).parent.name == "extra" else row.split
        for row in gold.rows
    }


def ablated(name: str, base: Run, run: Run, groups: Mapping[str, str]) -> Ablated:
    """Compare a run with a family switched off to the one with all of them."""
    without = {each.row.id: each for each in run.judged}
    effects = []
    for group in sorted(set(groups.values()), key=("dev", "test", "extra").index):
        own = [each for each in base.judged if groups[each.row.id] == group]
        won = tuple(e.row.id for e in own if _full(without[e.row.id]) and not _full(e))
        lost = tuple(e.row.id for e in own if _full(e) and not _full(without[e.row.id]))
        effects.append(Effect(group, len(own), won, lost))
    differing = sum(_said(each) != _said(without[each.row.id]) for each in base.judged)
    return Ablated(name, tuple(effects), differing)


def _full(judged: Judged) -> bool:
    return judged.values["full"] == 1.0


def _said(judged: Judged) -> str:
    answer = judged.prediction.answer
    return answer.answer if answer else ""

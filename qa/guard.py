"""The command group: every error becomes one line and an exit code, and other packages add sub-commands.

=====  =====================================================================================
code   meaning
=====  =====================================================================================
0      done; a refusal is an answer
1      something is missing or broken: model, index, corpus, disk; or rows of a batch failed
2      a wrong command line, setting, question, city or batch file
70     a fault of the program (``--debug`` shows the traceback)
130    Ctrl-C
141    the reader of a pipe went away
=====  =====================================================================================
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer
import typer.core
import typer.main

from qa.console import say, silence_stdout, write_error
from qa.errors import (
    BatchError,
    CityPlansError,
    QuestionError,
    ReadingError,
    SettingsError,
    UnknownCityError,
)

COMMANDS_GROUP = "cityplans.commands"

logger = logging.getLogger(__name__)

_USAGE_ERRORS = (BatchError, QuestionError, ReadingError, SettingsError, UnknownCityError)
# Some versions of typer use click, others a copy of it; in both this is the base of command line errors.
_COMMAND_LINE_ERROR: type[Exception] = next(
    base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException"
)


class GuardedGroup(typer.core.TyperGroup):
    """A group whose errors are one line each, with the sub-commands of the entry points added."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return our own commands, then those of other packages."""
        own = super().list_commands(ctx)
        return [*own, *(name for name in _added_commands() if name not in own)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command; one of another package is imported only now."""
        command = super().get_command(ctx, cmd_name)
        added = _added_commands().get(cmd_name)
        return _load(added) if command is None and added is not None else command

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and leave with the exit code (or return it when not ``standalone_mode``)."""
        try:
            result = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except _COMMAND_LINE_ERROR as error:
            result = _explain_usage(error)
        except typer.Abort:
            result = 1
        if standalone_mode:
            sys.exit(result if isinstance(result, int) else 0)
        return result

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error is said in one line."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, _COMMAND_LINE_ERROR):
            raise
        except KeyboardInterrupt as error:
            say("interrupted")
            raise typer.Exit(130) from error
        except Exception as error:
            raise typer.Exit(_explain(error)) from error


def _explain(error: Exception) -> int:
    """Say an error in one line and return the exit code."""
    debug = logger.isEnabledFor(logging.DEBUG)
    if isinstance(error, BrokenPipeError):
        silence_stdout()
        return 141
    if debug:
        write_error("".join(traceback.format_exception(error)))
    if isinstance(error, CityPlansError):
        say(f"error: {error}")
        return 2 if isinstance(error, _USAGE_ERRORS) else 1
    if isinstance(error, OSError):
        silence_stdout()
        where = f"{error.filename}: " if error.filename is not None else ""
        say(f"error: {where}{error.strerror or error}")
        return 1
    hint = "" if debug else " Run it again with --debug to see where."
    say(f"error: unexpected {type(error).__name__}: {error}.{hint}")
    return 70


def _explain_usage(error: Any) -> int:
    """Say what is wrong with a command line and which help to read."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "cityplans"
    message = error.format_message()
    stop = "" if message.endswith(("?", ".")) else "."
    say(f"error: {message}{stop} See {command} --help.")
    return int(error.exit_code)


@cache
def _added_commands() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=COMMANDS_GROUP)}


def _load(point: EntryPoint) -> Any:
    """Return the command of an entry point; if it cannot be imported, one that says so when it is called."""
    container = typer.Typer(add_completion=False, rich_markup_mode=None)
    try:
        container.add_typer(point.load(), name=point.name)
    except Exception as error:
        problem = error

        def refuse() -> None:
            raise problem

        lenient = {"ignore_unknown_options": True, "allow_extra_args": True}
        summary = f"(cannot be loaded: {error})"
        container.command(point.name, help=summary, context_settings=lenient)(refuse)
        return typer.main.get_command(container)
    group: Any = typer.main.get_command(container)
    return group.commands[point.name]

"""The texts that are sent to a model or shown to a user, one Markdown file each with ``$names`` to fill in."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from string import Template


@cache
def _template(name: str) -> Template:
    return Template(files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8").strip())


def render(name: str, **values: str) -> str:
    """Return the text ``name`` with its ``$names`` replaced.

    Raises:
        FileNotFoundError: there is no such text.
        KeyError: a ``$name`` of the text has no value.
        TypeError: a value is given that the text does not use.

    """
    template = _template(name)
    unused = set(values) - set(template.get_identifiers())
    if unused:
        raise TypeError(f"the text {name!r} has no ${', $'.join(sorted(unused))}")
    return template.substitute(values)

"""Adding plans to a corpus folder and taking them out again.

The catalogue is the one place that says which plans there are, and it is replaced in one step: texts and original
files get names of their own content and are written before it, so that a process killed at any moment leaves the
old plans or the new ones. tomlkit edits the catalogue because comments written by hand survive it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from embeddings.catalog import CATALOG, Catalog, PlanEntry, read_whole
from embeddings.errors import CorpusError

ORIGINALS: Final = "originals"
_HEAD: Final = (
    "# Your own plans: written by `cityplans add` and `cityplans remove`; it may also be edited by hand.\n"
)


def own_catalog(folder: Path) -> Catalog:
    """Return the catalogue of a folder, an empty one if it has none yet.

    Raises:
        CorpusError: it cannot be read.

    """
    return read_whole(folder) if (folder / CATALOG).exists() else Catalog()


def digest(data: bytes) -> str:
    """Return the short hash that stored files are named by."""
    return hashlib.sha256(data).hexdigest()[:12]


def add_plan(folder: Path, entry: PlanEntry, text: str, original: bytes, suffix: str) -> PlanEntry:
    """Store a plan's text and original file and list it; one of the same id is replaced.

    Returns the entry as it was listed, with the names of the stored files.

    Raises:
        CorpusError: the folder cannot be written, or its catalogue not read.

    """
    raw = text.encode("utf-8")
    stored = entry.model_copy(
        update={
            "file": f"{entry.id}-{digest(raw)}.txt",
            "original": f"{ORIGINALS}/{entry.id}-{digest(original)}{suffix}",
        }
    )

    def edit(document: Any) -> None:
        _write(folder / stored.original, original)
        _write(folder / stored.file, raw)
        plans = _plans(document)
        table = _table(stored)
        position = _position(plans, entry.id)
        if position is None:
            plans.append(table)
        else:
            for key in [key for key in plans[position] if key not in table]:
                del plans[position][key]
            plans[position].update(table)
        if entry.id in document.get("hidden", ()):
            document["hidden"] = [each for each in document["hidden"] if each != entry.id]

    _edit(folder, edit)
    return stored


def remove_plan(folder: Path, plan_id: str) -> None:
    """Take a plan out of a folder's catalogue, and delete the files that :func:`add_plan` made of it.

    A text that was put there by hand stays.

    Raises:
        CorpusError: the folder cannot be written, or its catalogue not read.

    """

    def edit(document: Any) -> None:
        plans = _plans(document)
        position = _position(plans, plan_id)
        if position is not None:
            _keep_comments(document, plans, position)
            del plans[position]

    _edit(folder, edit)


def hide_plan(folder: Path, plan_id: str, *, hidden: bool) -> None:
    """Hide a plan of another folder from the corpus, or bring it back.

    Raises:
        CorpusError: the folder cannot be written, or its catalogue not read.

    """

    def edit(document: Any) -> None:
        others = [each for each in document.get("hidden", ()) if each != plan_id]
        document["hidden"] = [*others, plan_id] if hidden else others

    _edit(folder, edit)


def _edit(folder: Path, change: Callable[[Any], None]) -> None:
    """Change the catalogue in one step, one process at a time; files that it no longer names are deleted."""
    import tomlkit

    with _locked(folder):
        for left in [*folder.glob(".writing-*"), *folder.glob(f"{ORIGINALS}/.writing-*")]:
            left.unlink(missing_ok=True)  # of a process that was killed
        before = own_catalog(folder)
        path = folder / CATALOG
        content = path.read_text(encoding="utf-8") if path.exists() else _HEAD
        document = tomlkit.parse(content)
        change(document)
        _write(path, tomlkit.dumps(document).encode("utf-8"))
        after = read_whole(folder)
        kept = {name for entry in after.plan for name in (entry.file, entry.original)}
        for entry in before.plan:
            ours = {entry.file, entry.original} if entry.original else set()
            for name in ours - kept:
                (folder / name).unlink(missing_ok=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".catalog.lock"):
            yield
    except OSError as error:
        problem = f"cannot write to the plans' folder {folder} ({error.strerror or error})"
        remedy = "Name a folder that can be written: --corpus DIR or CITYPLANS_PLANS_DIR."
        raise CorpusError(problem, remedy=remedy, kind="not-writable") from error


def _write(path: Path, data: bytes) -> None:
    """Write a file so that it is at every moment the old one, the new one or absent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    if os.name == "posix":  # the rename itself reaches the disk with its folder
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _plans(document: Any) -> Any:
    """Return the ``[[plan]]`` tables of a catalogue, to be changed in place."""
    import tomlkit
    from tomlkit.items import AoT

    if "plan" not in document:
        document["plan"] = tomlkit.aot()
    plans = document["plan"]
    if not isinstance(plans, AoT):
        remedy = "Write each plan under a [[plan]] line."
        raise CorpusError("the catalogue lists its plans inline and cannot be edited", remedy=remedy)
    return plans


def _position(plans: Any, plan_id: str) -> int | None:
    return next((index for index, plan in enumerate(plans) if plan.get("id") == plan_id), None)


def _table(entry: PlanEntry) -> Any:
    """Return an entry as a TOML table, without the fields that say nothing."""
    import tomlkit

    table = tomlkit.table()
    for key, value in entry.model_dump(exclude_defaults=True).items():
        if key == "date":
            table[key] = value.isoformat()
        elif key == "headings":
            table[key] = _inline(value)
        else:
            table[key] = list(value) if isinstance(value, tuple) else value
    table.add(tomlkit.nl())
    return table


def _inline(values: Sequence[Mapping[str, object]]) -> Any:
    """Return tables as an array in one value, which keys may follow."""
    import tomlkit

    array = tomlkit.array()
    for value in values:
        table = tomlkit.inline_table()
        table.update(value)
        array.append(table)
    return array.multiline(multiline=True)


def _keep_comments(document: Any, plans: Any, position: int) -> None:
    """Move the comments after a plan's last key, which are about the next plan, before they go with it."""
    body = plans[position].value.body
    tail: list[Any] = []
    while body and body[-1][0] is None:
        tail.insert(0, body.pop())
    if not any(item.as_string().strip() for _, item in tail):
        return
    if position > 0:
        plans[position - 1].value.body.extend(tail)
    else:
        place = next(index for index, (key, _) in enumerate(document.body) if key and key.key == "plan")
        document.body[place:place] = tail

"""Which plans there are: ``catalog.toml`` of one folder, or of several that are used together."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from embeddings.corrections import HeadingFix
from embeddings.errors import CorpusError

CATALOG = "catalog.toml"


class PlanEntry(BaseModel):
    """One ``[[plan]]`` of the catalogue; what the text does not state is named in ``inferred``.

    Several entries may have one city: they are the documents of a place, told apart by kind, period, date and
    ``status``. ``file`` is the raw text; ``original`` the file that it was taken from, where that is kept beside it. ``corrected``
    names the fields that a person gave, ``headings`` are the headings that a person corrected; both outlive another
    adding of the same file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    file: str
    city: str = Field(min_length=1)
    city_en: str = ""
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    title: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    issuer: str = ""
    date: datetime.date | None = None
    period: str = ""
    province: str = ""
    status: Literal["", "draft", "adopted", "amended"] = ""
    source: str = ""
    original: str = ""
    inferred: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    examples_en: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    headings: tuple[HeadingFix, ...] = ()


class Catalog(BaseModel):
    """A catalogue: its plans, and the ids of plans in folders before it that are not to be used."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hidden: tuple[str, ...] = ()
    plan: tuple[PlanEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A plan and the folder whose catalogue lists it."""

    folder: Path
    entry: PlanEntry

    @property
    def path(self) -> Path:
        """Where the raw text lies."""
        return self.folder / self.entry.file


def catalog_stamp(folders: Iterable[Path]) -> tuple[tuple[int, int], ...]:
    """Return a mark that changes when the catalogue of one of the folders is replaced or edited."""
    marks = []
    for folder in folders:
        try:
            status = (folder / CATALOG).stat()
        except OSError:
            marks.append((0, 0))
        else:
            marks.append((status.st_ino, status.st_mtime_ns))
    return tuple(marks)


def read_catalogs(*folders: Path) -> tuple[Listed, ...]:
    """Return the plans of several folders used as one corpus, in order, without those that a later one hides.

    The first folder must have a catalogue; the others, the user's own, may have none yet.

    Raises:
        CorpusError: a catalogue cannot be read, a plan is there twice, or there is none.

    """
    for folder in folders[:1]:
        read_whole(folder)
    listed = list_plans(*folders)
    ids = [each.entry.id for each in listed]
    doubled = next((each for each in ids if ids.count(each) > 1), None)
    if doubled is not None:
        places = " and ".join(str(each.folder / CATALOG) for each in listed if each.entry.id == doubled)
        problem = f"the id {doubled!r} is in {places}"
        raise CorpusError(problem, remedy=f"Remove one: cityplans remove {doubled}")
    if not listed:
        problem = f"there is no plan in {', '.join(str(folder) for folder in folders)}"
        raise CorpusError(problem, remedy="Add one: cityplans add FILE")
    return listed


def list_plans(*folders: Path) -> tuple[Listed, ...]:
    """Return the plans of several folders as :func:`read_catalogs` does, also where they are in conflict or none.

    Raises:
        CorpusError: a catalogue cannot be read.

    """
    catalogs = [(folder, read_whole(folder)) for folder in folders if (folder / CATALOG).exists()]
    return tuple(
        Listed(folder, entry)
        for index, (folder, catalog) in enumerate(catalogs)
        for entry in catalog.plan
        if not any(entry.id in later.hidden for _, later in catalogs[index + 1 :])
    )


def read_catalog(folder: Path) -> tuple[PlanEntry, ...]:
    """Read and check the plans in ``catalog.toml`` of a folder.

    Raises:
        CorpusError: it is missing, no TOML, or an entry is wrong or doubled.

    """
    return read_whole(folder).plan


def read_whole(folder: Path) -> Catalog:
    """Read and check ``catalog.toml`` of a folder.

    Raises:
        CorpusError: it is missing, no TOML, or an entry is wrong or doubled.

    """
    path = folder / CATALOG
    remedy = f"Name a folder with a {CATALOG} and the plans' texts (--corpus or CITYPLANS_CORPUS_DIR)."
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CorpusError(f"no catalogue at {path}", remedy=remedy) from error
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"cannot read the catalogue {path} ({error})", remedy=remedy) from error
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(
            f"the catalogue {path} is not valid TOML: {error}", remedy="Mend that line."
        ) from error
    try:
        catalog = Catalog.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        problem = f"the catalogue {path} is wrong at {where}: {first['msg']} (got {first.get('input')!r:.80})"
        raise CorpusError(
            problem, remedy="Mend that entry; the shipped catalogue shows every field."
        ) from error
    _check_unique(path, catalog.plan)
    return catalog


def _check_unique(path: Path, entries: Sequence[PlanEntry]) -> None:
    for field in ("id", "file"):
        values = [getattr(entry, field) for entry in entries]
        doubled = next((value for value in values if values.count(value) > 1), None)
        if doubled is not None:
            problem = f"the catalogue {path} has the {field} {doubled!r} twice"
            raise CorpusError(problem, remedy="Give each plan its own.")

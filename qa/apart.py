"""Reading and adding a file that somebody sent: in a process of its own, bounded in time, memory and files.

What a damaged or hostile file makes a library do ends with that process. It is told what to do as JSON on its standard
input and answers as JSON on its standard output; the plan itself goes from there to the corpus and nowhere else.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from embeddings.errors import CityPlansError, CorpusError, LoadError

if TYPE_CHECKING:
    from embeddings.doubts import Doubt

logger = logging.getLogger(__name__)

READING_S: Final = 180.0
"""Seconds for one file; a plan of 300 pages as PDF takes 60."""
_MEMORY: Final = 4 * 2**30
"""Bytes of address space of the process; the libraries alone map one of them."""
_LARGEST_WRITTEN: Final = 128 * 2**20

Action = Literal["inspect", "add"]


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with a file: read it, or add it to ``own``, one of the ``folders`` of the corpus; ``given`` by field."""

    action: Action
    path: Path
    folders: Sequence[Path]
    own: Path
    given: Mapping[str, str]


def run_apart(job: Job, *, seconds: float = READING_S) -> dict[str, Any]:
    """Do a job in a process of its own and return what it tells: :func:`qa.inspecting.inspection_json` and more.

    Raises:
        LoadError: the file cannot be read as a plan, or not within its bounds (kind ``too-long``, ``too-much``).
        CorpusError: it cannot be added as it is.

    """
    told = {
        "action": job.action,
        "path": str(job.path),
        "folders": [str(each) for each in job.folders],
        "own": str(job.own),
        "given": dict(job.given),
    }
    # A variable of ours would be an error there as here; the process needs no setting and no secret.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CITYPLANS_")}
    environment |= {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=json.dumps(told).encode(),
            capture_output=True,
            timeout=seconds,
            env=environment,
            cwd=job.path.parent,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        problem = f"{job.path.name} was not read within {seconds:.0f} s"
        remedy = "Give a smaller file, or the plan as text."
        raise LoadError(problem, remedy=remedy, kind="too-long", value=f"{seconds:.0f} s") from error
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        logger.warning("Reading %s ended with %s: %s", job.path.name, done.returncode, done.stderr[-2000:])
        problem = f"{job.path.name} needs more than a plan may"
        raise LoadError(problem, remedy="Give the plan as text.", kind="too-much") from error
    if "problem" in answer:
        kind = LoadError if answer.pop("load") else CorpusError
        raise kind(**answer)
    return answer


def _work(told: Mapping[str, Any]) -> dict[str, object]:
    """Do one job and return what to tell."""
    job = Job(
        told["action"],
        Path(told["path"]),
        tuple(map(Path, told["folders"])),
        Path(told["own"]),
        told["given"],
    )
    try:
        return _added(job) if job.action == "add" else _inspected(job)
    except CityPlansError as error:
        return {
            "problem": error.problem,
            "remedy": error.remedy,
            "kind": error.kind,
            "value": error.value,
            "load": isinstance(error, LoadError),
        }


def _inspected(job: Job) -> dict[str, object]:
    from embeddings.additions import inspect_file, prepare
    from embeddings.doubts import find_doubts
    from qa.inspecting import doubt_text, inspection_json

    try:
        addition = prepare(job.path, job.folders, job.own, given=job.given)
    except CorpusError as error:
        if error.kind != "no-city":
            raise
        addition = inspect_file(job.path, given=job.given)
    doubts = find_doubts(addition)
    value = inspection_json(addition, doubts)
    return {
        **value,
        "doubts": [{"zh": _in_chinese(each), "en": doubt_text(each, "en")} for each in doubts],
        "replaces": addition.replaces.title if addition.replaces else "",
    }


def _in_chinese(doubt: Doubt) -> str:
    """Return a doubt in Chinese; what a loader said in English is left out."""
    from qa.inspecting import doubt_text

    return doubt_text(replace(doubt, detail="") if doubt.detail[:1].isascii() else doubt, "zh")


def _added(job: Job) -> dict[str, object]:
    from embeddings.additions import commit, prepare

    addition = prepare(job.path, job.folders, job.own, given=job.given)
    entry = commit(addition, job.own)
    return {
        "id": entry.id,
        "city": entry.city,
        "title": entry.title,
        "replaced": addition.replaces is not None,
    }


def _bound() -> None:
    """Bound what this process may take, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_WRITTEN, _LARGEST_WRITTEN))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Do the job that the standard input tells."""
    _bound()
    told = json.loads(sys.stdin.buffer.read())
    out, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    answer = json.dumps(_work(told), ensure_ascii=False)
    out.buffer.write(answer.encode("utf-8", "replace"))
    out.flush()


if __name__ == "__main__":
    main()

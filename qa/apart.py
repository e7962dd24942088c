"""Reading and adding a file that somebody sent: in a process of its own, bounded in time, memory and files.

What a damaged or hostile file makes a library do ends with that process. It is told what to do as JSON on its standard
input and answers as JSON on its standard output; the plan itself goes from there to the corpus and nowhere else.
It imports nothing from the folder that it works in: whoever sends a file chooses what that is called.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from embeddings.errors import CityPlansError, CorpusError, LoadError

if TYPE_CHECKING:
    from embeddings.additions import Addition
    from embeddings.corrections import HeadingFix
    from embeddings.doubts import Doubt

logger = logging.getLogger(__name__)

READING_S: Final = 180.0
"""Seconds for one file; a plan of 300 pages as PDF takes 60."""
_MEMORY: Final = 4 * 2**30
"""Bytes of address space of the process; the libraries alone map one of them."""
_LARGEST_WRITTEN: Final = 128 * 2**20
_TOLD: Final = 2 * 2**10
"""Characters of what a child said at its end that go into the log."""

Action = Literal["inspect", "add"]


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with a file: read it, or add it to ``own``, one of the ``folders`` of the corpus; ``given`` by field.

    It lies at ``path`` and is called ``name``. Added, it may replace the document of the id ``replaces`` and no other:
    where it would, nothing is added and that one's title and id are told as ``replaces`` and ``replaces_id``.
    ``headings`` are all corrections of its headings, by the fields of one; None: those that were added with it before.
    """

    action: Action
    path: Path
    folders: Sequence[Path]
    own: Path
    given: Mapping[str, str]
    name: str = ""
    replaces: str = ""
    headings: Sequence[Mapping[str, Any]] | None = None

    @property
    def fixes(self) -> Sequence[HeadingFix] | None:
        """The corrections of the headings."""
        from embeddings.corrections import HeadingFix

        return None if self.headings is None else [HeadingFix.model_validate(each) for each in self.headings]


def run_apart(
    job: Job,
    *,
    seconds: float = READING_S,
    begun: Callable[[subprocess.Popen[bytes]], None] = lambda _: None,
) -> dict[str, Any]:
    """Do a job in a process of its own and return what it tells: :func:`qa.inspecting.inspection_json` and more.

    ``begun`` gets the process, so that it can be ended from elsewhere.

    Raises:
        LoadError: the file cannot be read as a plan, or not within its bounds (kind ``too-long``, ``too-much``).
        CorpusError: it cannot be added as it is.

    """
    name = job.name or job.path.name
    told = {
        "action": job.action,
        "path": str(job.path.absolute()),
        "folders": [str(each.absolute()) for each in job.folders],
        "own": str(job.own.absolute()),
        "given": dict(job.given),
        "name": name,
        "replaces": job.replaces,
        "headings": None if job.headings is None else [dict(each) for each in job.headings],
    }
    # A variable of ours would be an error there as here; the process needs no setting and no secret.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CITYPLANS_")}
    paths = os.pathsep.join(os.path.abspath(each) for each in sys.path if each)  # noqa: PTH100  # keeps links
    environment |= {"PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
    try:
        # -P: without it Python would look for modules in the working folder first.
        code, out, said = _run(
            [sys.executable, "-P", "-m", __name__], json.dumps(told).encode(), environment, seconds, begun
        )
    except subprocess.TimeoutExpired as error:
        problem = f"{name} was not read within {seconds:.0f} s"
        remedy = "Give a smaller file, or the plan as text."
        raise LoadError(problem, remedy=remedy, kind="too-long", value=f"{seconds:.0f} s") from error
    try:
        answer: dict[str, Any] = json.loads(out)
    except ValueError as error:
        logger.warning("Reading %s ended with %s: %s", name, code, said[-_TOLD:])
        problem = f"{name} needs more than a plan may"
        raise LoadError(problem, remedy="Give the plan as text.", kind="too-much") from error
    if "problem" in answer:
        kind = LoadError if answer.pop("load") else CorpusError
        raise kind(**answer)
    return answer


def _run(
    command: Sequence[str],
    told: bytes,
    environment: Mapping[str, str],
    seconds: float,
    begun: Callable[[subprocess.Popen[bytes]], None],
) -> tuple[int, bytes, bytes]:
    """Run a command and return its exit status and what it wrote; it ends with this call, whatever happens."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment) as process:
        try:
            begun(process)
            out, said = process.communicate(told, timeout=seconds)
        finally:
            process.kill()
    return process.returncode, out, said


def _work(told: Mapping[str, Any]) -> dict[str, object]:
    """Do one job and return what to tell."""
    job = Job(
        told["action"],
        Path(told["path"]),
        tuple(map(Path, told["folders"])),
        Path(told["own"]),
        told["given"],
        told["name"],
        told["replaces"],
        told["headings"],
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
    from embeddings.correcting import correctable_headings
    from embeddings.doubts import find_doubts
    from qa.inspecting import doubt_text, inspection_json

    fixes = job.fixes
    try:
        addition = prepare(job.path, job.folders, job.own, given=job.given, name=job.name, headings=fixes)
    except CorpusError as error:
        if error.kind != "no-city":
            raise
        addition = inspect_file(job.path, given=job.given, name=job.name, headings=fixes)
    doubts = find_doubts(addition)
    value = inspection_json(addition, doubts)
    return {
        **value,
        "doubts": [{"zh": _in_chinese(each), "en": doubt_text(each, "en")} for each in doubts],
        "headings": [
            {"label": each.label, "level": each.level, **({"fix": each.fix.model_dump()} if each.fix else {})}
            for each in correctable_headings(addition.document)
        ],
        "fixes": [each.model_dump() for each in addition.document.entry.headings],
        **_replaced(addition),
    }


def _replaced(addition: Addition) -> dict[str, object]:
    """Return the title and the id of the document that an addition replaces, empty where it replaces none."""
    before = addition.replaces
    return {"replaces": before.title if before else "", "replaces_id": before.id if before else ""}


def _in_chinese(doubt: Doubt) -> str:
    """Return a doubt in Chinese; what a loader said in English is left out."""
    from qa.inspecting import doubt_text

    return doubt_text(replace(doubt, detail="") if doubt.detail[:1].isascii() else doubt, "zh")


def _added(job: Job) -> dict[str, object]:
    from embeddings.additions import commit, prepare

    addition = prepare(job.path, job.folders, job.own, given=job.given, name=job.name, headings=job.fixes)
    found = addition.replaces
    if found is not None and found.id != job.replaces:
        return _replaced(addition)  # somebody else added it since; who asked has not seen it
    entry = commit(addition, job.own)
    return {
        "id": entry.id,
        "city": entry.city,
        "title": entry.title,
        "replaced": found is not None,
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

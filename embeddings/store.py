"""An index on disk: a folder with a manifest, written beside its place and renamed in, checked on load."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from embeddings.chunk_file import StoredChunks, write_chunks
from embeddings.chunking import Chunk
from embeddings.dictionary import EnglishDictionary
from embeddings.errors import IndexDamagedError, IndexMismatchError, IndexMissingError, StoredIndexError
from embeddings.index import VectorIndex
from embeddings.lexical import LexicalIndex

FORMAT = 1
REBUILD = "Run: cityplans index --rebuild"
_MANIFEST, _CHUNKS, _VECTORS, _LEXICAL = "manifest.json", "chunks.jsonl", "vectors.faiss", "lexical"
_ENGLISH = "english.json"
# What these modules do decides what the chunks are; an index made by other code is stale.
_READING_CODE = (
    "catalog",
    "corpus",
    "corrections",
    "repair",
    "layout_spaces",
    "spaced_rows",
    "unbroken",
    "flat_tables",
    "lost_breaks",
    "running_heads",
    "reflow",
    "contents",
    "markers",
    "heading_lines",
    "heading_marks",
    "heading_node",
    "heading_order",
    "heading_tree",
    "heading_words",
    "headings",
    "tables/words",
    "tables/model",
    "tables/header",
    "tables/blocks",
    "tables/numbering",
    "tables/lines",
    "tables/pairs",
    "tables/matrix",
    "tables/grid",
    "tables/grid_rows",
    "tables/regular",
    "tables/__init__",
    "chunking",
    "scripts",
    "facts/periods",
    "facts/horizon",
    "rewriting",
    "time_shift",
    "encoder_view",
    "lexical",
    "terms",
    "dictionary",
)


class IndexManifest(BaseModel):
    """What an index was built from, and the SHA-256 of its files; all but ``versions`` is checked on load."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    embedder: str
    dimension: int
    corpus: str
    reading: str
    passages: int
    chunks: dict[str, int]
    versions: dict[str, str]
    files: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class PlanIndex:
    """The chunks of a corpus with their vectors and their lexical index, all in one order; its words in English."""

    manifest: IndexManifest
    chunks: Sequence[Chunk]
    vectors: VectorIndex
    lexical: LexicalIndex
    english: EnglishDictionary


@cache
def reading_fingerprint() -> str:
    """Return the hash of the code that turns raw texts into chunks."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for name in _READING_CODE:
        digest.update((folder / f"{name}.py").read_bytes())
    return digest.hexdigest()[:16]


def make_index(chunks: Sequence[Chunk], vectors: VectorIndex, *, embedder: str, corpus: str) -> PlanIndex:
    """Put an index together from its finished parts."""
    manifest = IndexManifest(
        format=FORMAT,
        embedder=embedder,
        dimension=vectors.dimension,
        corpus=corpus,
        reading=reading_fingerprint(),
        passages=len(chunks),
        chunks=dict(Counter(chunk.document_id for chunk in chunks)),
        versions={name: metadata.version(name) for name in ("cityplans", "faiss-cpu", "bm25s")},
    )
    lexical = LexicalIndex.build(chunk.passage for chunk in chunks)
    return PlanIndex(manifest, tuple(chunks), vectors, lexical, EnglishDictionary(lexical.most_with))


def save_index(index: PlanIndex, folder: Path) -> None:
    """Write an index so that ``folder`` is at every moment the old one, the new one or absent.

    Raises:
        StoredIndexError: the place cannot be written.

    """
    check_replaceable(folder)
    staging: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        staging.chmod(0o755)  # mkdtemp keeps others out; a service under another user may read an index
        _write(index, staging)
        _swap(staging, folder)
    except OSError as error:
        problem = f"cannot write the index to {folder} ({error.strerror or error})"
        remedy = "Name a folder that can be written: --index DIR or CITYPLANS_INDEX_DIR."
        raise StoredIndexError(problem, remedy=remedy) from error
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)


def _write(index: PlanIndex, folder: Path) -> None:
    write_chunks(index.chunks, folder / _CHUNKS)
    index.vectors.save(folder / _VECTORS)
    index.lexical.save(folder / _LEXICAL)
    index.english.save(folder / _ENGLISH)
    manifest = index.manifest.model_copy(update={"files": _file_hashes(folder)})
    (folder / _MANIFEST).write_text(manifest.model_dump_json(indent=2), encoding="utf-8")


def _file_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of an index but its manifest, by path inside the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != _MANIFEST)
    hashes = {}
    for path in files:
        with path.open("rb") as file:
            hashes[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return hashes


def check_replaceable(folder: Path) -> None:
    """Refuse to put an index where something else lies: nothing of the user's is ever removed.

    Raises:
        StoredIndexError: the place is a file, or a folder with files that no index has.

    """
    remedy = "Name an empty or a new folder: --index DIR or CITYPLANS_INDEX_DIR."
    if folder.is_file():
        raise StoredIndexError(f"{folder} is a file, not a folder for an index", remedy=remedy)
    if not folder.is_dir():
        return
    ours = {_MANIFEST, _CHUNKS, _VECTORS, _LEXICAL, _ENGLISH}
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in ours)
    if foreign:
        raise StoredIndexError(
            f"{folder} holds other things ({foreign[0]}) and will not be replaced", remedy=remedy
        )


def _swap(staging: Path, folder: Path) -> None:
    """Rename the new folder in; a folder that is not empty cannot be renamed over."""
    if not folder.exists():
        staging.rename(folder)
        return
    old = staging.with_name(staging.name + "-old")
    folder.rename(old)
    try:
        staging.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def recover(folder: Path) -> None:
    """Put right what a process left that was killed while it replaced an index; call it under the lock.

    Killed between its two renames it leaves no index but the old one beside the place: that is put back. Other
    leftovers are removed.
    """
    beside = [path for path in folder.parent.glob(f".{folder.name}-*") if path.is_dir()]
    if not folder.exists():
        old = [path for path in beside if path.name.endswith("-old") and (path / _MANIFEST).is_file()]
        if old:
            max(old, key=lambda path: path.stat().st_mtime).rename(folder)
    for path in beside:
        shutil.rmtree(path, ignore_errors=True)


def index_stamp(folder: Path) -> tuple[int, int]:
    """Return a mark that changes whenever an index is replaced, cheap enough to be taken at every question."""
    try:
        status = (folder / _MANIFEST).stat()
    except OSError:
        return (0, 0)
    return (status.st_ino, status.st_mtime_ns)


def load_index(folder: Path) -> PlanIndex:
    """Read an index folder.

    Raises:
        IndexMissingError: there is none.
        IndexDamagedError: a file of it is missing or unreadable.
        IndexMismatchError: it has another format.

    """
    if not (folder / _MANIFEST).is_file():
        if folder.exists():
            check_replaceable(folder)
        if folder.is_dir() and any(folder.iterdir()):
            problem = f"the index at {folder} has no {_MANIFEST}"
            raise IndexDamagedError(problem, remedy=REBUILD)
        raise IndexMissingError(f"no index at {folder}", remedy="Run: cityplans index")
    try:
        content = (folder / _MANIFEST).read_text(encoding="utf-8")
        if json.loads(content).get("format") != FORMAT:
            problem = f"the index at {folder} has format {json.loads(content).get('format')}, not {FORMAT}"
            raise IndexMismatchError(problem, remedy=REBUILD)
        manifest = IndexManifest.model_validate_json(content)
        _check_files(folder, manifest)
        chunks = StoredChunks(folder / _CHUNKS)
        vectors = VectorIndex.load(folder / _VECTORS)
        lexical = LexicalIndex.load(folder / _LEXICAL)
        english = EnglishDictionary.load(folder / _ENGLISH, lexical.most_with)
    except (
        OSError,
        EOFError,
        RuntimeError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        ValidationError,
    ) as error:
        if isinstance(error, StoredIndexError):
            raise
        problem = f"the index at {folder} is damaged ({str(error).splitlines()[0]:.120})"
        raise IndexDamagedError(problem, remedy=REBUILD) from error
    sizes = (len(chunks), vectors.size, lexical.size, sum(manifest.chunks.values()))
    if set(sizes) != {manifest.passages} or vectors.dimension != manifest.dimension:
        problem = (
            f"the index at {folder} is damaged: {manifest.passages} passages in the manifest, "
            f"{len(chunks)} chunks, {vectors.size} vectors of {vectors.dimension}, {lexical.size} in the lexical index"
        )
        raise IndexDamagedError(problem, remedy=REBUILD)
    return PlanIndex(manifest, chunks, vectors, lexical, english)


def _check_files(folder: Path, manifest: IndexManifest) -> None:
    found = _file_hashes(folder)
    for name, digest in manifest.files.items():
        if found.get(name) != digest:
            state = "changed" if name in found else "missing"
            raise IndexDamagedError(f"the index at {folder} is damaged: {name} is {state}", remedy=REBUILD)


def fits(index: PlanIndex, *, corpus: str) -> bool:
    """Say whether an index was built from this corpus and this code, whatever the embedder."""
    return index.manifest.corpus == corpus and index.manifest.reading == reading_fingerprint()


def check_index(index: PlanIndex, folder: Path, *, embedder: str, corpus: str) -> None:
    """Check that an index was built from this embedder, this corpus and this code.

    Raises:
        IndexMismatchError: naming what differs, both sides, and the command to run.

    """
    manifest = index.manifest
    pairs = (
        ("embedder", manifest.embedder, embedder),
        ("corpus", manifest.corpus[:16], corpus[:16]),
        ("reading code", manifest.reading, reading_fingerprint()),
    )
    different = [f"{name}: index has {stored}, now {now}" for name, stored, now in pairs if stored != now]
    if different:
        problem = f"the index at {folder} does not fit ({'; '.join(different)})"
        raise IndexMismatchError(problem, remedy=REBUILD)

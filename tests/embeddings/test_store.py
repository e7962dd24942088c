import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from embeddings import store
from embeddings.chunking import Chunk
from embeddings.errors import IndexDamagedError, IndexMismatchError, IndexMissingError, StoredIndexError
from embeddings.index import VectorIndex
from embeddings.lexical import LexicalIndex
from embeddings.store import (
    PlanIndex,
    check_index,
    load_index,
    make_index,
    reading_fingerprint,
    save_index,
)

REBUILD = "Run: cityplans index --rebuild"


def chunk(number: int, document: str, text: str) -> Chunk:
    return Chunk(
        id=f"{document}/{number}#1",
        document_id=document,
        city="甲市",
        section_id=f"{document}/{number}",
        chapter=(f"第{number}章", "“引号”\n换行"),
        text=text,
        context="甲市",
        reading="",
        start=number,
        end=number + len(text),
        clean_start=0,
        clean_end=len(text),
    )


def small_index(*texts: str) -> PlanIndex:
    chunks = [chunk(n, "jia" if n < 3 else "yi", text) for n, text in enumerate(texts, start=1)]
    vectors = np.eye(4, dtype=np.float32)[: len(texts)]
    return make_index(chunks, VectorIndex.build(vectors), embedder="fake-4", corpus="c" * 64)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    save_index(small_index("建设港口", "发展工业", "建设机场"), folder)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def edit_manifest(folder: Path, **values: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}), "utf-8")


def test_the_manifest_says_what_the_index_was_built_from() -> None:
    manifest = small_index("建设港口", "发展工业", "建设机场").manifest
    assert manifest.model_dump(exclude={"versions"}) == {
        "format": 1,
        "embedder": "fake-4",
        "dimension": 4,
        "corpus": "c" * 64,
        "reading": reading_fingerprint(),
        "passages": 3,
        "chunks": {"jia": 2, "yi": 1},
        "files": {},
    }
    assert set(manifest.versions) == {"cityplans", "faiss-cpu", "bm25s"}


def test_a_saved_index_is_loaded_as_it_was(stored: Path) -> None:
    index = small_index("建设港口", "发展工业", "建设机场")
    loaded = load_index(stored)
    chunks = (stored / "chunks.jsonl").read_bytes()
    assert loaded.manifest.files["chunks.jsonl"] == hashlib.sha256(chunks).hexdigest()
    assert "lexical/vocab.index.json" in loaded.manifest.files
    assert loaded.manifest.model_copy(update={"files": {}}) == index.manifest
    assert tuple(loaded.chunks) == index.chunks
    assert np.array_equal(loaded.vectors.vectors(), np.eye(4, dtype=np.float32)[:3])
    assert loaded.lexical.scores("港口").tolist() == index.lexical.scores("港口").tolist()
    assert names(stored) == ["chunks.jsonl", "english.json", "lexical", "manifest.json", "vectors.faiss"]


def test_saving_over_an_index_leaves_the_new_one_and_nothing_else(stored: Path) -> None:
    save_index(small_index("别的"), stored)
    assert [each.text for each in load_index(stored).chunks] == ["别的"]
    assert names(stored.parent) == ["index"]


def test_parents_are_made(tmp_path: Path) -> None:
    save_index(small_index("建设港口"), tmp_path / "a" / "b" / "index")
    assert len(load_index(tmp_path / "a" / "b" / "index").chunks) == 1


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_save_that_fails_half_way_leaves_the_old_index(
    stored: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(self: LexicalIndex, folder: Path) -> None:
        raise error

    monkeypatch.setattr(LexicalIndex, "save", fail)
    expected = StoredIndexError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected) as caught:
        save_index(small_index("别的"), stored)
    if isinstance(error, OSError):
        assert str(caught.value) == (
            f"cannot write the index to {stored} (No space left on device). "
            "Name a folder that can be written: --index DIR or CITYPLANS_INDEX_DIR."
        )
    assert [each.text for each in load_index(stored).chunks] == ["建设港口", "发展工业", "建设机场"]
    assert names(stored.parent) == ["index"]


def test_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError) as caught:
        load_index(tmp_path / "index")
    assert str(caught.value) == f"no index at {tmp_path}/index. Run: cityplans index"
    (tmp_path / "index").mkdir()
    with pytest.raises(IndexMissingError):
        load_index(tmp_path / "index")


def test_an_index_without_manifest(stored: Path) -> None:
    (stored / "manifest.json").unlink()
    with pytest.raises(IndexDamagedError) as caught:
        load_index(stored)
    assert str(caught.value) == f"the index at {stored} has no manifest.json. {REBUILD}"


@pytest.mark.parametrize(("stored_format", "shown"), [(2, "2"), (0, "0"), (None, "None")])
def test_another_format(stored: Path, stored_format: int | None, shown: str) -> None:
    edit_manifest(stored, format=stored_format, new_field_of_that_format=1)
    with pytest.raises(IndexMismatchError) as caught:
        load_index(stored)
    assert str(caught.value) == f"the index at {stored} has format {shown}, not 1. {REBUILD}"


def test_counts_that_disagree(stored: Path) -> None:
    edit_manifest(stored, passages=2)
    with pytest.raises(IndexDamagedError) as caught:
        load_index(stored)
    assert str(caught.value) == (
        f"the index at {stored} is damaged: 2 passages in the manifest, 3 chunks, 3 vectors of 4, "
        f"3 in the lexical index. {REBUILD}"
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("manifest.json", "{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("manifest.json", "[1]", "'list' object has no attribute 'get'"),
        ("manifest.json", '{"format": 1}', "7 validation errors for IndexManifest"),
    ],
)
def test_an_unreadable_file(stored: Path, name: str, content: str, reason: str) -> None:
    (stored / name).write_text(content, "utf-8")
    with pytest.raises(IndexDamagedError) as caught:
        load_index(stored)
    assert str(caught.value) == f"the index at {stored} is damaged ({reason}). {REBUILD}"


@pytest.mark.parametrize("name", ["chunks.jsonl", "vectors.faiss", "lexical/vocab.index.json"])
def test_a_missing_or_changed_file_is_named(stored: Path, name: str) -> None:
    content = (stored / name).read_bytes()
    for changed in (content[:-1], b"", bytes([content[0] ^ 1]) + content[1:]):
        (stored / name).write_bytes(changed)
        with pytest.raises(IndexDamagedError) as caught:
            load_index(stored)
        assert str(caught.value) == f"the index at {stored} is damaged: {name} is changed. {REBUILD}"
    (stored / name).unlink()
    with pytest.raises(IndexDamagedError) as caught:
        load_index(stored)
    assert str(caught.value) == f"the index at {stored} is damaged: {name} is missing. {REBUILD}"


def test_nothing_of_the_users_is_ever_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work", "utf-8")
    with pytest.raises(StoredIndexError) as caught:
        save_index(small_index("建设港口"), folder)
    assert str(caught.value) == (
        f"{folder} holds other things (thesis.txt) and will not be replaced. "
        "Name an empty or a new folder: --index DIR or CITYPLANS_INDEX_DIR."
    )
    with pytest.raises(StoredIndexError, match="is a file, not a folder for an index"):
        save_index(small_index("建设港口"), folder / "thesis.txt")
    assert (folder / "thesis.txt").read_text("utf-8") == "years of work"
    assert names(folder) == ["thesis.txt"]


def test_an_index_that_fits_is_accepted() -> None:
    check_index(small_index("建设港口"), Path("/data/index"), embedder="fake-4", corpus="c" * 64)


@pytest.mark.parametrize(
    ("embedder", "corpus", "said"),
    [
        ("other", "c" * 64, "embedder: index has fake-4, now other"),
        ("fake-4", "d" * 64, "corpus: index has cccccccccccccccc, now dddddddddddddddd"),
        (
            "other",
            "d" * 64,
            "embedder: index has fake-4, now other; corpus: index has cccccccccccccccc, now dddddddddddddddd",
        ),
    ],
)
def test_a_mismatch_names_both_sides(embedder: str, corpus: str, said: str) -> None:
    with pytest.raises(IndexMismatchError) as caught:
        check_index(small_index("建设港口"), Path("/data/index"), embedder=embedder, corpus=corpus)
    assert str(caught.value) == f"the index at /data/index does not fit ({said}). {REBUILD}"


def test_an_index_made_by_other_reading_code_is_stale(stored: Path) -> None:
    edit_manifest(stored, reading="0123456789abcdef")
    with pytest.raises(IndexMismatchError) as caught:
        check_index(load_index(stored), stored, embedder="fake-4", corpus="c" * 64)
    assert str(caught.value) == (
        f"the index at {stored} does not fit "
        f"(reading code: index has 0123456789abcdef, now {reading_fingerprint()}). {REBUILD}"
    )


def test_every_module_that_reads_tables_or_headings_counts_as_reading_code() -> None:
    folder = Path(store.__file__).parent
    read = {path.stem for path in folder.glob("heading*.py")} | {
        f"tables/{path.stem}" for path in folder.glob("tables/*.py")
    }
    assert read <= set(store._READING_CODE)

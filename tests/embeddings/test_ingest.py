from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from embeddings.corpus import corpus_hash
from embeddings.errors import StoredIndexError
from embeddings.ingest import build_index
from embeddings.store import load_index

PASSAGES = [
    "本地 第一章 总则\n第一章总则\n本地建设港口。",
    "本地 第二章 工业\n第二章工业\n发展制造业。",
    "本地 第一章 总则\n第一章总则\n本地建设机场。",
]


def new(embedder: Any, **changes: object) -> Any:
    """Return a fresh embedder of the same kind, so that what it embeds can be told apart."""
    fresh = type(embedder)()
    for name, value in changes.items():
        setattr(fresh, name, value)
    return fresh


def test_the_index_holds_every_passage_with_its_own_vector(
    tiny_corpus: Path, tmp_path: Path, fake_embedder: Any
) -> None:
    built = build_index(tiny_corpus, tmp_path / "index", fake_embedder)
    assert fake_embedder.passages == PASSAGES
    for index in (built, load_index(tmp_path / "index")):
        assert [chunk.encoded for chunk in index.chunks] == PASSAGES
        assert [chunk.id for chunk in index.chunks] == ["jia/1#1", "jia/2#1", "yi/1#1"]
        assert np.array_equal(index.vectors.vectors(), new(fake_embedder).embed_passages(PASSAGES))
        assert index.manifest.embedder == "fake-bigrams-64"
        assert index.manifest.corpus == corpus_hash(tiny_corpus)
        assert index.manifest.chunks == {"jia": 2, "yi": 1}


def test_progress_counts_the_documents_read(tiny_corpus: Path, tmp_path: Path, fake_embedder: Any) -> None:
    calls: list[tuple[str, int, int]] = []
    build_index(tiny_corpus, tmp_path / "index", fake_embedder, progress=lambda *call: calls.append(call))
    assert calls == [("read", 1, 2), ("read", 2, 2)]


def test_unchanged_passages_are_not_embedded_again(
    tiny_corpus: Path, tmp_path: Path, fake_embedder: Any
) -> None:
    build_index(tiny_corpus, tmp_path / "index", fake_embedder)
    again = new(fake_embedder)
    build_index(tiny_corpus, tmp_path / "index", again)
    assert again.passages == []
    (tiny_corpus / "yi.txt").write_text("第一章 总则\n乙市建设铁路。\n", "utf-8")
    changed = new(fake_embedder)
    index = build_index(tiny_corpus, tmp_path / "index", changed)
    rail = "本地 第一章 总则\n第一章总则\n本地建设铁路。"
    assert changed.passages == [rail]
    assert np.array_equal(index.vectors.vectors(), new(fake_embedder).embed_passages([*PASSAGES[:2], rail]))


def test_another_embedder_embeds_everything(tiny_corpus: Path, tmp_path: Path, fake_embedder: Any) -> None:
    build_index(tiny_corpus, tmp_path / "index", fake_embedder)
    other = new(fake_embedder, fingerprint="other")
    index = build_index(tiny_corpus, tmp_path / "index", other)
    assert other.passages == PASSAGES
    assert index.manifest.embedder == "other"


def test_a_damaged_index_is_built_anew(tiny_corpus: Path, tmp_path: Path, fake_embedder: Any) -> None:
    build_index(tiny_corpus, tmp_path / "index", fake_embedder)
    (tmp_path / "index" / "vectors.faiss").write_bytes(b"nonsense")
    again = new(fake_embedder)
    build_index(tiny_corpus, tmp_path / "index", again)
    assert again.passages == PASSAGES
    assert len(load_index(tmp_path / "index").chunks) == 3


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_killed_in_the_middle_it_leaves_the_older_index(
    tiny_corpus: Path, tmp_path: Path, fake_embedder: Any, error: type[BaseException]
) -> None:
    build_index(tiny_corpus, tmp_path / "index", fake_embedder)
    (tiny_corpus / "yi.txt").write_text("第一章 总则\n乙市建设铁路。\n", "utf-8")

    def killed(texts: Sequence[str], **_: object) -> None:
        raise error

    with pytest.raises(error):
        build_index(tiny_corpus, tmp_path / "index", new(fake_embedder, embed_passages=killed))
    assert [chunk.encoded for chunk in load_index(tmp_path / "index").chunks] == PASSAGES
    assert sorted(path.name for path in tmp_path.iterdir()) == [".index.lock", "corpus", "index"]
    after = new(fake_embedder)
    build_index(tiny_corpus, tmp_path / "index", after)  # and the lock is free again
    assert after.passages == ["本地 第一章 总则\n第一章总则\n本地建设铁路。"]


def test_a_place_that_cannot_be_written(tiny_corpus: Path, tmp_path: Path, fake_embedder: Any) -> None:
    place = tmp_path / "file" / "index"
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(StoredIndexError) as caught:
        build_index(tiny_corpus, place, fake_embedder)
    assert str(caught.value) == (
        f"cannot write the index to {place} (File exists). "
        "Name a folder that can be written: --index DIR or CITYPLANS_INDEX_DIR."
    )
    assert fake_embedder.passages == []  # told before the long work


def test_equal_passages_have_equal_vectors(tiny_corpus: Path, tmp_path: Path, fake_embedder: Any) -> None:
    (tiny_corpus / "yi.txt").write_text("第一章 总则\n乙。\n第一章 总则\n乙。\n", "utf-8")
    index = build_index(tiny_corpus, tmp_path / "index", fake_embedder)
    assert [chunk.id for chunk in index.chunks] == ["jia/1#1", "jia/2#1", "yi/1#1", "yi/1~2#1"]
    rows = index.vectors.vectors()
    assert np.array_equal(rows[2], rows[3])
    assert not np.array_equal(rows[1], rows[2])

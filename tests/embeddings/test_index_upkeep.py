"""An index that follows its corpus: only what is new is embedded, killed or crowded it stays whole."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import corpus_hash
from embeddings.errors import IndexDamagedError, IndexMismatchError
from embeddings.ingest import open_index, update_index
from embeddings.own_plans import add_plan, hide_plan, remove_plan
from embeddings.store import fits, index_stamp, load_index

JIA = ["本地 第一章 总则\n第一章总则\n本地建设港口。", "本地 第二章 工业\n第二章工业\n发展制造业。"]
YI = ["本地 第一章 总则\n第一章总则\n本地建设机场。"]
BING = ["本地 第一章 总则\n第一章总则\n本地建设铁路。"]


def add_bing(own: Path) -> None:
    entry = PlanEntry(id="bing", file="x", city="丙市", title="丙市规划", kind="纲要")
    add_plan(own, entry, "第一章 总则\n丙市建设铁路。\n", b"x", ".txt")


def unneeded() -> Any:
    raise AssertionError("nothing is new, no embedder is needed")


def passages(index: Any) -> list[str]:
    return [chunk.encoded for chunk in index.chunks]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own"


def test_adding_embeds_the_new_plan_alone(
    tiny_corpus: Path, own: Path, tmp_path: Path, fake_embedder: Any
) -> None:
    corpus, place = (tiny_corpus, own), tmp_path / "index"
    documents, index = open_index(corpus, place, fake_embedder)
    assert fake_embedder.passages == [*JIA, *YI]
    add_bing(own)
    fresh = type(fake_embedder)()
    documents, index = update_index(corpus, place, lambda: fresh)
    assert fresh.passages == BING
    assert [document.id for document in documents] == ["jia", "yi", "bing"]
    for each in (index, load_index(place)):
        assert passages(each) == [*JIA, *YI, *BING]
        expected = type(fake_embedder)().embed_passages([*JIA, *YI, *BING])
        assert np.array_equal(each.vectors.vectors(), expected)
        assert each.manifest.corpus == corpus_hash(*corpus)


def test_removing_and_hiding_embed_nothing_and_the_plan_is_gone(
    tiny_corpus: Path, own: Path, tmp_path: Path, fake_embedder: Any
) -> None:
    corpus, place = (tiny_corpus, own), tmp_path / "index"
    add_bing(own)
    open_index(corpus, place, fake_embedder)
    remove_plan(own, "bing")
    assert passages(update_index(corpus, place, unneeded)[1]) == [*JIA, *YI]
    hide_plan(own, "jia", hidden=True)
    index = update_index(corpus, place, unneeded)[1]
    assert passages(index) == YI
    assert index.manifest.chunks == {"yi": 1}
    assert index.lexical.scores("港口").tolist() == [0.0]
    assert index.manifest.embedder == "fake-bigrams-64"


def test_opening_brings_a_stale_index_up_to_date(
    tiny_corpus: Path, tmp_path: Path, fake_embedder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "index"
    open_index(tiny_corpus, place, fake_embedder)
    stamp = index_stamp(place)
    fresh = type(fake_embedder)()
    open_index(tiny_corpus, place, fresh)
    assert (fresh.passages, index_stamp(place)) == ([], stamp)  # it fits: nothing is written
    (tiny_corpus / "yi.txt").write_text("第一章 总则\n乙市建设铁路。\n", "utf-8")
    index = open_index(tiny_corpus, place, fresh)[1]
    assert fresh.passages == ["本地 第一章 总则\n第一章总则\n本地建设铁路。"]
    assert fits(index, corpus=corpus_hash(tiny_corpus))
    assert index_stamp(place) != stamp
    monkeypatch.setattr("embeddings.store.reading_fingerprint", lambda: "newer code")
    index = open_index(tiny_corpus, place, fresh)[1]
    assert index.manifest.reading == "newer code"
    assert len(fresh.passages) == 1  # the passages did not change


def test_another_embedder_and_a_damaged_index_are_left_to_the_user(
    tiny_corpus: Path, own: Path, tmp_path: Path, fake_embedder: Any
) -> None:
    corpus, place = (tiny_corpus, own), tmp_path / "index"
    open_index(corpus, place, fake_embedder)
    add_bing(own)
    other = type(fake_embedder)()
    other.fingerprint = "other"
    with pytest.raises(IndexMismatchError, match="embedder: index has fake-bigrams-64, now other"):
        open_index(corpus, place, other)
    said = "the index was built with fake-bigrams-64, in use is other. Run: cityplans index --rebuild"
    with pytest.raises(IndexMismatchError) as caught:
        update_index(corpus, place, lambda: other)
    assert str(caught.value) == said
    assert other.passages == []
    (place / "chunks.jsonl").write_text("", "utf-8")
    with pytest.raises(IndexDamagedError):
        open_index(corpus, place, fake_embedder)


WORKER = """
import os, shutil, signal, sys, zlib
from pathlib import Path
import numpy as np
from embeddings import store
from embeddings.index import VectorIndex
from embeddings.ingest import update_index
from embeddings.lexical import LexicalIndex

class Embedder:
    fingerprint, dimension = "fake-bigrams-64", 64
    def embed_passages(self, texts, *, progress=None):
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in zip(rows, texts):
            for a, b in zip("^" + text, text + "$"):
                row[zlib.crc32((a + b).encode()) % 64] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def on_call(number, original):
    calls = []
    def call(*arguments, **options):
        calls.append(1)
        return die() if len(calls) == number else original(*arguments, **options)
    return call
"""
KILLED = (
    WORKER
    + """
corpus, own, place, moment = (*map(Path, sys.argv[1:4]), sys.argv[4])
if moment == "embedding":
    Embedder.embed_passages = die
elif moment == "writing the vectors":
    VectorIndex.save = die
elif moment == "writing the words":
    LexicalIndex.save = die
elif moment == "before the renames":
    Path.rename = on_call(1, Path.rename)
elif moment == "between the renames":
    Path.rename = on_call(2, Path.rename)
elif moment == "after the renames":
    shutil.rmtree = die
update_index((corpus, own), place, Embedder)
"""
)


@pytest.mark.parametrize(
    ("moment", "embedded"),
    [
        ("embedding", BING),
        ("writing the vectors", BING),
        ("writing the words", BING),
        ("before the renames", BING),
        ("between the renames", BING),
        ("after the renames", []),
    ],
)
def test_killed_at_any_moment_it_leaves_the_old_index_or_the_new_one(
    tiny_corpus: Path, own: Path, tmp_path: Path, fake_embedder: Any, moment: str, embedded: list[str]
) -> None:
    corpus, place = (tiny_corpus, own), tmp_path / "index"
    open_index(corpus, place, fake_embedder)
    add_bing(own)
    command = [sys.executable, "-c", KILLED, *map(str, (tiny_corpus, own, place)), moment]
    assert subprocess.run(command, check=False, timeout=120).returncode == -signal.SIGKILL
    fresh = type(fake_embedder)()
    index = open_index(corpus, place, fresh)[1]
    assert fresh.passages == embedded  # the old vectors were not lost
    assert passages(index) == passages(load_index(place)) == [*JIA, *YI, *BING]
    update_index(corpus, place, unneeded)
    add_bing(own)
    (own / "catalog.toml").touch()
    hide_plan(own, "jia", hidden=True)
    update_index(corpus, place, unneeded)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".index.lock", "corpus", "index", "own"]


CROWD = (
    WORKER
    + """
from embeddings.own_plans import hide_plan
corpus, own, place, plan = (*map(Path, sys.argv[1:4]), sys.argv[4])
for turn in range(12):
    hide_plan(own, plan, hidden=turn % 2 == 0)
    update_index((corpus, own), place, Embedder)
"""
)


def test_two_processes_at_one_index_while_a_third_reads_it(
    tiny_corpus: Path, own: Path, tmp_path: Path, fake_embedder: Any
) -> None:
    corpus, place = (tiny_corpus, own), tmp_path / "index"
    add_bing(own)
    open_index(corpus, place, fake_embedder)
    command = [sys.executable, "-c", CROWD, *map(str, (tiny_corpus, own, place))]
    running = [subprocess.Popen([*command, plan]) for plan in ("jia", "yi")]
    reads = 0
    while any(each.poll() is None for each in running):
        documents, index = open_index(corpus, place, type(fake_embedder)())
        assert {chunk.document_id for chunk in index.chunks} == {document.id for document in documents}
        reads += 1
    assert [each.returncode for each in running] == [0, 0]
    assert reads > 3
    assert passages(load_index(place)) == [*JIA, *YI, *BING]
    assert fits(load_index(place), corpus=corpus_hash(*corpus))

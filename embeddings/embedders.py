"""Texts to vectors: the one module that imports sentence-transformers and torch, and only to load a model."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from embeddings.errors import EmbedderError
from embeddings.model_files import ModelFiles, locate_model
from embeddings.progress import Progress, silent
from embeddings.tuning import SHIPPED_TUNING, add_tuning, read_tuning, tuning_identity
from embeddings.workers import available_threads, fast_dtype, worker_pool

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

Vectors: TypeAlias = npt.NDArray[np.float32]
Dtype: TypeAlias = Literal["auto", "float32", "bfloat16"]

TEXTS_PER_BATCH: Final = 16

_E5_PROMPTS: Final = ("query: ", "passage: ")


class Embedder(Protocol):
    """Turns queries and passages into vectors whose inner product is their cosine."""

    @property
    def fingerprint(self) -> str:
        """Identity of the vectors: the same text has the same vector wherever this is equal."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed_passages(self, texts: Sequence[str], *, progress: Progress = silent) -> Vectors:
        """Return float32 [len(texts), dimension], C-contiguous, unit rows."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dimension], C-contiguous, unit rows."""


class SentenceTransformerEmbedder:
    """An ``Embedder`` over any sentence-transformers model, with the model's own prompts."""

    def __init__(
        self,
        model: SentenceTransformer,
        *,
        identity: str,
        prompts: tuple[str, str] | None = None,
        threads: int | None = None,
    ) -> None:
        """Wrap a loaded model.

        ``identity`` says which weights they are; ``prompts`` (query, passage) replace the model's own;
        ``threads`` is how many batches are computed at once on a CPU (default: the cores this process may
        use). Each takes one thread: threads that share an operation wait for each other at its end, which on
        a busy machine made some queries 100 times slower, and gains little for many texts.
        """
        self._model = model
        self._query_prompt, self._passage_prompt = _own_prompts(model) if prompts is None else prompts
        on_cpu = model.device.type == "cpu"
        workers = (available_threads() if threads is None else threads) if on_cpu else 1
        self._query_workers = worker_pool(workers, name="embed-query", single_threaded=on_cpu)
        self._passage_workers = worker_pool(workers, name="embed-passage", single_threaded=on_cpu)
        self._dimension = model.get_embedding_dimension() or len(model.encode_query("?"))
        settings = [self._query_prompt, self._passage_prompt, model.max_seq_length]
        digest = hashlib.sha256(json.dumps(settings, ensure_ascii=False).encode()).hexdigest()[:12]
        self._fingerprint = f"{identity}:settings={digest}"

    @classmethod
    def load(
        cls,
        model: str | None,
        *,
        cache_dir: Path,
        weights: Path | None = None,
        threads: int | None = None,
        dtype: Dtype = "auto",
        device: str | None = None,
        tuning: Path | None = SHIPPED_TUNING,
        progress: Progress = silent,
    ) -> SentenceTransformerEmbedder:
        """Load a directory, a hub id, or the default model (None), which ``weights`` may hold packed.

        The default model gets what ``tuning`` holds that it has learnt (None: nothing); any other is left as it is.

        ``dtype`` "auto" is bfloat16 where the CPU computes in it (twice as fast; cosine to float32 > 0.9999)
        and float32 elsewhere; the fingerprint is the same for both. ``device`` None lets torch choose.

        Raises:
            EmbedderError: the model cannot be found, fetched or loaded.

        """
        files = locate_model(model, cache_dir=cache_dir, weights=weights, progress=progress)
        loaded = _load_model(files, dtype=dtype, device=device)
        prompts = _E5_PROMPTS if _lacks_e5_prompts(loaded, files) else None
        identity = files.identity
        encoder = loaded.transformers_model
        if model is None and tuning is not None and encoder is not None:
            add_tuning(encoder, read_tuning(tuning))
            identity = f"{identity}:{tuning_identity(tuning)}"
        embedder = cls(loaded, identity=identity, prompts=prompts, threads=threads)
        embedder.embed_queries(
            ["?"]
        )  # the first call allocates; a user's first question should not wait for it
        return embedder

    @property
    def fingerprint(self) -> str:
        """Identity of weights, prompts and maximum length; independent of dtype, device and threads."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def embed_passages(self, texts: Sequence[str], *, progress: Progress = silent) -> Vectors:
        """Return float32 [len(texts), dimension], C-contiguous, unit rows.

        ``progress`` is called once a batch with the stage "embed". Texts longer than the model's
        maximum length are cut at their end.
        """
        return self._embed(self._passage_workers, self._encode_passages, texts, progress)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dimension], C-contiguous, unit rows."""
        return self._embed(self._query_workers, self._encode_queries, texts, silent)

    def _encode_passages(self, texts: list[str]) -> Vectors:
        return self._model.encode_document(
            texts, prompt=self._passage_prompt, batch_size=len(texts), show_progress_bar=False
        )

    def _encode_queries(self, texts: list[str]) -> Vectors:
        return self._model.encode_query(
            texts, prompt=self._query_prompt, batch_size=len(texts), show_progress_bar=False
        )

    def _embed(
        self,
        workers: ThreadPoolExecutor,
        encode: Callable[[list[str]], Vectors],
        texts: Sequence[str],
        progress: Progress,
    ) -> Vectors:
        """Encode in batches of similar length, longest first, so that little padding is computed."""
        rows = np.empty((len(texts), self._dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
        batches = [order[start : start + TEXTS_PER_BATCH] for start in range(0, len(order), TEXTS_PER_BATCH)]
        encoded = workers.map(lambda batch: encode([texts[index] for index in batch]), batches)
        done = 0
        for batch, vectors in zip(batches, encoded, strict=True):
            rows[batch] = vectors
            done += len(batch)
            progress("embed", done, len(order))
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return rows


def _own_prompts(model: SentenceTransformer) -> tuple[str, str]:
    """Return the query and passage prompts that the model was saved with, "" where it has none.

    sentence-transformers 6 puts an empty "document" before a saved "passage" and would so use neither.
    """
    passage = next((p for name in ("document", "passage", "corpus") if (p := model.prompts.get(name))), "")
    return model.prompts.get("query") or "", passage


def _lacks_e5_prompts(model: SentenceTransformer, files: ModelFiles) -> bool:
    """Say whether this is a model of the e5 family (by name) that was saved without prompts.

    The instruct models of the family take another query prompt, which is theirs to state.
    """
    hub_cache_depth = 3  # models--owner--name/snapshots/commit
    names = "/".join([files.identity, *files.directory.resolve().parts[-hub_cache_depth:]]).lower()
    is_e5 = "e5-" in names and "instruct" not in names
    return is_e5 and not any(_own_prompts(model))


def _load_model(files: ModelFiles, *, dtype: Dtype, device: str | None) -> SentenceTransformer:
    """Load from a local directory; nothing is requested from the hub."""
    if (
        "torch" not in sys.modules
    ):  # threads that wait must not spin while others have work; read at its import
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    _check_device(device)
    from sentence_transformers import SentenceTransformer

    with _quiet_loading():
        try:
            return SentenceTransformer(
                str(files.directory),
                device=device,
                local_files_only=True,
                model_kwargs={"dtype": _torch_dtype(dtype, device)},
            ).eval()
        except Exception as error:  # every architecture raises its own; the user gets one line
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            raise EmbedderError(
                f"{files.directory} cannot be loaded as a sentence-transformers model: {reason.rstrip('.')}",
                remedy="Set CITYPLANS_EMBEDDER to a complete model directory, or unset it for the default",
            ) from error


def _check_device(device: str | None) -> None:
    """Raise EmbedderError for a device that this torch build or machine does not have."""
    if device is None:
        return
    import torch

    try:
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise EmbedderError(
            f"the device {device!r} cannot be used ({reason:.120})",
            remedy="Unset CITYPLANS_DEVICE, or install a torch build for that device (see README)",
        ) from error


def _torch_dtype(dtype: Dtype, device: str | None) -> torch.dtype:
    import torch

    if dtype == "auto":
        return fast_dtype(on_cpu=device == "cpu" or (device is None and not torch.accelerator.is_available()))
    return torch.bfloat16 if dtype == "bfloat16" else torch.float32


@contextlib.contextmanager
def _quiet_loading() -> Iterator[None]:
    """Keep the bars, load reports and hints of transformers and sentence-transformers from the terminal."""
    from transformers.utils import logging as transformers_logging

    level, bars = transformers_logging.get_verbosity(), transformers_logging.is_progress_bar_enabled()
    sentence_transformers_logger = logging.getLogger("sentence_transformers")
    own_level = sentence_transformers_logger.level
    transformers_logging.set_verbosity(logging.ERROR)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    sentence_transformers_logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        transformers_logging.set_verbosity(level)
        if bars:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
        sentence_transformers_logger.setLevel(own_level)

"""What the default embedder has learnt beside its weights: low-rank changes of its layers, shipped with the package.

``W + B @ A`` for each linear map of the encoder's layers (LoRA, Hu et al. 2021), float16 in ``retriever.safetensors``.
``cityplans eval retriever train`` makes the file; it is added to the default model when that is loaded, and to no other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from torch import Tensor, nn

SHIPPED_TUNING: Final = Path(__file__).parent / "tuned" / "retriever.safetensors"
DOWN, UP = ".down", ".up"


@lru_cache(maxsize=4)
def tuning_identity(path: Path) -> str:
    """Return what the fingerprint of the tuned embedder has more than that of the untuned."""
    with path.open("rb") as file:
        return f"tuned={hashlib.file_digest(file, 'sha256').hexdigest()[:12]}"


def read_tuning(path: Path) -> dict[str, Tensor]:
    """Return the factors by name: ``{weight}.down`` [rank, in] and ``{weight}.up`` [out, rank]."""
    from safetensors.torch import load_file

    return load_file(str(path))


def add_tuning(encoder: nn.Module, factors: Mapping[str, Tensor]) -> None:
    """Add the changes to the weights of a BERT encoder, in place.

    Raises:
        KeyError: the encoder lacks a weight that the factors change.

    """
    import torch

    weights = dict(encoder.named_parameters())
    with torch.no_grad():
        for name, down in factors.items():
            if name.endswith(DOWN):
                weight = weights[name.removesuffix(DOWN)]
                change = factors[f"{name.removesuffix(DOWN)}{UP}"].float() @ down.float()
                weight.copy_((weight.float() + change).to(weight.dtype))

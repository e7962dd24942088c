"""SentencePiece's "precompiled character map": how a tokenizer is given its character replacements."""

from __future__ import annotations

import struct
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt


def precompiled_charsmap(replacements: Mapping[str, str]) -> bytes:
    """Encode ``replacements`` (characters -> text) as SentencePiece does: u32 size, double-array trie, texts.

    The trie is that of darts-clone: from a node at ``p`` with offset ``o`` (bits 10-30), the child for byte
    ``c`` is at ``p ^ o ^ c`` and has the label ``c`` (bits 0-7); a node that ends a key has bit 8 set and its
    value, with bit 31 set, at the child of byte 0. Every node has a base ``p ^ o`` of its own, so that a
    label can only match below its own parent.
    """
    children: list[dict[int, int]] = [{}]
    value_of: dict[int, int] = {}
    texts = bytearray()
    for key, text in replacements.items():
        node = 0
        for byte in key.encode():
            if byte not in children[node]:
                children[node][byte] = len(children)
                children.append({})
            node = children[node][byte]
        value_of[node] = len(texts)
        texts += text.encode() + b"\0"
    units = _double_array(children, value_of)
    return struct.pack("<I", 4 * len(units)) + units.astype("<u4").tobytes() + bytes(texts)


def _double_array(children: list[dict[int, int]], value_of: Mapping[int, int]) -> npt.NDArray[np.uint32]:
    """Lay the trie out: nodes with children get a block of 256 units each, leaves fill the gaps."""
    inner = [node for node, below in enumerate(children) if below]
    base = {node: 256 * block for block, node in enumerate(inner, start=1)}
    units = np.zeros(256 * (len(inner) + 1), dtype=np.uint32)
    used = {0, *base.values()}
    used.update(base[node] ^ byte for node in inner for byte in children[node])
    free = (index for index in range(1, len(units)) if index not in used)
    base.update((node, next(free)) for node in value_of if node not in base)
    position = {0: 0} | {child: base[node] ^ byte for node in inner for byte, child in children[node].items()}
    label = {0: 0} | {child: byte for node in inner for byte, child in children[node].items()}
    for node, at in position.items():
        units[at] = label[node] | (node in value_of) << 8 | (at ^ base[node]) << 10
    for node, value in value_of.items():
        units[base[node]] = value | 1 << 31
    return units

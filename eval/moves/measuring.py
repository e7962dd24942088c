"""Ask the gold over a corpus and over the same corpus moved."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from embeddings.corpus import Document
from eval.conditions import Conditions
from eval.errors import GoldError
from eval.gold import Gold
from eval.moves.corpus import move_corpus, move_gold
from eval.moves.move import Move
from eval.moves.outcomes import MovedAnswer, compare_moved
from eval.validation import check_gold


def measure_move(
    documents: Sequence[Document], gold: Gold, move: Move, conditions: Conditions, folder: Path
) -> list[MovedAnswer]:
    """Move corpus and gold into a folder, prove the moved gold, ask both and compare the answers.

    Raises:
        GoldError: the moved gold no longer fits its corpus; a fault of the move or of the reading.
        BatchInterrupted: Ctrl-C; the answers so far are kept.

    """
    moved = move_corpus(documents, move, folder / "corpus")
    moved_gold = move_gold(gold, move, moved.texts)
    faults = check_gold(moved_gold, moved.documents)
    if faults:
        raise GoldError(faults)
    before = conditions.ask(documents, gold)
    index = folder / "index"
    if not conditions.words and conditions.settings.index_dir.is_dir() and not index.exists():
        shutil.copytree(
            conditions.settings.index_dir, index
        )  # passages without a year are not embedded again
    settings = conditions.settings.model_copy(update={"corpus_dir": moved.folder, "index_dir": index})
    after = conditions.ask(moved.documents, moved_gold, settings=settings)
    return compare_moved(before, after, move, moved.texts)

"""Gold asked under a condition: with words alone, over another corpus, with a part of the answering switched off.

A run under a condition lies beside the others in the folder of runs, under a name made of all that can change its answers;
so one that was interrupted goes on, and one that is finished is not asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from embeddings.progress import Progress, silent

if TYPE_CHECKING:
    from embeddings.corpus import Document
    from eval.gold import Gold
    from eval.runner import Run
    from qa.assistant import Assistant
    from qa.settings import Settings

WORDS: Final = "words-only"
"""The embedder of a run that has none."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """How gold is asked: the settings, whether by words alone, where the runs lie, and who is told."""

    settings: Settings
    runs: Path
    words: bool = False
    progress: Progress = silent
    report: Callable[[str], None] | None = None

    def ask(
        self,
        documents: Sequence[Document],
        gold: Gold,
        *,
        without: str = "",
        switched: AbstractContextManager[None] | None = None,
        settings: Settings | None = None,
    ) -> Run:
        """Ask the gold and return the run; ``without`` names what ``switched`` switches off meanwhile.

        ``settings`` are those of another corpus, whose documents are given.

        Raises:
            BatchInterrupted: Ctrl-C; the answers so far are kept.
            RunError: the folder of the run holds another one.

        """
        from eval.runner import default_name, describe, load_run, run

        used = settings or self.settings
        config = describe(used, gold, name="")
        config["settings"] |= {"embedder": WORDS if self.words else used.embedder, "without": without}
        config["name"] = default_name(config)
        folder = self.runs / config["name"]
        with switched or nullcontext():
            run(
                folder,
                config,
                gold,
                documents,
                lambda: open_assistant(used, words=self.words, progress=self.progress),
                index_dir=None if self.words else used.index_dir,
                progress=self.progress,
                report=self.report,
            )
        return load_run(folder)


def open_assistant(settings: Settings, *, words: bool, progress: Progress = silent) -> Assistant:
    """Open the assistant of the settings, or one that knows the words of the plans alone and loads no model."""
    from qa.assistant import Assistant

    if not words:
        return Assistant.from_settings(settings, progress=progress)
    from embeddings.ingest import open_words
    from embeddings.words_only import WordsOnly

    documents, index = open_words(settings.corpus_folders, settings.index_dir)
    return Assistant.from_parts(documents, index, WordsOnly())

"""Errors of the offline and retrieval side; each names the value at fault and the remedy."""

from __future__ import annotations


class CityPlansError(Exception):
    """Base of every error that is shown to a user as one line.

    ``str(error)`` is the problem (with the value at fault) followed by the remedy. ``kind`` names what is wrong, with
    ``value`` at fault, for who says it in other words; both are empty where nobody does.
    """

    def __init__(self, problem: str, *, remedy: str, kind: str = "", value: str = "") -> None:
        super().__init__(f"{problem}. {remedy}")
        self.problem = problem
        self.remedy = remedy
        self.kind = kind
        self.value = value


class CorpusError(CityPlansError, ValueError):
    """The corpus folder or its catalogue cannot be used."""


class LoadError(CorpusError):
    """A file cannot be read as a plan: wrong kind, encrypted, damaged, without text, too large."""


class UnknownCityError(CityPlansError, LookupError):
    """A city was named that no document of the corpus covers."""


class IndicatorError(CityPlansError, ValueError):
    """An indicator that is not known, or a definition of one that cannot be used."""


class EmbedderError(CityPlansError, RuntimeError):
    """The embedding model cannot be found, verified or loaded."""


class NoModelError(EmbedderError):
    """The default model is not on this machine and cannot be fetched; what needs no model goes on without."""


class StoredIndexError(CityPlansError, RuntimeError):
    """Base of the errors about an index folder."""


class IndexMissingError(StoredIndexError, FileNotFoundError):
    """There is no index at the given place."""


class IndexDamagedError(StoredIndexError):
    """The index folder is there but a file of it is missing or unreadable."""


class IndexMismatchError(StoredIndexError):
    """The index was built from another corpus, embedder or version than the one in use."""

"""Every error a user can meet, in one place.

::

    CityPlansError                        one line: the value at fault, then the remedy
    ├── CorpusError (ValueError)          corpus folder, catalogue, a plan that cannot be added
    │   └── LoadError                     a file that cannot be read as a plan
    ├── UnknownCityError (LookupError)    a city no document covers
    ├── EmbedderError (RuntimeError)      model missing, wrong hash, not loadable
    │   └── NoModelError                  the default model cannot be had on this machine
    ├── StoredIndexError (RuntimeError)
    │   ├── IndexMissingError (FileNotFoundError)
    │   ├── IndexDamagedError
    │   └── IndexMismatchError            other corpus, embedder or version
    ├── SettingsError (ValueError)        an unknown or invalid setting
    ├── QuestionError (ValueError)        empty or too long
    ├── BatchError (ValueError)           a batch file that cannot be used at all
    ├── ReadingError (ValueError)         a part of a plan that is not there
    ├── IndicatorError (ValueError)       an unknown indicator, or one that is badly defined
    ├── ReaderError (RuntimeError)        a reader missing or not loadable
    ├── GeneratorError (RuntimeError)     a language model missing or not loadable
    ├── FeedbackError (OSError)           readers' verdicts that cannot be written or read
    └── ServerError (OSError)             port in use, address not available

A refusal is not an error: it is an ``Answer`` with ``refused`` set.
"""

from __future__ import annotations

from embeddings.errors import (
    CityPlansError,
    CorpusError,
    EmbedderError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    IndicatorError,
    LoadError,
    NoModelError,
    StoredIndexError,
    UnknownCityError,
)


class SettingsError(CityPlansError, ValueError):
    """A setting is unknown or has a value that cannot be used."""


class QuestionError(CityPlansError, ValueError):
    """A question that cannot be asked: empty, or longer than the limit."""


class BatchError(CityPlansError, ValueError):
    """A batch file that cannot be read, or an output file that does not belong to it."""


class ReadingError(CityPlansError, ValueError):
    """A part of a plan was asked for that is not there."""


class ReaderError(CityPlansError, RuntimeError):
    """A reader that cannot be found or loaded."""


class GeneratorError(CityPlansError, RuntimeError):
    """A generator that cannot be loaded or reached."""


class FeedbackError(CityPlansError, OSError):
    """The file of the readers' verdicts cannot be written, or has a line that cannot be read."""


class ServerError(CityPlansError, OSError):
    """The server cannot listen where it was told to."""


__all__ = [
    "BatchError",
    "CityPlansError",
    "CorpusError",
    "EmbedderError",
    "FeedbackError",
    "GeneratorError",
    "IndexDamagedError",
    "IndexMismatchError",
    "IndexMissingError",
    "IndicatorError",
    "LoadError",
    "NoModelError",
    "QuestionError",
    "ReaderError",
    "ReadingError",
    "ServerError",
    "SettingsError",
    "StoredIndexError",
    "UnknownCityError",
]

"""The reader that the settings name, with its calibration: a folder, the shipped one, or none (words alone)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from embeddings.progress import Progress, silent
from qa.answering.reader import Reader
from qa.answering.selection import Calibration
from qa.errors import ReaderError

if TYPE_CHECKING:
    from qa.settings import Settings

logger = logging.getLogger(__name__)

SHIPPED_READER: Final = Path(__file__).parent / "weights"
WORDS: Final = "words"


@dataclass(frozen=True, slots=True)
class CalibratedReader:
    """A reader and what turns its readings into chances."""

    reader: Reader
    calibration: Calibration


def open_reader(settings: Settings, *, progress: Progress = silent) -> CalibratedReader | None:
    """Load the reader that the settings name; None where words alone are to choose.

    Raises:
        ReaderError: its folder has no weights, or a calibration that is not of these.
        EmbedderError: the encoder that it was trained over cannot be found.

    """
    if settings.reader == WORDS:
        return None
    from embeddings.errors import NoModelError
    from embeddings.model_files import locate_model
    from qa.answering.reader_model import TransformerReader

    directory = Path(settings.reader).expanduser() if settings.reader else SHIPPED_READER
    try:
        backbone = locate_model(
            None, cache_dir=settings.cache_dir, weights=settings.weights, progress=progress
        )
    except NoModelError as error:
        if settings.reader:
            raise
        logger.warning("answers are chosen by words: the reader's encoder cannot be had (%s)", error.problem)
        return None
    reader = TransformerReader.load(directory, backbone=backbone.directory, threads=settings.threads)
    calibration = Calibration.load(directory)
    if calibration.reader != reader.weights_sha256:
        raise ReaderError(
            f"the calibration in {directory} is of another reader",
            remedy="Make it with: cityplans eval reader calibrate",
        )
    if settings.risk is not None:
        calibration = calibration.at_risk(settings.risk)
    return CalibratedReader(reader, calibration)

"""The folder of the documents that are not added yet: readable by this process's user alone, gone when the process is."""

from __future__ import annotations

import logging
import os
import shutil
import stat
import tempfile
from pathlib import Path
from time import time
from typing import Final

from filelock import FileLock, Timeout

logger = logging.getLogger(__name__)

PREFIX: Final = "cityplans-own-"
_LOCK: Final = ".lock"
_YOUNG_S: Final = 60.0
"""Seconds in which a folder may still be without its lock."""


class DraftFolder:
    """A temporary folder, locked as long as it is in use; those that a killed process left are deleted first."""

    def __init__(self) -> None:
        remove_left()
        self._made = tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True)  # mode 700
        self.path = Path(self._made.name)
        # A number of a process would say less: another may have it by now, or it may be that of another container.
        self._lock = FileLock(self.path / _LOCK, thread_local=False)
        self._lock.acquire()

    def close(self) -> None:
        """Delete it."""
        self._lock.release()
        self._made.cleanup()


def remove_left() -> None:
    """Delete the folders of this user that no process holds."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if _is_ours(folder.lstat()):
                with FileLock(folder / _LOCK, timeout=0):
                    pass
                shutil.rmtree(folder)
        except Timeout:
            continue  # in use
        except OSError as error:
            logger.warning("%s could not be deleted: %s", folder, error)


def _is_ours(found: os.stat_result) -> bool:
    """Say whether something is a folder of this user, and no other one's link to one; a young one may be in the making."""
    is_mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return stat.S_ISDIR(found.st_mode) and is_mine and time() - found.st_mtime > _YOUNG_S

"""How the server knows its own answers again: each turn that a browser keeps is packed and signed."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from itsdangerous import BadData, URLSafeSerializer

logger = logging.getLogger(__name__)

KEY_FILE: Final = "installation.key"
_KEY_BYTES: Final = 32


class TurnSigner:
    """Packs plain JSON values as text that nobody else can make (HMAC-SHA-256), and reads them again.

    The packing is that of ``itsdangerous``: the signature is checked before anything is unpacked. Without a ``key``
    one is made up, and what was signed cannot be read after the process has ended.
    """

    def __init__(self, key: bytes = b"") -> None:
        self._serializer = URLSafeSerializer(
            key or secrets.token_bytes(_KEY_BYTES),
            salt="cityplans.turn",
            signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
        )

    def sign(self, value: object) -> str:
        """Return a JSON value as signed text."""
        return str(self._serializer.dumps(value))

    def read(self, signed: str) -> object:
        """Return the value of a signed text; ``None`` where it was not signed with this key."""
        try:
            value: object = self._serializer.loads(signed)
        except (BadData, UnicodeEncodeError):
            return None
        return value


def installation_key(folder: Path) -> bytes:
    """Return the key of this installation, made with the first call in ``folder`` and readable by its owner alone.

    Where the folder cannot be written, the key lasts as long as the process, and the log says so.
    """
    path = folder / KEY_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            _write_whole(path, secrets.token_hex(_KEY_BYTES).encode("ascii"))
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
        if len(key) == _KEY_BYTES:
            return key
        problem = f"{len(key)} bytes instead of {_KEY_BYTES}"
    except (OSError, ValueError) as error:
        problem = (error.strerror if isinstance(error, OSError) else None) or "no hexadecimal number"
    logger.warning(
        "The key in %s cannot be used (%s): conversations that browsers keep end with this process. "
        "Delete the file, or name a folder that can be written: CITYPLANS_FEEDBACK_DIR.",
        path,
        problem,
    )
    return secrets.token_bytes(_KEY_BYTES)


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file that is never seen in part. Raises ``FileExistsError`` where another process was first."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    place = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(place, "wb") as file:
            file.write(content)
        if path.exists():
            raise FileExistsError(path)
        try:
            os.link(beside, path)
        except OSError as error:
            if isinstance(error, FileExistsError):
                raise
            beside.replace(path)  # a file system without hard links
    finally:
        beside.unlink(missing_ok=True)

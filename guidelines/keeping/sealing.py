"""An archive that proves itself: a zip file whose comment, its last 64 bytes, is a MAC over all bytes before.

The MAC is HMAC-SHA-256 by settings.BACKUP_KEY, so one changed or missing byte anywhere, or another key, is found by
reading once from end to end, before anything in the archive is looked at. Any zip program can open it.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import BinaryIO

from guidelines.keeping.errors import UnusableBackup

SEAL = 64  # bytes: a SHA-256 in hex
PLACEHOLDER = b"0" * SEAL
_CHUNK = 1024 * 1024


class SealedFile:
    """A file to write a zip archive into, which ends in a comment of SEAL bytes; `seal` puts the MAC there.

    It cannot be sought in, so that every byte is counted in its order.
    """

    def __init__(self, target: BinaryIO, key: str) -> None:
        self._target, self._mac, self._held = target, _mac(key), b""

    def write(self, data: bytes) -> int:
        """Write all of it, and hold back from the MAC what may turn out to be the comment."""
        self._target.write(data)
        joined = self._held + bytes(data)
        self._mac.update(joined[:-SEAL])
        self._held = joined[-SEAL:]
        return len(data)

    def flush(self) -> None:
        """Nothing is held back from the disk."""
        self._target.flush()

    def seal(self) -> None:
        """Put the MAC in the place of the comment; the archive was closed with PLACEHOLDER as its comment."""
        if self._held != PLACEHOLDER:
            raise ValueError("The archive does not end in the place for its seal.")
        self._target.seek(-SEAL, 2)
        self._target.write(self._mac.hexdigest().encode())


def check_seal(path: Path, key: str) -> None:
    """Read the archive once; raises UnusableBackup where its bytes and the key do not make its seal."""
    try:
        left = path.stat().st_size - SEAL
        with path.open("rb") as opened:
            mac = _mac(key)
            while left > 0 and (piece := opened.read(min(_CHUNK, left))):
                mac.update(piece)
                left -= len(piece)
            seal = opened.read()
    except OSError as error:
        raise UnusableBackup(f"{path} cannot be read: {error.strerror}.") from error
    if not hmac.compare_digest(mac.hexdigest().encode(), seal):
        raise UnusableBackup(
            f"{path} is not the archive that was written, or was written with another BACKUP_KEY: it was changed, cut,"
            " or made elsewhere."
        )


def name_of(key: str) -> str:
    """A short name of the key, which gives nothing of it away."""
    return hmac.new(key.encode(), b"the name of this key", hashlib.sha256).hexdigest()[:16]


def _mac(key: str) -> hmac.HMAC:
    return hmac.new(key.encode(), digestmod=hashlib.sha256)

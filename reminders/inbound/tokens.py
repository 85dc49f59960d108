"""The envelope sender of each mail: a signed address of its own, so that what comes back names the mail."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import uuid

from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT = "reminders.inbound"
_MAC_BYTES = 10
_LOCAL = re.compile(r"(?P<name>[^+@]+)\+(?P<key>[a-z2-7]{26})\.(?P<mac>[a-z2-7]{16})")


def return_path(key: uuid.UUID) -> str:
    """Return the address that bounces of the mail with this key come back to; "" where no RETURN_ADDRESS is set."""
    if not settings.RETURN_ADDRESS:
        return ""
    name, _, domain = settings.RETURN_ADDRESS.partition("@")
    return f"{name}+{_letters(key.bytes)}.{_mac(key, settings.SECRET_KEY)}@{domain}"


def comes_back_here(address: str) -> bool:
    """True for the RETURN_ADDRESS, with or without a key behind its name."""
    name, _, domain = address.lower().rpartition("@")
    own = settings.RETURN_ADDRESS.lower()
    return bool(own) and f"{name.partition('+')[0]}@{domain}" == own


def key_in(address: str) -> uuid.UUID | None:
    """Return the key of the mail that an address was made for; None where we did not make it.

    Case does not matter, because mail servers may change it; neither does the domain, which they may rewrite. What
    was signed with a key of before counts as long as SECRET_KEY_FALLBACKS names it.
    """
    found = _LOCAL.fullmatch(address.strip().strip("<>").rpartition("@")[0].lower())
    if found is None or found["name"] != settings.RETURN_ADDRESS.partition("@")[0].lower():
        return None
    try:
        key = uuid.UUID(bytes=base64.b32decode(f"{found['key'].upper()}======"))
    except (binascii.Error, ValueError):
        return None
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return key if any(hmac.compare_digest(found["mac"], _mac(key, secret)) for secret in secrets) else None


def _letters(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii").rstrip("=").lower()


def _mac(key: uuid.UUID, secret: str) -> str:
    made = salted_hmac(_SALT, key.hex, secret=secret, algorithm="sha256").digest()
    return _letters(made[:_MAC_BYTES])

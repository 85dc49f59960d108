"""Secrets of second factors as the database holds them: encrypted by a key made from SECRET_KEY.

Who reads a table or a backup without SECRET_KEY learns no secret, and can make no code of anybody's app.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

_PURPOSE = b"guidelines.people.concealing"
_MARK = "fernet:"
"""What an encrypted secret begins with; no base32 does, so that rows from before are known as clear."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's adapter, with secrets that are encrypted before they are stored (settings.MFA_ADAPTER)."""

    def encrypt(self, text: str) -> str:
        """Return the secret as it is stored."""
        return _MARK + _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret; one that was stored in clear, before they were encrypted, is returned as it is.

        Raises cryptography's InvalidToken where neither SECRET_KEY nor one of SECRET_KEY_FALLBACKS encrypted it.
        """
        if not encrypted_text.startswith(_MARK):
            return encrypted_text
        return _keys().decrypt(encrypted_text.removeprefix(_MARK).encode()).decode()


def _keys() -> MultiFernet:
    """The key of today first; those of before only read."""
    return MultiFernet([Fernet(_derived(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest())

"""Forms whose interpretation is shown before it is saved: what was shown must be what is saved."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms


class ReadBackForm(forms.Form):
    """A form that is read back to whoever filled it in; `seen` in its data is the fingerprint of what was shown."""

    def facts(self) -> Any:
        """What would be saved."""
        raise NotImplementedError

    @property
    def warnings(self) -> list[str]:
        """What looks wrong in it, as sentences."""
        raise NotImplementedError

    @property
    def fingerprint(self) -> str:
        """What the shown interpretation is recognised by: another one must be shown again."""
        return hashlib.sha256(repr((self.facts(), self.bytes_named, self.warnings)).encode()).hexdigest()

    @property
    def bytes_named(self) -> str:
        """The SHA-256 of a document that is saved with it; two of one name are not the same. "" without one."""
        return ""

    @property
    def _was_seen(self) -> bool:
        return bool(self.data.get("seen")) and self.data["seen"] == self.fingerprint

    @property
    def is_read(self) -> bool:
        """True when every field could be understood, so that the interpretation can be shown."""
        return self.is_bound and not (set(self.errors) - {"__all__"})

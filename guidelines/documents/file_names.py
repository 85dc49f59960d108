"""The name a document is shown and downloaded under; it never becomes a path (reliability F6)."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from guidelines.documents.models import StoredFile
from guidelines.documents.refusing import UnusableFile

LONGEST = 150  # characters; æøå take two bytes each, and file systems hold 255 bytes
_STEM = "dokument"
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # what Windows does not have in a name
_EXTENSION = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,9})$")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def clean_name(name: str, kind: StoredFile.Kind) -> str:
    """Return the last part of the name without invisible and forbidden characters, ending in the kind's extension.

    Raises UnusableFile where the name has another extension than the contents.
    """
    extension = _extension(_visible(name))
    if extension.lower() not in ("", kind):
        facts = {"extension": extension, "kind": "PDF" if kind == StoredFile.Kind.PDF else "Word"}
        raise UnusableFile(
            _("The file is called .%(extension)s, but is a %(kind)s document. Give it its right name.") % facts
        )
    return download_name(name, kind)


def download_name(name: str, kind: str) -> str:
    """Return a name that is safe on every system, ending in the kind's extension once."""
    visible = _visible(name)
    stem = visible[: -len(kind) - 1] if _extension(visible).lower() == kind else visible
    stem = stem.strip(" .")[: LONGEST - len(kind) - 1].rstrip(" .")
    if not stem or _RESERVED.fullmatch(stem.partition(".")[0]):
        stem = f"{_STEM}-{stem}" if stem else _STEM
    return f"{stem}.{kind}"


def _extension(visible: str) -> str:
    """What follows the last dot, where it looks like an extension: "version 1.2" has none."""
    found = _EXTENSION.search(visible)
    return found.group(1) if found else ""


def _visible(name: str) -> str:
    """The last part of a path of any system, composed, without control, direction and private characters."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    words = " ".join(unicodedata.normalize("NFC", _FORBIDDEN.sub("_", kept)).split())
    return words.strip()

"""A picture of a page of a stored document, drawn in a process of its own under the reader's limits."""

from __future__ import annotations

import base64
import json

from guidelines.documents.guideline.running import in_child


def picture_of(data: bytes, page: int, quote: str = "", *, is_whole: bool = False) -> bytes:
    """A page of a PDF (counted from 1) as PNG, the quotation marked: the part around it, or with `is_whole` all of it.

    Raises NotRead where the file cannot be opened, has no such page, or takes too much.
    """
    asked = json.dumps({"number": page, "quote": quote, "is_whole": is_whole}).encode()
    return base64.b64decode(in_child("picture", asked + b"\n" + data))

"""Sending a form as a browser does: with the mark of what its page showed (people.seen)."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client


def mark_on(client: Client, url: str) -> str:
    """Return the mark that the page's form carries, "" where the page is not for this reader."""
    found = re.search(r'name="seen" value="([^"]+)"', client.get(url).content.decode())
    return found[1] if found else ""


def send(client: Client, url: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
    """Open the page, then send its form."""
    return client.post(url, {"seen": mark_on(client, url), **(data or {})}, **more)


def row_mark(client: Client, plan: str, guideline: int) -> str:
    """Return the mark that a guideline's row carries in the edit mode of a plan."""
    page = client.get(f"{plan}?rediger=1").content.decode()
    row = re.search(rf'action="raekke/{guideline}/">.*?name="seen" value="([^"]+)"', page, re.DOTALL)
    return row[1] if row else ""

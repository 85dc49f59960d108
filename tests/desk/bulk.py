"""What the tests of acts on several guidelines share: choosing, reading the page, pressing, and taking back."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

LIST = "/retningslinjer/"


def post(client: Client, act: str, keys: Any, **more: Any) -> Any:
    chosen = [str(one.pk) for one in keys]
    return client.post(reverse("guidelines-many"), {"act": act, "valgt": chosen, "here": LIST, **more})


def rows(answer: Any) -> dict[str, tuple[str, str]]:
    """Return what the page says of each guideline: now, and then."""
    html = answer.content.decode()
    found = {}
    for row in re.findall(r'<tr role="row">\s*<th scope="row".*?</tr>', html, re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        title, *rest = (" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in cells)
        found[title] = tuple(rest)
    return found


def press(client: Client, answer: Any) -> Any:
    """Press the button under the preview, as the browser would."""
    part = answer.content.decode().rpartition('<form class="acts"')[2].partition("</form>")[0]
    given = {unescape(name): unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', part)}
    assert given["trin"] == "goer"
    return client.post(reverse("guidelines-many"), given)


def said(client: Client, answer: Any) -> str:
    assert answer.status_code == 302, answer.content.decode()
    return unescape(client.get(answer["Location"]).content.decode())


def undo(client: Client, page: str) -> Any:
    [address] = re.findall(r'action="(/retningslinjer/flere/fortryd/\d+/[^"]*)"', page)
    return client.post(address)

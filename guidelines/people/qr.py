"""A secret as a picture for an app to read, drawn by the package that allauth brings; no style inside it (CSP)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from allauth.mfa.adapter import get_adapter

from guidelines.people.models import User


@dataclass(frozen=True)
class Picture:
    """What the template draws: the box and the path of an SVG, and the address the picture stands for."""

    box: str
    path: str
    address: str


def picture(user: User, secret: str) -> Picture:
    """Return the QR picture by which an app takes the secret."""
    adapter = get_adapter()
    address = adapter.build_totp_url(user, secret)
    svg = adapter.build_totp_svg(address)
    found = [re.search(rf'{name}="([^"]*)"', svg) for name in ("viewBox", " d")]
    box, path = (match.group(1) if match else "" for match in found)
    return Picture(box, path, address)

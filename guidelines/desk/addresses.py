"""Addresses of pages that belong to other rooms."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address(name: str, *args: object) -> str:
    """Return the address of a page; "" where the site has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""

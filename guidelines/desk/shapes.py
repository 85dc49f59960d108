"""What a card and a quiet line of *Mine opgaver* are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Act:
    """The one button of a card; `is_post` where pressing it changes something."""

    label: str
    url: str
    is_post: bool = False


@dataclass(frozen=True)
class Item:
    """A guideline in a list: its title with its language and address, and a few words."""

    title: str
    language: str
    url: str
    words: str = ""


@dataclass(frozen=True)
class Card:
    """A card: `look` is its class and the shape of its first line; `title` leads to the guideline where it is one.

    `also` are quiet links beside the one button.
    """

    look: str
    state: str
    title: str
    act: Act
    language: str = ""
    url: str = ""
    meta: str = ""
    sentences: Sequence[str] = ()
    stages: Sequence[dict[str, str]] = ()
    items: Sequence[Item] = ()
    more: int = 0
    asks_role: bool = False
    also: Sequence[Act] = ()

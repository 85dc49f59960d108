"""What a notice is made of before it is a letter."""

from __future__ import annotations

from dataclasses import dataclass

from reminders.wording import Passage


@dataclass(frozen=True)
class Words:
    """What is said of one notice: the passage, the one button, and why it comes; `event` is a calendar file with it."""

    passage: Passage
    label: str
    path: str
    why: str
    event: bytes = b""

"""Paragraphs with placeholders, as the secretariat writes them for a kind of mail: read, checked, filled in. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

SUBJECT_LENGTH = 40
"""The most characters that open a subject before the title."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class OwnText:
    """What opens the subject, and the paragraphs with an empty line between them."""

    subject: str
    body: str

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs, each in one line."""
        parts = re.split(r"\n\s*\n", self.body.replace("\r\n", "\n").strip())
        return [" ".join(part.split()) for part in parts if part.strip()]


OwnTexts = Mapping[tuple[str, str], OwnText]
"""(kind, language) -> what the secretariat wrote."""


def fill(text: str, values: Mapping[str, str]) -> str | None:
    """Return the text with its placeholders filled in, a capital first; None where one of them has no value here."""
    if not all(values.get(name) for name in placeholders(text)):
        return None
    filled = _PLACEHOLDER.sub(lambda found: values[found[1]], text)
    return filled[:1].upper() + filled[1:]


def placeholders(text: str) -> list[str]:
    """Return the names in braces, in their order."""
    return _PLACEHOLDER.findall(text)


def turned_back(text: str, values: Mapping[str, str]) -> str:
    """Return a finished text with placeholders where it holds their values, the longest first: a draft to write on."""
    known = sorted(((value, name) for name, value in values.items() if value), key=lambda one: -len(one[0]))
    for value, name in known:
        pattern = rf"(?<![\w{{]){re.escape(value)}(?![\w}}])"
        text = re.sub(pattern, f"{{{name}}}", text, flags=re.IGNORECASE if name == "om" else 0)
    return text


def subject_faults(text: str, known: Mapping[str, str]) -> Iterator[str]:
    """Give what is wrong with what opens a subject, as sentences."""
    yield from _shared_faults(text, known)
    if len(text) > SUBJECT_LENGTH:
        yield _("At most %(count)s characters stand before the title.") % {"count": SUBJECT_LENGTH}


def body_faults(text: str, known: Mapping[str, str], needed: Mapping[str, str]) -> Iterator[str]:
    """Give what is wrong with the paragraphs; `needed` are the placeholders that must stand there, and why."""
    yield from _shared_faults(text, known)
    there = placeholders(text)
    for name, why in needed.items():
        if name not in there:
            yield _("{%(name)s} is missing. %(why)s") % {"name": name, "why": why}


def _shared_faults(text: str, known: Mapping[str, str]) -> Iterator[str]:
    unknown = list(dict.fromkeys(name for name in placeholders(text) if name not in known))
    if unknown:
        words = {
            "names": ", ".join(f"{{{name}}}" for name in unknown),
            "known": ", ".join(f"{{{one}}}" for one in known),
        }
        yield _("There is no placeholder %(names)s. These can be used: %(known)s.") % words
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        yield _("A brace stands alone. A placeholder is a word in braces.")

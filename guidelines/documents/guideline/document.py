"""A document as read, and what the readers of its parts and the checks ask of it."""

from __future__ import annotations

from dataclasses import dataclass

from guidelines.documents.guideline.cover import Cover
from guidelines.documents.guideline.facts import GuidelineFacts, Quote
from guidelines.documents.guideline.furniture import Furniture
from guidelines.documents.guideline.headings import CHAPTERS, Section
from guidelines.documents.guideline.lines import Line, Passage


@dataclass(frozen=True)
class Reading:
    """A document as read: its facts, and the sections and lines the checks look at."""

    facts: GuidelineFacts
    sections: tuple[Section, ...]
    lines: tuple[Line, ...]
    cover: Cover | None
    furniture: Furniture

    def bodies(self, *names: str) -> list[Passage]:
        """What stands under the headings of these canonical names, in the order of the document."""
        return [section.body for section in self.sections if section.name in names and section.body]

    def named(self, *names: str) -> list[Section]:
        """The sections of these canonical names, in the order of the document."""
        return [section for section in self.sections if section.name in names]

    def chapters(self) -> list[tuple[str, Quote]]:
        """The number and the heading of each chapter that has a number, in the order of the document."""
        return [(section.number, section.line.quote()) for section in self.named(*CHAPTERS) if section.number]

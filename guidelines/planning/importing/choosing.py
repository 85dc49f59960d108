"""Which reading of a line of an export counts: what its token says, or its words alone; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from guidelines.documents.exported import squeezed
from guidelines.documents.planskema_types import Origin, PlanRow
from guidelines.planning.importing.asking import title_question
from guidelines.planning.importing.known import Known, KnownGuideline
from guidelines.planning.importing.matching import title_key
from guidelines.planning.importing.rights import Importer
from guidelines.planning.importing.types import OTHER, Difference


@dataclass
class Choosing:
    """Reads the lines of a file. `own` are the guidelines that a token may name, `titles` their titles by key.

    `asked` keeps, by the number of a row, what was answered that its words are read for.
    """

    known: Known
    own: frozenset[int]
    importer: Importer
    takes: Mapping[str, str]
    asked: dict[int, Difference] = field(default_factory=dict)
    titles: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.titles = {title_key(self.known.guidelines[pk].title): pk for pk in sorted(self.own)}

    def rows(self, read: Iterable[PlanRow]) -> Iterator[PlanRow]:
        """The rows to plan: of a line whose token names nothing known, or that is about another now, its words."""
        by_words: set[int] = set()
        for row in read:
            origin = row.origin
            if origin is None:
                yield row
            elif origin.first not in by_words:
                if not self._is_by_words(row, origin):
                    yield row
                    continue
                by_words.add(origin.first)
                yield from origin.words

    def exported(self, origin: Origin) -> KnownGuideline | None:
        """The guideline that a token names, where it is of this plan and is, or was, called so."""
        base, stored = origin.base, self.known.guidelines.get(origin.base.guideline)
        if stored is None or stored.pk not in self.own:
            return None
        is_called = squeezed(base.title) == squeezed(stored.title) or base.title == stored.title
        return stored if is_called or self.known.former.get(title_key(base.title)) == stored.pk else None

    def question(self, row: PlanRow, stored: KnownGuideline) -> Difference | None:
        """What is asked about a title that was changed."""
        return title_question(row, stored, self.titles, self.importer, self.takes)

    def _is_by_words(self, row: PlanRow, origin: Origin) -> bool:
        stored = self.exported(origin)
        if stored is None:
            return True
        asked = self.question(row, stored)
        if asked is None or asked.take != OTHER:
            return False
        self.asked[origin.first] = asked
        return True

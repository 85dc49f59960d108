"""Both sides of an import that somebody else answered while the page was open (D9): how its answers read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from guidelines.lists.dates import long_date
from guidelines.people.forms.seen import SeenForm, Typed
from guidelines.people.seen import Fact, Overtaken, State, fingerprint
from guidelines.planning.importing.answered import SKIP, Fields, Sent, row_of
from guidelines.planning.importing.review import PARTS
from guidelines.planning.importing.types import ABOUT, FILE, NEW, OTHER, PLAN

ANSWERED = "import_answered"
"""The verb of answers that were kept, changed or taken away."""

_LABELS: dict[str, str | Promise] = {
    "year": gettext_lazy("Year"),
    "match": gettext_lazy("Is it the same guideline?"),
    "date": gettext_lazy("Day of approval"),
    "skip": gettext_lazy("Leave the row out"),
}
_TAKES: dict[str, str | Promise] = {
    FILE: gettext_lazy("what the file says"),
    PLAN: gettext_lazy("what the plan says"),
    OTHER: gettext_lazy("it is about what its title says"),
}


class AnswersForm(SeenForm):
    """The answers of a page, for both sides to be told; their fields are those of the table of interpretations."""

    def __init__(self, data: Fields, sent: Sent) -> None:
        super().__init__(data)
        self.sent = sent

    def typed(self, state: State) -> dict[str, Typed]:
        """Return what was said anew, of the answers that stand otherwise."""
        said = self.sent.said
        return {name: Typed(_words(name, said[name]), (said[name],)) for name in state if name in said}


def overtaken(stored: Fields, sent: Sent, names: list[str], titles: Mapping[int, str]) -> Overtaken:
    """Return that these answers stand otherwise than their page knew; `titles` are those of the rows."""
    state = {name: _fact(name, stored.get(name, ""), titles) for name in names}
    return Overtaken(state, sent.since, {name: fingerprint(sent.knew.get(name, "")) for name in names})


def _fact(name: str, value: str, titles: Mapping[int, str]) -> Fact:
    words: dict[str, Any] = {"row": row_of(name), "title": titles.get(row_of(name), ""), "part": _part(name)}
    label = _("Row %(row)s, %(title)s: %(part)s") if words["title"] else _("Row %(row)s: %(part)s")
    return Fact(label % words, value, _words(name, value))


def _part(name: str) -> str:
    kind, _row, *part = name.split("-")
    return str(PARTS[part[0]] if part else _LABELS[kind])


def _words(name: str, value: str) -> str:
    """Return an answer as its reader sees it."""
    if name.startswith(SKIP):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    if not value:
        return _("no answer")
    match name.split("-")[0]:
        case "match":
            return _("No, another guideline") if value == NEW else _("Yes, the same guideline")
        case "date":
            return _day(value)
        case "take":
            return str(_TAKES[value.partition(ABOUT)[0]])
    return value


def _day(value: str) -> str:
    try:
        return long_date(date.fromisoformat(value))
    except ValueError:  # no day of the calendar, and so no answer that counts
        return value

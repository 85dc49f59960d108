"""A form that knows what its page showed, so that nothing is written over unseen (D9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guidelines.documents.dates import FuzzyDate
from guidelines.people.seen import Overtaken, State, fingerprint


@dataclass(frozen=True)
class Typed:
    """What somebody wrote for a fact: how it reads, and the values it may stand for, as the state compares them."""

    words: str
    values: tuple[Any, ...] = ()


class SeenForm(forms.Form):
    """A form with the mark of what its page showed; a fact of the state and the field that writes it share a name."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def typed(self, state: State) -> dict[str, Typed]:
        """Return what was written for each fact that the form has a field for, once the form is valid."""
        return {
            name: Typed(shown_words(self[name]), (plain(self.cleaned_data.get(name)),))
            for name in state
            if name in self.fields
        }

    def put(self, data: dict[str, Any], name: str, given: Any) -> None:
        """Write a fact as it stands now into the data that the form is shown with."""
        if given is False:
            data.pop(name, None)
        else:
            data[name] = "on" if given is True else given

    def renew(self, overtaken: Overtaken, mark: str) -> dict[str, Typed]:
        """Show the form with a new mark and all that was written; return that, without what was not touched.

        A field that still says what the page showed gives way to what stands now.
        """
        typed = self.typed(overtaken.state)
        kept = {name: one for name, one in typed.items() if not _was_shown(overtaken, name, one)}
        data = {name: self.data[name] for name in self.data}
        for name in overtaken.changed:
            if name in typed and name not in kept:
                self.put(data, name, overtaken.state[name].given)
        data["seen"] = mark
        self.data = data
        return kept


def _was_shown(overtaken: Overtaken, name: str, typed: Typed) -> bool:
    return any(overtaken.shown.get(name) == fingerprint(value) for value in typed.values)


def plain(value: Any) -> Any:
    """Return a value of a form as a state holds it: keys, codes, ISO dates; a fact as its days and precision."""
    match value:
        case FuzzyDate():
            return [value.first.isoformat(), value.last.isoformat(), value.precision]
        case [FuzzyDate() as first, *_others]:
            return plain(first)
        case []:
            return None
        case date():
            return value.isoformat()
        case Model():
            return value.pk
        case Enum():
            return value.value
    return value


def shown_words(field: forms.BoundField) -> str:
    """Return what was chosen or written in a field, as its reader sees it."""
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    choices: Sequence[Any] = getattr(field.field, "choices", ())
    names: Mapping[str, Any] = {str(key): label for key, label in choices} if choices else {}
    return str(names.get(str(value), value if value is not None else "")) or _("nothing")

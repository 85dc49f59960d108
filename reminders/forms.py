"""What the secretariat types about reminders."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from guidelines.people.forms.seen import SeenForm, Typed
from guidelines.people.seen import State
from reminders.ladder import DEFAULTS, Default, Ladder, Ladders, Setting, ladder_from
from reminders.ladder_checks import MOST
from reminders.ladder_names import counted_in, kind_name
from reminders.own_text import OwnText
from reminders.states import CALLS
from reminders.watched import BODY, SUBJECT

NOTE_LENGTH = 2000


class NoteForm(SeenForm):
    """A note at the top of one mail."""

    note = forms.CharField(
        label=_("Your note"),
        help_text=_("Plain text. It stands at the top of this mail, after the greeting. An empty note takes it away."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=NOTE_LENGTH,
        required=False,
    )

    def clean_note(self) -> str:
        """Return the note as it is kept: it is the same whichever way its lines end."""
        return str(self.cleaned_data["note"]).replace("\r\n", "\n")


class AsideForm(forms.Form):
    """Why a mail that did not arrive needs nothing more."""

    reason = forms.CharField(
        label=_("Why nothing more is to be done"),
        help_text=_("It stands in the guideline's history, which its group reads."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=NOTE_LENGTH,
    )


class CallForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(label=_("What came of it?"), choices=list(CALLS.items()), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        help_text=_("It stands on the call list, and in the guideline's history, which its group reads."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=NOTE_LENGTH,
        required=False,
    )


@dataclass(frozen=True)
class Rule:
    """One line of the rules: its name, the fields of its number and its switch (None where it has none), what is
    beneath, and if the group's own differs from it.
    """

    name: str
    unit: str
    number: BoundField | None
    switch: BoundField | None
    beneath: int | None
    is_own: bool


class RulesForm(forms.Form):
    """All numbers and switches of a group's ladder, or of the one for all groups; they begin as they hold now.

    What is the same as what holds beneath follows that, also when it is changed there.
    """

    def __init__(self, *args: Any, ladders: Ladders, group: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._layer = ladders.layers.get(group, {})
        self._holds: Ladder = ladders.of(group)
        self._beneath: Ladder = ladder_from() if group is None else ladders.of(None)
        for default in DEFAULTS.values():
            self._add(default)

    def _add(self, default: Default) -> None:
        name = kind_name(default.key)
        if default.number is not None:
            self.fields[f"n_{default.key}"] = forms.IntegerField(
                label=name,
                initial=self._holds.numbers[default.key],
                min_value=1,
                max_value=MOST[default.unit],
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
            )
        if default.has_switch:
            label = _("Goes: %(name)s") % {"name": name}
            is_on = self._holds.has(default.key)
            self.fields[f"on_{default.key}"] = forms.BooleanField(label=label, initial=is_on, required=False)

    def rules(self) -> Iterator[Rule]:
        """Give every line, in the order in which the rungs come."""
        for key, default in DEFAULTS.items():
            number = self[f"n_{key}"] if default.number is not None else None
            switch = self[f"on_{key}"] if default.has_switch else None
            beneath = self._beneath.numbers.get(key)
            own = self._layer.get(key, Setting()) != Setting()
            yield Rule(kind_name(key), counted_in(default), number, switch, beneath, own)

    def changes(self) -> dict[str, Setting]:
        """Return what the form says otherwise than what is set; of a valid form."""
        found = {key: self._setting(default) for key, default in DEFAULTS.items()}
        return {key: setting for key, setting in found.items() if setting != self._layer.get(key, Setting())}

    def _setting(self, default: Default) -> Setting:
        number, is_on = self.cleaned_data.get(f"n_{default.key}"), self.cleaned_data.get(f"on_{default.key}")
        return Setting(
            None if number == self._beneath.numbers.get(default.key) else number,
            is_on if default.has_switch and is_on != self._beneath.has(default.key) else None,
        )

    def mark(self) -> str:
        """Return a mark of these changes: what was rehearsed is what is kept."""
        return hashlib.sha256(repr(sorted(self.changes().items())).encode()).hexdigest()[:16]


class TextForm(SeenForm):
    """What opens the subject of a kind of mail, and its paragraphs.

    `product` are the product's own words for it, which the form begins with; None where they cannot be shown.
    """

    subject = forms.CharField(
        label=SUBJECT,
        help_text=_("The title follows by itself."),
        max_length=60,
        widget=forms.TextInput(attrs={"size": 40}),
        error_messages={"required": _("The subject must begin with something.")},
    )
    body = forms.CharField(
        label=BODY,
        help_text=_(
            "An empty line between them. One with a placeholder that has no value in a mail is left out of it."
        ),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=4000,
    )

    def __init__(self, *args: Any, product: OwnText | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product = product

    def clean_body(self) -> str:
        """Return the paragraphs as they are kept: they are the same whichever way their lines end."""
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")

    def typed(self, state: State) -> dict[str, Typed]:
        """The product's own words, left as they stood in the form, are none of one's own."""
        found, product = super().typed(state), self.product
        if product is None:
            return found
        own = {name: self.cleaned_data.get(name) != getattr(product, name) for name in found}
        return {name: one if own[name] else Typed(one.words, (*one.values, None)) for name, one in found.items()}

    def written(self) -> OwnText:
        """Return what stands in the form now, also where it was renewed."""
        return OwnText(str(self["subject"].value() or ""), str(self["body"].value() or ""))

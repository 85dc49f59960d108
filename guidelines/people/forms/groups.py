"""Forms about a group."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from guidelines.journal.models import Event
from guidelines.people.actions import GroupSettings, settings_of
from guidelines.people.forms.seen import SeenForm, shown_words
from guidelines.people.models import Group
from guidelines.people.models.groups import DEFAULT_EXTENSION_MONTHS
from guidelines.people.seen import Fact, State, Watched

_EXTENSION = _("In months, for each revision. Empty: the product's own proposal, %(months)s months.")
_MONTHS = [(number, name) for number, name in MONTHS.items()]


class SettingsForm(SeenForm):
    """The settings of a group; every one has a default that fits most groups."""

    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Write the group's name.")})
    chair_title = forms.CharField(
        label=_("What the group calls its chair"),
        max_length=60,
        required=False,
        help_text=_("For example forperson. Empty means formand."),
    )
    revision_months = forms.IntegerField(
        label=_("Months from approval to the next revision"),
        min_value=1,
        max_value=240,
        help_text=_("From 1 to 240. Used where a document does not say when the next revision is due."),
        widget=forms.NumberInput(attrs={"size": 5, "class": "short"}),
        error_messages={"required": _("Write the number of months.")},
    )
    assessment_months = forms.TypedChoiceField(
        label=_("How long a literature search or assessment counts"),
        coerce=int,
        choices=[(months, _("%(years)s years") % {"years": months // 12}) for months in range(12, 121, 12)],
        widget=forms.Select(attrs={"class": "short"}),
    )
    deadline_day = forms.IntegerField(
        label=_("Deadline in the planned year: day"),
        min_value=1,
        max_value=28,
        help_text=_("From 1 to 28. Used where nothing but the year is agreed."),
        widget=forms.NumberInput(attrs={"size": 5, "class": "short"}),
        error_messages={"required": _("Write the day of the month.")},
    )
    deadline_month = forms.TypedChoiceField(
        label=_("Deadline in the planned year: month"),
        coerce=int,
        choices=_MONTHS,
        widget=forms.Select(attrs={"class": "short"}),
    )
    extension_months = forms.IntegerField(
        label=_("How far a deadline may be put off in all"),
        min_value=0,
        max_value=120,
        required=False,
        help_text=_EXTENSION % {"months": DEFAULT_EXTENSION_MONTHS},
        widget=forms.NumberInput(attrs={"size": 5, "class": "short"}),
    )
    most_revisions_per_person = forms.IntegerField(
        label=_("Most guidelines per person and year"),
        min_value=1,
        max_value=20,
        help_text=_("From 1 to 20. Whoever is lead author of more in one year is named on the page about load."),
        widget=forms.NumberInput(attrs={"size": 5, "class": "short"}),
        error_messages={"required": _("Write the number of guidelines.")},
    )

    def settings(self) -> GroupSettings:
        """Return what was chosen, once the form is valid."""
        values: dict[str, Any] = {name: self.cleaned_data[name] for name in GroupSettings.__dataclass_fields__}
        values["name"] = " ".join(values["name"].split())
        return GroupSettings(**values)


def settings_state(group: Group) -> State:
    """Return the settings of a group as their form shows them."""
    now = Group.objects.get(pk=group.pk)
    form = SettingsForm(initial=settings_of(now).__dict__)
    return {name: _fact(form[name], value) for name, value in settings_of(now).__dict__.items()}


def _fact(field: forms.BoundField, value: Any) -> Fact:
    return Fact(field.label, value, shown_words(field), "" if value is None else str(value))


def watched_settings(group: Group) -> Watched:
    """Return the settings of a group as they are watched by their page."""
    events = Event.objects.filter(object_type="group", object_key=str(group.pk), verb="group_changed")
    return Watched(lambda: settings_state(group), events)


class AliasForm(forms.Form):
    """Another spelling of a group's name."""

    spelling = forms.CharField(
        label=_("Spelling in documents"), max_length=200, error_messages={"required": _("Write the spelling.")}
    )

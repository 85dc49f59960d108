"""Why a rule is switched off, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guidelines.people.models import Group

REASON = 1000


class ReasonForm(forms.Form):
    """A reason that others will read."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands beside it, and in the history."),
        error_messages={"required": _("Write the reason.")},
    )


class SwitchForm(ReasonForm):
    """The group for which a rule is left out, and why."""

    group = forms.ModelChoiceField(
        queryset=Group.objects.none(),
        label=_("Group"),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose the group."), "invalid_choice": _("Choose the group.")},
    )
    field_order = ("group", "reason")

    def __init__(self, *args: Any, without: Iterable[Group] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = [group.pk for group in without]
        field: Any = self.fields["group"]
        field.queryset = Group.objects.with_plan().exclude(pk__in=taken).order_by("sort_key")
        field.label_from_instance = lambda group: f"{group.abbreviation} – {group.name}"

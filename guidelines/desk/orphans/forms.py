"""Who is to be replaced in the plans, and by whom."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guidelines.people.models import Person
from guidelines.planning.actions.replacing import led_entries
from guidelines.planning.models import Assignment
from guidelines.planning.names import find_names, read_name

LISTED = 2000


class ReplaceForm(forms.Form):
    """Two persons: one who is tovholder in these groups' plans (None: all), and one by name."""

    fra = forms.ModelChoiceField(
        label=_("Who is to be replaced"),
        queryset=Person.objects.none(),
        empty_label=_("Choose"),
        error_messages={
            "required": _("Choose who is to be replaced."),
            "invalid_choice": _("Choose one of the persons in the list."),
        },
    )
    til = forms.CharField(
        label=_("By whom"),
        max_length=200,
        help_text=_("Somebody the product knows. Write the name."),
        widget=forms.TextInput(attrs={"list": "persons", "autocomplete": "off"}),
        error_messages={"required": _("Write a name.")},
    )

    def __init__(self, *args: Any, groups: Collection[int] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Assignment.objects.filter(
            role=Assignment.Role.LEAD, ended_on=None, plan_entry__in=led_entries(groups).order_by()
        )
        field: Any = self.fields["fra"]
        field.queryset = Person.objects.filter(pk__in=held.values("person"))
        self.found: Person | None = None

    @property
    def names(self) -> list[str]:
        """The names the second field can be filled with, in Danish order."""
        return list(Person.objects.current().values_list("name", flat=True)[:LISTED])

    @property
    def old(self) -> Person:
        """Who is to be replaced, once the form is valid."""
        person: Person = self.cleaned_data["fra"]
        return person

    @property
    def new(self) -> Person:
        """Who is to stand there, once the form is valid."""
        person: Person = self.cleaned_data["til"]
        return person

    def clean_til(self) -> Person:
        """The one person with that name; an unknown or doubtful name is an error."""
        typed = read_name(self.cleaned_data["til"])
        persons = find_names([typed])[0].persons
        if len(persons) == 1:
            return persons[0]
        if persons:
            raise forms.ValidationError(
                _("There are several persons called “%(name)s”. Ask the secretariat to merge them first."),
                params={"name": typed.name},
            )
        raise forms.ValidationError(_("We do not know “%(name)s”. Correct the name."), params={"name": typed.name})

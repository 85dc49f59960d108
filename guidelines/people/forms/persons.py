"""Forms about one person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guidelines.people.forms.fields import DayField, GroupField
from guidelines.people.models import Person, Role
from guidelines.people.wording import ROLES

_DATE_HINT = _("For example 1.2.2027.")
_ADDRESS_ERRORS = {"invalid": _("Write the address as name@place.dk.")}


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the person's name.")},
    )


class AddressForm(forms.Form):
    """A person's mail address; empty takes it away."""

    email = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages=_ADDRESS_ERRORS,
    )


class PersonForm(AddressForm):
    """A new person."""

    field_order = ("name", "email")
    name = _name()


class ContactForm(forms.Form):
    """What a person may change about oneself."""

    name = _name()
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "size": 20}),
    )
    language = forms.ChoiceField(label=_("Language of mails"), choices=Person.Language.choices)
    language.widget.attrs["class"] = "short"


class AbsenceForm(forms.Form):
    """From which day to which, both included."""

    starts_on = DayField(
        label=_("First day away"), help_text=_DATE_HINT, error_messages={"required": _("Write the first day.")}
    )
    ends_on = DayField(
        label=_("Last day away"), help_text=_DATE_HINT, error_messages={"required": _("Write the last day.")}
    )


class PersonRoleForm(forms.Form):
    """A role for a person who is known."""

    kind = forms.ChoiceField(label=_("Role"), choices=[(kind, ROLES[kind]) for kind in Role.Kind])
    group = GroupField(label=_("Group"), required=False, help_text=_("The secretariat has no group."))
    starts_on = DayField(label=_("From"), help_text=_DATE_HINT, error_messages={"required": _("Write the first day.")})


class GroupRoleForm(forms.Form):
    """A role in a group that is known, for a person named in writing."""

    kind = forms.ChoiceField(
        label=_("Role"), choices=[(kind, ROLES[kind]) for kind in Role.Kind if kind != Role.Kind.SECRETARIAT]
    )
    name = _name()
    is_new = forms.BooleanField(label=_("The person is not known yet: add the name"), required=False)
    starts_on = DayField(label=_("From"), help_text=_DATE_HINT, error_messages={"required": _("Write the first day.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["list"] = "known-people"


class EndRoleForm(forms.Form):
    """The last day of a role."""

    on = DayField(
        label=_("Last day in the role"), help_text=_DATE_HINT, error_messages={"required": _("Write the last day.")}
    )

"""Forms about one person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guidelines.journal.models import Event
from guidelines.people.forms.fields import DayField, GroupField
from guidelines.people.forms.seen import SeenForm, shown_words
from guidelines.people.models import Person, Role
from guidelines.people.seen import Fact, State, Watched, mark_of
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


def _email() -> forms.EmailField:
    return forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages=_ADDRESS_ERRORS,
    )


class AddressForm(SeenForm):
    """A person's mail address; empty takes it away."""

    email = _email()

    def clean_email(self) -> str:
        """Return the address as it is kept: in small letters."""
        return str(self.cleaned_data["email"]).lower()


class PersonForm(forms.Form):
    """A new person."""

    name = _name()
    email = _email()


class ContactForm(SeenForm):
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


CONTACT, ADDRESS = ("name", "phone", "language"), ("email",)
"""What the forms about a person change, by the names of its columns and of their fields."""


def contact_of(person: Person) -> dict[str, str]:
    """Return what a person may change about oneself, as the form begins."""
    return {name: getattr(person, name) for name in CONTACT}


def watched_contact(person: Person) -> Watched:
    """Return a person's name, telephone and language as they are watched by their pages."""
    events = Event.objects.about(person).filter(verb__in=("person_renamed", "contact_set", "persons_merged"))
    return Watched(lambda: _state(ContactForm, person, CONTACT), events)


def watched_address(person: Person) -> Watched:
    """Return a person's mail address as it is watched by its page."""
    events = Event.objects.about(person).filter(verb__in=("address_set", "persons_merged"))
    return Watched(lambda: _state(AddressForm, person, ADDRESS), events)


def address_mark(person: Person, since: int) -> str:
    """Return what a form about a mail address carries in a list of persons, read after event `since`."""
    return mark_of([person.email], since)


def _state(kind: type[SeenForm], person: Person, names: tuple[str, ...]) -> State:
    """Return these columns of a person as the form shows them."""
    now = Person.objects.get(pk=person.pk)
    form = kind(initial={name: getattr(now, name) for name in names})
    return {name: _fact(form[name], getattr(now, name)) for name in names}


def _fact(field: forms.BoundField, value: str) -> Fact:
    return Fact(field.label, value, shown_words(field), value)


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

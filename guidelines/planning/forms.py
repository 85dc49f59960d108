"""What people fill in about a plan: years, tovholdere, notes, new entries, stages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guidelines.people.forms.fields import DayField
from guidelines.planning.actions.entries import NOTE_LENGTH
from guidelines.planning.actions.leads import Named
from guidelines.planning.matrix import LeadName
from guidelines.planning.names import Found, find_names, read_name
from guidelines.planning.rules import STAGES, Kind, Stage
from guidelines.planning.wording import KINDS
from guidelines.planning.wording import STAGES as STAGE_NAMES
from guidelines.register.models import Guideline

YEARS_AHEAD = 10
YEARS_BACK = 6
FEWEST_LINES, MOST_LINES = 3, 12
REASON_LENGTH = 300


def year_choices(years: Iterable[int], *, empty: Any) -> list[tuple[str, Any]]:
    """Return years as choices, after one that stands for none."""
    return [("", empty), *((str(year), str(year)) for year in years)]


class BackForm(forms.Form):
    """A form that knows which state of the plan to return to; the view checks the address."""

    back = forms.CharField(required=False, widget=forms.HiddenInput)


def _reason(*, required: bool, label: Any = None) -> forms.CharField:
    return forms.CharField(
        label=label or _("Reason"),
        required=required,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a reason."), "max_length": _("Keep the reason to 300 characters.")},
    )


class YearForm(BackForm):
    """The year in which an entry is to stand."""

    year = forms.TypedChoiceField(
        label=_("Year"),
        coerce=int,
        widget=forms.Select(attrs={"class": "short"}),
        error_messages={"required": _("Choose a year."), "invalid_choice": _("Choose one of the years in the list.")},
    )

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = year_choices(years, empty=_("Choose"))  # type: ignore[attr-defined]


class MoveForm(YearForm):
    """The new year of a planned entry, and why."""

    reason = _reason(required=False)


class NoteForm(BackForm):
    """A note on an entry; `expected` is the note the writer saw."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=_("Seen by the group, the lead authors and the secretariat. At most 500 characters."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("The note is too long. Keep it to 500 characters.")},
    )
    expected = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)


class WithdrawForm(BackForm):
    """Why an entry is taken out of the plan."""

    reason = _reason(required=True)


class MissedForm(BackForm):
    """Why an entry was not completed in its year."""

    reason = _reason(required=True)


class LeadsForm(BackForm):
    """Tovholdere by name, one a line, in order; an unknown name needs a tick before it becomes a person."""

    create = forms.BooleanField(
        label=_("Add the persons who are not in the list yet"),
        required=False,
        help_text=_("Only needed for somebody the product does not know. Check the spelling first."),
    )

    def __init__(self, *args: Any, leads: Sequence[LeadName] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leads = leads
        lines = min(max(FEWEST_LINES, len(leads) + 2), MOST_LINES)
        self.names = [f"lead_{number}" for number in range(lines)]
        for number, name in enumerate(self.names):
            self.fields[name] = forms.CharField(
                label=_("Lead author %(number)s") % {"number": number + 1},
                required=False,
                max_length=200,
                initial=_line(leads[number]) if number < len(leads) else "",
                widget=forms.TextInput(attrs={"list": "persons", "autocomplete": "off"}),
            )
        self._is_one_of_several(*self.names)
        self.order_fields([*self.names, "create"])
        self.named: list[Named] = []

    def clean(self) -> dict[str, Any]:
        """Find the persons; a name that is unknown, doubtful or in an unknown group is an error of its line."""
        cleaned = super().clean() or {}
        filled = [(name, read_name(cleaned[name])) for name in self.names if cleaned.get(name)]
        found = find_names((typed for _name, typed in filled), known=[lead.person for lead in self.leads])
        self.named = []
        for (name, _typed), who in zip(filled, found, strict=True):
            problem = self._problem(who, may_create=bool(cleaned.get("create")))
            if problem:
                self.add_error(name, problem)
            else:
                self.named.append((who.persons[0] if who.persons else who.typed.name, who.group))
        return cleaned

    def _is_one_of_several(self, *names: str) -> None:
        """Mark fields where the word "optional" would mislead (components/field.html)."""
        for name in names:
            self.fields[name].is_one_of_several = True  # type: ignore[attr-defined]

    def _problem(self, who: Found, *, may_create: bool) -> Any:
        words = {"name": who.typed.name, "group": who.typed.group}
        if who.typed.group and who.group is None:
            return _("We know no group called “%(group)s”. Correct it, or leave the brackets out.") % words
        if len(who.persons) > 1:
            return _("There are several persons called “%(name)s”. Ask the secretariat to merge them first.") % words
        if not who.persons and not may_create:
            return _("We do not know “%(name)s”. Correct the name, or tick below to add a new person.") % words
        return None


def _line(lead: LeadName) -> str:
    return f"{lead.name} ({lead.acting_for})" if lead.acting_for else lead.name


class AssignForm(LeadsForm):
    """The tovholdere of an entry; `expected` are the keys of those the writer saw."""

    expected = forms.CharField(required=False, widget=forms.HiddenInput)

    def seen(self) -> list[int]:
        """Return the persons the writer saw, in order."""
        return [int(key) for key in self.cleaned_data["expected"].split(",") if key.isdecimal() and len(key) < 19]


class AddForm(LeadsForm):
    """A new entry: of a guideline that exists, or of a new one with its title."""

    guideline = forms.ModelChoiceField(
        label=_("Guideline"),
        queryset=Guideline.objects.none(),
        required=False,
        empty_label=_("A new guideline (write its title below)"),
        error_messages={"invalid_choice": _("Choose one of the guidelines in the list.")},
    )
    title = forms.CharField(
        label=_("Title of the new guideline"),
        required=False,
        max_length=400,
        error_messages={"max_length": _("Keep the title to 400 characters.")},
    )
    is_working_title = forms.BooleanField(label=_("It is a working title"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the title"),
        choices=[("da", _("Danish")), ("en", _("English"))],
        widget=forms.Select(attrs={"class": "short"}),
    )
    kind = forms.TypedChoiceField(
        label=_("Kind"),
        choices=[(Kind.REVISION.value, KINDS[Kind.REVISION]), (Kind.MINOR.value, KINDS[Kind.MINOR])],
        coerce=Kind,
        help_text=_("For a guideline that exists. A new one is planned as new."),
        widget=forms.Select(attrs={"class": "short"}),
    )
    year = forms.TypedChoiceField(
        label=_("Year"), required=False, coerce=int, empty_value=None, widget=forms.Select(attrs={"class": "short"})
    )

    def __init__(self, *args: Any, years: Iterable[int], guidelines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = year_choices(years, empty=_("Not known yet"))  # type: ignore[attr-defined]
        self.fields["guideline"].queryset = guidelines  # type: ignore[attr-defined]
        self._is_one_of_several("guideline", "title", "year")
        self.order_fields(["guideline", "title", "is_working_title", "language", "kind", "year", *self.names, "create"])

    def clean(self) -> dict[str, Any]:
        """Ask for either a guideline or a title."""
        cleaned = super().clean()
        title = cleaned.get("title")
        if cleaned.get("guideline") and title:
            self.add_error("title", _("Choose a guideline, or write the title of a new one. Not both."))
        elif (
            not cleaned.get("guideline") and not title and "guideline" not in self.errors and "title" not in self.errors
        ):
            self.add_error("guideline", _("Choose a guideline, or write the title of a new one."))
        return cleaned


class StartForm(BackForm):
    """The deadline of a revision that starts; without one the guideline's own target stands (foundations 19)."""

    deadline = DayField(label=_("Agreed deadline"), required=False, help_text=_("For example 1.12.2027."))


class DeadlineForm(BackForm):
    """A new deadline of a revision under way, and why."""

    deadline = DayField(
        label=_("New deadline"),
        help_text=_("For example 1.12.2027."),
        error_messages={"required": _("Write the new deadline.")},
    )
    reason = _reason(required=False)


class StageForm(BackForm):
    """The stage a revision stands at, and what that rests on; a version is published from its case."""

    stage = forms.TypedChoiceField(
        label=_("Stage"),
        choices=[(stage.value, STAGE_NAMES[stage]) for stage in STAGES if stage is not Stage.PUBLISHED],
        coerce=Stage,
        widget=forms.Select(attrs={"class": "short"}),
    )
    is_returned = forms.BooleanField(label=_("Returned with comments"), required=False)
    reason = _reason(required=True, label=_("What it rests on"))


class ReplanForm(forms.Form):
    """A row of the edit mode: year and kind; `entry` is the entry the writer saw, empty where none was planned."""

    entry = forms.IntegerField(required=False)
    year = forms.IntegerField(required=False)
    kind = forms.TypedChoiceField(choices=[(kind.value, KINDS[kind]) for kind in Kind], coerce=Kind)


def move_years(today: date) -> range:
    """Return the years an entry may be moved to by hand: this year and ten on."""
    return range(today.year, today.year + YEARS_AHEAD + 1)


def known_years(today: date) -> range:
    """Return the years in which an imported entry may stand: six back and ten on."""
    return range(today.year - YEARS_BACK, today.year + YEARS_AHEAD + 1)

"""What people fill in about a plan: years, tovholdere, notes, new entries, stages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.people.forms.fields import DayField
from guidelines.people.forms.seen import SeenForm, Typed, shown_words
from guidelines.people.models import Person
from guidelines.people.seen import State
from guidelines.planning.actions.entries import NOTE_LENGTH
from guidelines.planning.actions.leads import Named
from guidelines.planning.matrix import LeadName
from guidelines.planning.names import Found, find_names, read_name
from guidelines.planning.row_state import lead_line, year_values
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


class RowForm(SeenForm, BackForm):
    """A form that changes a row of the plan, or its run, and knows what was shown of it."""


class YearForm(RowForm):
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

    def typed(self, state: State) -> dict[str, Typed]:
        """The year is written whenever it is sent: the page offers none that stands already."""
        return {"year": Typed(shown_words(self["year"]))}


class MoveForm(YearForm):
    """The new year of a planned entry, and why."""

    reason = _reason(required=False)


class NoteForm(RowForm):
    """A note on an entry."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=_("Seen by the group, the lead authors and the secretariat. At most 500 characters."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("The note is too long. Keep it to 500 characters.")},
    )

    def typed(self, state: State) -> dict[str, Typed]:
        """A note reads the same whichever way its lines end."""
        note = self.cleaned_data["note"]
        return {"note": Typed(note or gettext("nothing"), (note, note.replace("\r\n", "\n")))}


class WithdrawForm(RowForm):
    """Why an entry is taken out of the plan."""

    reason = _reason(required=True)


class MissedForm(RowForm):
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
        lines = max(FEWEST_LINES, len(leads) + 2, self._sent_lines())
        self.names = [f"lead_{number}" for number in range(min(lines, MOST_LINES))]
        for number, name in enumerate(self.names):
            self.fields[name] = forms.CharField(
                label=_("Lead author %(number)s") % {"number": number + 1},
                required=False,
                max_length=200,
                initial=lead_line(leads[number]) if number < len(leads) else "",
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

    def _sent_lines(self) -> int:
        """Return how many lines the page had that was sent: it may have shown more than there would be by now."""
        sent = (number for number in range(MOST_LINES) if f"lead_{number}" in self.data)
        return max(sent, default=-1) + 1

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


class AssignForm(LeadsForm, SeenForm):
    """The tovholdere of an entry."""

    def typed(self, state: State) -> dict[str, Typed]:
        """The lines are one fact; a new name is nobody who was shown."""
        keys = [
            [who.pk if isinstance(who, Person) else None, group and group.abbreviation] for who, group in self.named
        ]
        lines = [str(self[name].value() or "") for name in self.names]
        return {"leads": Typed(", ".join(line for line in lines if line) or gettext("nothing"), (keys,))}

    def put(self, data: dict[str, Any], name: str, given: Any) -> None:
        """Write those who stand there now into the lines."""
        lines = str(given).split("\n")
        for number, line in enumerate(self.names):
            data[line] = lines[number] if number < len(lines) else ""


class AddForm(LeadsForm):
    """A new entry of a guideline that exists."""

    guideline = forms.ModelChoiceField(
        label=_("Guideline"),
        queryset=Guideline.objects.none(),
        empty_label=_("Choose a guideline"),
        error_messages={
            "invalid_choice": _("Choose one of the guidelines in the list."),
            "required": _("Choose one of the guidelines in the list."),
        },
    )
    kind = forms.TypedChoiceField(
        label=_("Kind"),
        choices=[(Kind.REVISION.value, KINDS[Kind.REVISION]), (Kind.MINOR.value, KINDS[Kind.MINOR])],
        coerce=Kind,
        widget=forms.Select(attrs={"class": "short"}),
    )
    year = forms.TypedChoiceField(
        label=_("Year"), required=False, coerce=int, empty_value=None, widget=forms.Select(attrs={"class": "short"})
    )

    def __init__(self, *args: Any, years: Iterable[int], guidelines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = year_choices(years, empty=_("Not known yet"))  # type: ignore[attr-defined]
        self.fields["guideline"].queryset = guidelines  # type: ignore[attr-defined]
        self._is_one_of_several("year")
        self.order_fields(["guideline", "kind", "year", *self.names, "create"])


class StartForm(RowForm):
    """The deadline of a revision that starts; without one the guideline's own target stands (foundations 19)."""

    deadline = DayField(label=_("Agreed deadline"), required=False, help_text=_("For example 1.12.2027."))


class DeadlineForm(RowForm):
    """A new deadline of a revision under way, and why."""

    deadline = DayField(
        label=_("New deadline"),
        help_text=_("For example 1.12.2027."),
        error_messages={"required": _("Write the new deadline.")},
    )
    reason = _reason(required=False)


class StageForm(RowForm):
    """The stage a revision stands at, and what that rests on; a version is published from its case."""

    stage = forms.TypedChoiceField(
        label=_("Stage"),
        choices=[(stage.value, STAGE_NAMES[stage]) for stage in STAGES if stage is not Stage.PUBLISHED],
        coerce=Stage,
        widget=forms.Select(attrs={"class": "short"}),
    )
    is_returned = forms.BooleanField(label=_("Returned with comments"), required=False)
    reason = _reason(required=True, label=_("What it rests on"))


class ReplanForm(SeenForm):
    """A row of the edit mode: year and kind; `entry` is the entry the writer saw, empty where none was planned."""

    entry = forms.IntegerField(required=False)
    year = forms.IntegerField(required=False)
    kind = forms.TypedChoiceField(choices=[(kind.value, KINDS[kind]) for kind in Kind], coerce=Kind)

    def typed(self, state: State) -> dict[str, Typed]:
        """Both are sent with every row; which of them was changed, the values tell."""
        year, kind = self.cleaned_data.get("year"), self.cleaned_data["kind"]
        words = str(year) if year else gettext("without a year")
        values = year_values(self.cleaned_data["entry"], year)
        return {
            "year": Typed(shown_words(self["year"])) if "year" in self.errors else Typed(words, values),
            "kind": Typed(str(KINDS[kind]), (kind.value,)),
        }


class RowAgainForm(ReplanForm, BackForm):
    """A row of the edit mode on a page of its own, after somebody else has changed it."""

    entry = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # A select of years, where the row itself takes any number.
    year = forms.TypedChoiceField(  # type: ignore[assignment]
        label=_("Year"), required=False, coerce=int, empty_value=None, widget=forms.Select(attrs={"class": "short"})
    )
    kind = forms.TypedChoiceField(
        label=_("Kind"),
        choices=[(kind.value, KINDS[kind]) for kind in Kind],
        coerce=Kind,
        widget=forms.Select(attrs={"class": "short"}),
    )

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = year_choices(years, empty=_("Choose"))  # type: ignore[attr-defined]
        self.fields["year"].is_one_of_several = True  # type: ignore[attr-defined]

    def go_on_from(self, entry: int | None) -> None:
        """Let the form be about the entry that is planned now, once it has been renewed."""
        self.data = {**self.data, "entry": entry or ""}


def move_years(today: date) -> range:
    """Return the years an entry may be moved to by hand: this year and ten on."""
    return range(today.year, today.year + YEARS_AHEAD + 1)


def known_years(today: date) -> range:
    """Return the years in which an imported entry may stand: six back and ten on."""
    return range(today.year - YEARS_BACK, today.year + YEARS_AHEAD + 1)

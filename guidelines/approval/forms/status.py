"""How far the authors are, as they tell it in half a minute, and what of it stands already."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from guidelines.journal.models import Event
from guidelines.lists.dates import long_date
from guidelines.people.forms.fields import DayField
from guidelines.people.forms.seen import SeenForm, Typed, plain
from guidelines.people.seen import Fact, State, Watched, fingerprint
from guidelines.planning.actions.entries import NOTE_LENGTH
from guidelines.planning.answering import TEXT_LENGTH
from guidelines.planning.models import Revision

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

EXPECTED = __("When do you expect the draft to be finished?")
DEADLINE = __("Agreed deadline")
NOTE = __("Note to the chair and the secretariat")
VERBS = ("draft_expected", "deadline_set", "entry_noted")
"""The verbs that change what the page shows."""


class StatusForm(SeenForm):
    """Whether the draft is begun, when it is expected, a note that the chair sees, and whether help is wanted.

    The secretariat sets the deadline in the place of the day expected; either is `expected`.
    """

    begun = forms.TypedChoiceField(
        label=__("How far are you?"),
        choices=[("", __("Not begun yet")), ("yes", __("The draft is under way"))],
        coerce=bool,
        required=False,
        widget=forms.RadioSelect,
    )
    expected = DayField(
        label=EXPECTED,
        required=False,
        help_text=__("For example 1.3.2027."),
    )
    note = forms.CharField(
        label=NOTE,
        required=False,
        max_length=NOTE_LENGTH,
        help_text=__("At most 500 characters."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": __("The note is too long. Keep it to 500 characters.")},
    )
    help = forms.BooleanField(label=__("We need help"), required=False)
    help_with = forms.CharField(
        label=__("With what?"),
        required=False,
        max_length=TEXT_LENGTH,
        help_text=__("For example a co-author, or the literature search. The secretariat and the chair see it."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": __("Keep it to %(limit_value)s characters; it has %(show_value)s.")},
    )

    def __init__(
        self,
        *args: Any,
        may_begin: bool,
        has_note: bool,
        may_ask: bool,
        sets_deadline: bool,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if sets_deadline:
            self.fields["expected"].label = DEADLINE
        if not may_ask:
            del self.fields["help"], self.fields["help_with"]
        if not may_begin:
            del self.fields["begun"]
        if not has_note:
            del self.fields["note"]
        for field in self.fields.values():
            field.is_one_of_several = True  # type: ignore[attr-defined]

    def clean_expected(self) -> date | None:
        """Refuse a day that has passed; the one that the page showed may have."""
        expected: date | None = self.cleaned_data["expected"]
        if expected is not None and expected < self.today and not self._was_shown(expected):
            raise forms.ValidationError(_("Choose today or a later day."))
        return expected

    def _was_shown(self, expected: date) -> bool:
        _since, *shown = str(self.data.get("seen", "")).split(".")
        return shown[:1] == [fingerprint(plain(expected))]  # the state begins with it

    def typed(self, state: State) -> dict[str, Typed]:
        """A note reads the same whichever way its lines end."""
        found = super().typed(state)
        if "note" in found:
            note = self.cleaned_data["note"]
            found["note"] = Typed(note or _("nothing"), (note, note.replace("\r\n", "\n")))
        return found


def status_state(revision: Revision, *, sets_deadline: bool) -> State:
    """Return what the page about a status shows of a revision, first the day that its form writes."""
    run = Revision.objects.select_related("plan_entry").get(pk=revision.pk)
    expected, deadline = (EXPECTED, run.expected_on), (DEADLINE, run.deadline_on)
    written, other = (deadline, expected) if sets_deadline else (expected, deadline)
    days = {"expected": _day(*written), "other_day": _day(*other)}
    if run.plan_entry is None:
        return days
    note = run.plan_entry.note
    return days | {"note": Fact(NOTE, note, note or _("nothing"), note)}


def _day(label: _StrPromise, day: date | None) -> Fact:
    return Fact(label, plain(day), long_date(day) if day else _("nothing"), forms.DateInput().format_value(day))


def watched_status(revision: Revision, *, sets_deadline: bool) -> Watched:
    """Return a revision's status as it is watched by its page."""
    events = Event.objects.filter(guideline_key=str(revision.guideline_id), verb__in=VERBS)
    return Watched(lambda: status_state(revision, sets_deadline=sets_deadline), events)

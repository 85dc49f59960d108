"""What a person fills in to answer a reminder: one choice, and the fields that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from guidelines.lists.clock import COPENHAGEN
from guidelines.people.forms.fields import DayField
from guidelines.planning.actions.giving import Given
from guidelines.planning.answering import NAME_LENGTH, Choice, Rest, likely_day, rest_until
from guidelines.planning.wording_answers import CHOICES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST_CHARACTERS = 1000
FIELDS_OF = {
    Choice.NO: ("suggested", "no_text"),
    Choice.REST: ("rest", "rest_day"),
    Choice.FOCUS: ("focus_day", "focus_time"),
    Choice.NEW_DATE: ("new_day", "reason"),
    Choice.HELP: ("help_text",),
    Choice.WITHDRAW: ("why",),
    Choice.MEETING: ("meeting_day",),
}
"""The fields that belong to an answer."""

TEXT_OF = {Choice.NO: "no_text", Choice.NEW_DATE: "reason", Choice.HELP: "help_text", Choice.WITHDRAW: "why"}
_TIMES = [time(hour, minute) for hour in range(7, 19) for minute in (0, 30)]
NINE = "09:00"


class Offered(NamedTuple):
    """An answer as the page offers it: its radio button and the fields that belong to it."""

    radio: BoundWidget
    fields: list[BoundField]


def _text(label: _StrPromise) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": " "}),
        error_messages={"max_length": __("Keep it to %(limit_value)s characters; it has %(show_value)s.")},
    )


def _day(label: _StrPromise) -> DayField:
    return DayField(label=label, required=False, help_text=__("For example 1.3.2027."))


class AnswerForm(forms.Form):
    """An answer to one question; `offered` are the choices, of which `chosen` is marked beforehand.

    `given` is the answer of a valid form.
    """

    choice = forms.ChoiceField(
        label=__("Your answer"),
        widget=forms.RadioSelect,
        error_messages={
            "required": __("Choose what you answer."),
            "invalid_choice": __("Choose one of the answers in the list."),
        },
    )
    suggested = forms.CharField(label=__("Whom shall we ask instead?"), required=False, max_length=NAME_LENGTH)
    no_text = _text(__("Anything else we should know"))
    rest = forms.ChoiceField(
        label=__("How long?"),
        required=False,
        choices=[
            (Rest.FORTNIGHT.value, __("14 days")),
            (Rest.MONTH.value, __("A month")),
        ],
    )
    rest_day = _day(__("Or until a day you choose"))
    focus_day = _day(__("Which day?"))
    focus_time = forms.ChoiceField(label=__("At what time?"), required=False)
    new_day = _day(__("New date"))
    reason = _text(__("Why do you need more time?"))
    help_text = _text(__("What do you need help with?"))
    why = _text(__("Why ought it to lapse?"))
    meeting_day = _day(__("On which day is the meeting?"))

    def __init__(self, data: Any = None, *, offered: Sequence[Choice], today: date, chosen: str = "") -> None:
        super().__init__(data)
        self.today, self.given = today, Given(offered[0])
        self.fields["choice"].choices = [(item.value, CHOICES[item]) for item in offered]  # type: ignore[attr-defined]
        self.fields["choice"].initial = chosen if chosen in [item.value for item in offered] else offered[0].value
        self.fields["focus_day"].initial = likely_day(today)
        times = [(at.strftime("%H:%M"), time_format(at, "TIME_FORMAT")) for at in _TIMES]
        self.fields["focus_time"].choices = times  # type: ignore[attr-defined]
        self.fields["focus_time"].initial = NINE
        for choice, names in FIELDS_OF.items():
            for name in names if choice not in offered else ():
                del self.fields[name]
        for field in self.fields.values():
            field.is_one_of_several = True  # type: ignore[attr-defined]
        for name in ("suggested", *TEXT_OF.values()):
            if name in self.fields and name in ("suggested", "no_text", "help_text"):
                self.fields[name].is_one_of_several = False  # type: ignore[attr-defined]

    @property
    def offers(self) -> list[Offered]:
        """Each radio button with what belongs to it, in the order they are offered."""
        return [self._offered(radio) for radio in self["choice"]]

    def _offered(self, radio: BoundWidget) -> Offered:
        names = FIELDS_OF.get(Choice(radio.data["value"]), ())
        return Offered(radio, [self[name] for name in names])

    def clean(self) -> dict[str, Any]:
        """Make the answer of the fields that belong to the choice; what another choice holds does not count."""
        facts = self.cleaned_data
        if "choice" not in facts:
            return facts
        choice = Choice(facts["choice"])
        self._forget_others(choice)
        text = facts.get(TEXT_OF.get(choice, ""), "")
        needed = {Choice.NEW_DATE: __("Write why you need more time."), Choice.WITHDRAW: __("Write why.")}
        if choice in needed and not text and TEXT_OF[choice] not in self.errors:
            self.add_error(TEXT_OF[choice], str(needed[choice]))
        self.given = Given(
            choice,
            text=text,
            suggested=facts.get("suggested", "") if choice is Choice.NO else "",
            day=self._chosen_day(choice),
            moment=self._moment() if choice is Choice.FOCUS else None,
        )
        return facts

    def _forget_others(self, choice: Choice) -> None:
        """An error in a field of another answer is nobody's."""
        own = {"choice", *FIELDS_OF.get(choice, ())}
        for name in [name for name in self.errors if name not in own]:
            del self.errors[name]

    def _chosen_day(self, choice: Choice) -> date | None:
        match choice:
            case Choice.NEW_DATE:
                return self._required("new_day")
            case Choice.MEETING:
                return self._required("meeting_day")
            case Choice.REST:
                day: date | None = self.cleaned_data.get("rest_day")
                rest = Rest.DAY if day else Rest(self.cleaned_data.get("rest") or Rest.FORTNIGHT)
                return rest_until(rest, today=self.today, day=day)
        return None

    def _required(self, name: str) -> date | None:
        day: date | None = self.cleaned_data.get(name)
        if day is None and name not in self.errors:
            self.add_error(name, _("Write a day."))
        return day

    def _moment(self) -> datetime | None:
        day = self._required("focus_day")
        at = time.fromisoformat(self.cleaned_data.get("focus_time") or NINE)
        return datetime.combine(day, at, tzinfo=COPENHAGEN) if day else None

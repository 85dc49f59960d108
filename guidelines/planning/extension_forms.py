"""What is filled in about a new deadline: what is asked for and why, and what is decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guidelines.lists.dates import long_date
from guidelines.people.forms.fields import DayField
from guidelines.planning.models.extensions import REASON_LENGTH, ExtensionRequest

PHRASES = {
    "studie": gettext_lazy("New evidence is on its way, and the revision should wait for it."),
    "tid": gettext_lazy("The authors have not had the time beside the clinic."),
    "forfattere": gettext_lazy("One of the authors has left, and another has to be found."),
    "soegning": gettext_lazy("The literature search takes longer than planned."),
    "hoering": gettext_lazy("The consultation or its answers take longer than planned."),
    "samarbejde": gettext_lazy("It is written together with another group, which needs the time."),
}
"""Reasons that come up again and again, by what stands in the form."""

GRANT, OTHER, REFUSE = "ja", "anden", "nej"


class ShownDayForm(forms.Form):
    """A form whose day is shown with what it does before it is sent: `seen` is the day the page showed that for."""

    seen = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def has_seen(self, day: date) -> bool:
        """True where the page before this press showed what the day does."""
        return bool(self.cleaned_data.get("seen") == day.isoformat())

    def show(self, day: date | None) -> None:
        """Let the page that is drawn now say for which day it shows what that does."""
        seen = day.isoformat() if day else ""
        self.initial["seen"] = seen
        if self.is_bound:
            self.data = {**dict(self.data.items()), "seen": seen}


class AskForm(ShownDayForm):
    """The new day, and why: a phrase, own words, or both."""

    to_on = DayField(
        label=gettext_lazy("New deadline"),
        help_text=gettext_lazy("For example 1.3.2028."),
        error_messages={"required": gettext_lazy("Write the new deadline.")},
    )
    phrase = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        required=False,
        choices=[("", pgettext_lazy("reason", "In my own words alone")), *PHRASES.items()],
    )
    reason = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=REASON_LENGTH - 100,
        help_text=gettext_lazy("It stands in the history of the guideline, for the group and the secretariat."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, is_sending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_sending = is_sending
        self.fields["reason"].is_one_of_several = True  # type: ignore[attr-defined]
        self.fields["phrase"].is_one_of_several = True  # type: ignore[attr-defined]

    def clean(self) -> None:
        """A reason is asked for when it is sent, not while one looks at what a day does."""
        super().clean()
        if self.is_sending and not self.why:
            self.add_error("reason", _("Choose a reason, or write why you need more time."))

    @property
    def why(self) -> str:
        """The reason as it is kept."""
        given = self.cleaned_data
        phrase = str(PHRASES.get(given.get("phrase", ""), ""))
        return " ".join(part for part in (phrase, given.get("reason", "").strip()) if part)


class AgreeForm(ShownDayForm):
    """With whom a new deadline was agreed, the day, and what was said. `persons` are who does the work, by key."""

    who = forms.TypedChoiceField(
        label=gettext_lazy("Agreed with"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose with whom you agreed on it.")},
    )
    to_on = DayField(
        label=gettext_lazy("New deadline"),
        help_text=gettext_lazy("For example 1.3.2028."),
        error_messages={"required": gettext_lazy("Write the new deadline.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("What you have agreed on, and why"),
        required=False,
        max_length=REASON_LENGTH,
        help_text=gettext_lazy("It stands in the history of the guideline, for the group and the secretariat."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, persons: Mapping[int, str], is_sending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_sending = is_sending
        first = [("", _("Choose"))] if len(persons) > 1 else []
        self.fields["who"].choices = [*first, *persons.items()]  # type: ignore[attr-defined]
        self.fields["reason"].is_one_of_several = True  # type: ignore[attr-defined]

    def clean(self) -> None:
        """A reason is asked for when it is noted, not while one looks at what a day does."""
        super().clean()
        if self.is_sending and not self.cleaned_data.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", _("Write what you have agreed on."))


class DecideForm(ShownDayForm):
    """What is decided: the day asked for, another day, or no."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you decide.")},
    )
    other_on = DayField(
        label=gettext_lazy("Another day"), required=False, help_text=gettext_lazy("For example 1.3.2028.")
    )
    note = forms.CharField(
        label=gettext_lazy("To the one who asked"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, request: ExtensionRequest, may_grant: bool, **kwargs: Any) -> None:
        """`may_grant` False: the day asked for is beyond what the decider may grant."""
        super().__init__(*args, **kwargs)
        self.asked = request
        grant = (GRANT, _("Grant the day asked for: %(date)s") % {"date": long_date(request.to_on)})
        rest = [(OTHER, _("Grant another day")), (REFUSE, _("Refuse: the deadline stays"))]
        self.fields["answer"].choices = [grant, *rest] if may_grant else rest  # type: ignore[attr-defined]
        self.fields["note"].help_text = _("Needed where you refuse.")
        for name in ("other_on", "note"):
            self.fields[name].is_one_of_several = True  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Another day has to be written, and a refusal explained."""
        super().clean()
        answer, given = self.cleaned_data.get("answer"), self.cleaned_data
        if answer == OTHER and not given.get("other_on") and "other_on" not in self.errors:
            self.add_error("other_on", _("Write the day you grant."))
        if answer == REFUSE and not given.get("note"):
            self.add_error("note", _("Write why the deadline stays."))

    @property
    def day(self) -> date | None:
        """The day that is granted; None for a refusal."""
        answer = self.cleaned_data.get("answer")
        if answer == OTHER:
            other: date | None = self.cleaned_data.get("other_on")
            return other
        return self.asked.to_on if answer == GRANT else None

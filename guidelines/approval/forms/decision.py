"""The one form of a decision: five outcomes with their fields, the fresh code, and what the page showed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from guidelines.approval.actions import Choice
from guidelines.approval.deferring import deferrals
from guidelines.approval.forms.phrases import PhraseField, phrases_in_use, put_behind
from guidelines.approval.mailed import mailed, next_in_line
from guidelines.approval.models import Phrase, ReviewComment
from guidelines.approval.reading import Case
from guidelines.approval.reviewed import checklist_left
from guidelines.approval.rules import APPROVING, Factor, Outcome, due_after, may_defer
from guidelines.approval.wording import OUTCOMES, unsent_words
from guidelines.people.forms.fields import DayField
from guidelines.people.models import Person
from guidelines.planning.models import Step
from guidelines.planning.rules import HolderRole

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TEXT_LENGTH = 5000
RETURN_DAYS = 14
TEXT_OF = {Outcome.APPROVE_REMARK: "remark", Outcome.SEND_BACK: "correct", Outcome.RECUSE: "why", Outcome.DEFER: "note"}
"""Which field holds the text of an outcome."""
FIELDS_OF = {
    Outcome.APPROVE_REMARK: ("phrase_remark", "remark"),
    Outcome.SEND_BACK: ("phrase_correct", "correct", "return_due_on"),
    Outcome.RECUSE: ("why",),
    Outcome.DEFER: ("until", "note"),
}
"""The fields that belong to an outcome; the phrases are there where some are kept."""


class Offered(NamedTuple):
    """An outcome as the page offers it: its radio button and fields, what to beware of, and who gets a mail of it."""

    radio: BoundWidget
    fields: list[BoundField]
    warning: str
    mailed: str


def _text(label: _StrPromise, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": rows, "placeholder": " "}),
        error_messages={"max_length": __("Keep it to %(limit_value)s characters; it has %(show_value)s.")},
    )


class DecisionForm(forms.Form):
    """A decision on the step, document and edition that the page shows; `key` is the page's own (reliability A5).

    `has_worked`: the reason for deciding on own work is asked for; `only_totp`: the group asks for an app's code.
    `phrases` are offered for the remark and for what is to be corrected. `unsent` counts the comments of a review that
    the authors have not been sent: an approval by a page that showed fewer is shown once more. `mailed` says by
    outcome who gets a mail of it, `checklist` what an approval would pass by there. `put_off` is how often the step
    was put off: it is not offered once too often.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    sha256 = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seen_unsent = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    outcome = forms.TypedChoiceField(
        choices=list(OUTCOMES.items()),
        coerce=Outcome,
        widget=forms.RadioSelect,
        label=__("Your decision"),
        error_messages={"required": __("Choose what you decide.")},
    )
    remark = _text(__("The remark"))
    correct = _text(__("What is to be corrected?"), rows=4)
    return_due_on = DayField(label=__("To be answered by"), required=False)
    why = _text(__("Why, if you want to say"), rows=2)
    until = DayField(label=__("Put off to which day?"), required=False, help_text=__("For example 1.3.2027."))
    note = _text(__("Why, if you want to say"), rows=2)
    own_work_reason = _text(__("Why do you approve it although you have worked on it?"), rows=2)
    code = forms.CharField(
        label=__("Code"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"size": 10, "autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        has_worked: bool,
        only_totp: bool,
        phrases: Sequence[Phrase] = (),
        unsent: int = 0,
        checklist: str = "",
        mailed: Mapping[str, str] | None = None,
        put_off: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.has_worked, self.only_totp, self.unsent, self.mailed = has_worked, only_totp, unsent, mailed or {}
        self.checklist = checklist
        self.status = 0
        self.changes: list[str] = []
        self.code_sent_to = ""
        self.why_not_put_off = ""
        if not has_worked:
            del self.fields["own_work_reason"]
        if not may_defer(put_off):
            self._stop_putting_off(put_off)
        for into in ("remark", "correct") if phrases else ():
            self.fields[f"phrase_{into}"] = PhraseField(into=into, phrases=phrases)
        for field in self.fields.values():
            field.is_one_of_several = True  # type: ignore[attr-defined]

    @property
    def choices(self) -> list[Offered]:
        """Each radio button with what belongs to it, in the order they are offered."""
        return [self._offered(Outcome(radio.data["value"]), radio) for radio in self["outcome"]]

    def _stop_putting_off(self, times: int) -> None:
        """Offer to put it off no more, and say why; a page from before that sends it is told the same."""
        words = _("The step has been put off %(count)s times and cannot be put off again.")
        self.why_not_put_off = words % {"count": times}
        outcome = self.fields["outcome"]
        outcome.choices = [pair for pair in OUTCOMES.items() if pair[0] != Outcome.DEFER]  # type: ignore[attr-defined]
        outcome.error_messages["invalid_choice"] = self.why_not_put_off
        for name in FIELDS_OF[Outcome.DEFER]:
            del self.fields[name]

    def _offered(self, outcome: Outcome, radio: BoundWidget) -> Offered:
        fields = [self[name] for name in FIELDS_OF.get(outcome, ()) if name in self.fields]
        passed_by = [unsent_words(self.unsent) if self.unsent else "", self.checklist] if outcome in APPROVING else []
        warning = " ".join(words for words in passed_by if words)
        return Offered(radio, fields, warning, self.mailed.get(outcome, ""))

    @property
    def approves(self) -> bool:
        """True where an approval was chosen."""
        return self.cleaned_data.get("outcome") in APPROVING

    def clean(self) -> dict[str, Any]:
        """Ask for what the outcome needs, and refuse a text that stands at another outcome."""
        given = super().clean() or {}
        outcome: Outcome | None = given.get("outcome") or None
        if outcome is None:
            return given
        if outcome is Outcome.APPROVE_REMARK and not given.get("remark"):
            self.add_error("remark", _("Write the remark."))
        if outcome is Outcome.SEND_BACK and not given.get("correct"):
            self.add_error("correct", _("Write what is to be corrected."))
        if outcome is Outcome.DEFER and not given.get("until") and "until" not in self.errors:
            self.add_error("until", _("Choose the day it is put off to."))
        if self.has_worked and self.approves and not given.get("own_work_reason"):
            self.add_error(
                "own_work_reason", _("You have worked on this version. Write why you approve it all the same.")
            )
        self._warn_of_unsent(given)
        for other, name in TEXT_OF.items():
            if other is not outcome and given.get(name):
                words = {"other": OUTCOMES[other], "chosen": OUTCOMES[outcome]}
                self.add_error(name, _("You wrote this at “%(other)s”, but chose “%(chosen)s”.") % words)
        return given

    def _warn_of_unsent(self, given: Mapping[str, Any]) -> None:
        """Stop an approval whose page showed fewer unsent comments than there are; the page then shows them all."""
        if self.approves and self.unsent > (given.get("seen_unsent") or 0):
            self.add_error(None, _("%(unsent)s Nothing is signed yet.") % {"unsent": unsent_words(self.unsent)})
            self.data = {**dict(self.data.items()), "seen_unsent": self.unsent}

    def choice(self, factor: Factor | None = None) -> Choice:
        """Return what the form says, for decide."""
        given = self.cleaned_data
        outcome: Outcome = given["outcome"]
        text = given.get(TEXT_OF.get(outcome, ""), "")
        return Choice(
            outcome=outcome,
            key=given["key"],
            sha256=given["sha256"],
            edition=given["edition"],
            text=text.replace("\r\n", "\n"),
            own_work_reason=given.get("own_work_reason", "") if self.approves else "",
            until=given["until"] if outcome is Outcome.DEFER else None,
            return_due_on=given["return_due_on"] if outcome is Outcome.SEND_BACK else None,
            factor=factor,
        )


def make_form(data: Any, case: Case, step: Step, person: Person) -> DecisionForm:
    """Return the form of a decision on a step, bound where `data` was sent.

    Approve is chosen beforehand (ux 10.3), but not for one who has worked on the version.
    """
    is_clinical = step.holder_role == HolderRole.CHAIR
    approval = next((item for item in case.approvals if item.for_group_id == step.for_group_id), None)
    has_worked = is_clinical and person.pk in case.contributors
    unsent = 0 if is_clinical else ReviewComment.objects.filter(step=step, returned=None).count()
    outcome = None if has_worked else Outcome.APPROVE.value
    sent_before = (data or {}).get("key", "")
    return DecisionForm(
        data,
        has_worked=has_worked,
        only_totp=is_clinical and approval is not None and approval.needs_second_factor,
        phrases=phrases_in_use(),
        unsent=unsent,
        checklist="" if is_clinical else checklist_left(step.revision),
        mailed=mailed(case, step, next_in_line(case, step, person)),
        put_off=deferrals((item for item in case.decisions if str(item.key) != sent_before), step),
        initial={**fresh_initial(case), "seen_unsent": unsent, "outcome": outcome},
    )


def fresh_initial(case: Case) -> dict[str, Any]:
    """Return what a page that shows the case as it stands now carries."""
    days = case.route.return_days if case.route else RETURN_DAYS
    return {
        "key": uuid.uuid4(),
        "sha256": case.sha256,
        "edition": case.edition,
        "return_due_on": due_after(case.today, days),
    }


def after_stale(form: DecisionForm, case: Case, step: Step, person: Person) -> DecisionForm:
    """Return the form anew for the case as it stands now: what was typed is kept, the outcome is to be chosen again."""
    made = _anew(form.data, case, step, person)
    made.initial["outcome"] = None
    return made


def kept_decision(data: Any, case: Case, step: Step, person: Person) -> DecisionForm | None:
    """Return the form with what was typed into it beside another act of the page; None where nothing was."""
    typed = [name for name in (*TEXT_OF.values(), "until", "own_work_reason") if data.get(name, "").strip()]
    if not typed and data.get("outcome") in (None, "", Outcome.APPROVE.value):
        return None
    return _anew(data, case, step, person)


def with_phrase(data: Any, into: str, case: Case, step: Step, person: Person) -> DecisionForm:
    """Return the form as it was typed, with the phrase chosen for the field `into` put behind its text; its outcome is
    chosen, too. It still speaks of the document and edition that the page showed.
    """
    made = _anew(data, case, step, person)
    shown = ("key", "sha256", "edition", "code")
    made.initial.update({name: data[name] for name in shown if data.get(name)})
    chooser = made.fields.get(f"phrase_{into}")
    if chooser is None:
        return made
    try:
        phrase = chooser.clean(data.get(f"phrase_{into}", ""))
    except forms.ValidationError:  # removed meanwhile
        phrase = None
    outcome = next(outcome for outcome, name in TEXT_OF.items() if name == into)
    made.initial.update({into: put_behind(data.get(into, ""), phrase), "outcome": outcome.value, f"phrase_{into}": ""})
    made.fields[into].widget.attrs["autofocus"] = True
    return made


def _anew(data: Any, case: Case, step: Step, person: Person) -> DecisionForm:
    """Return an unsent form for the case as it stands, with what was typed in `data`, the code aside."""
    made = make_form(None, case, step, person)
    kept = [name for name in made.fields if name not in ("key", "sha256", "edition", "seen_unsent", "code")]
    made.initial.update({name: data.get(name, "") for name in kept})
    return made


class AppointForm(forms.Form):
    """Who is to decide a step that nobody is left for, and why."""

    name = forms.CharField(
        label=__("Who is to decide?"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "known-parties", "autocomplete": "off"}),
        error_messages={"required": __("Write who is to decide.")},
    )
    reason = forms.CharField(
        label=__("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": __("Write why this person is to decide.")},
    )

    def clean_name(self) -> Person:
        """Return the person of that name; refuse one that is unknown, or several."""
        name = self.cleaned_data["name"]
        found = list(Person.objects.named(name)[:2])
        if not found:
            raise forms.ValidationError(_("We know no person called “%(name)s”. Check the spelling.") % {"name": name})
        if len(found) > 1:
            words = {"name": name}
            raise forms.ValidationError(
                _("There are several persons called “%(name)s”. Ask the secretariat to merge them.") % words
            )
        return found[0]

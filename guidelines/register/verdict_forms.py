"""What is filled in for a verdict on a guideline: one small form a kind, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guidelines.documents.dates import FuzzyDate, add_months
from guidelines.lists.dates import long_date
from guidelines.people.forms.seen import SeenForm, Typed, shown_words
from guidelines.people.seen import State
from guidelines.register.actions.verdicts import correctable
from guidelines.register.forms import FactField
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion
from guidelines.register.wording import FACTS, written

REASON_LENGTH = 1000


class VerdictForm(SeenForm):
    """What every verdict has: its reason. `confirm` is set by the page that asks whether it is meant."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stands on the guideline's page, where everybody can read it."),
        error_messages={"required": gettext_lazy("Write the reason.")},
    )

    def __init__(self, *args: Any, guideline: Guideline, version: GuidelineVersion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guideline, self.version = guideline, version
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    @property
    def question(self) -> str:
        """What is asked before it is done; "" where nothing is."""
        return ""


class OneDate(FactField):
    """One date in any Danish form, in the reading that counts; it must be given."""

    def __init__(self, *, missing: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.missing = missing
        self.required = True

    def clean(self, value: Any) -> FuzzyDate:
        """Return the date; refuse what is empty, or no date."""
        if not str(value or "").strip():
            raise forms.ValidationError(self.missing)
        found: FuzzyDate = super().clean(value)[0]
        return found


class AssessForm(VerdictForm):
    """When the version was assessed, and on what it rests."""

    on = OneDate(
        label=gettext_lazy("Assessed on"),
        missing=gettext_lazy("Write the day of the assessment."),
        help_text=gettext_lazy("The clock of assessment begins again on this day."),
    )
    next_due = FactField(label=gettext_lazy("The next revision can wait until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due = self.version.next_due if self.version else None
        stands = _("It is due by %(date)s now.") % {"date": long_date(due)} if due else ""
        self.fields["next_due"].help_text = f"{stands} {_('Empty it to leave that as it is.')}".strip()

    def typed(self, state: State) -> dict[str, Typed]:
        """Both days are written anew with every assessment."""
        return {"next_due": Typed(shown_words(self["next_due"])), "assessed": Typed(shown_words(self["on"]))}

    @property
    def until(self) -> FuzzyDate | None:
        """The date that the next revision moves to, None where it stays."""
        return next(iter(self.cleaned_data["next_due"]), None)


def offered_due(guideline: Guideline, version: GuidelineVersion | None, today: date) -> str:
    """Return the next revision counted from a day by the guideline's interval, else its owner's, as it is written; ""
    where neither is known, or where it would be no later than the present one.
    """
    due: FuzzyDate | None = version.next_due if version else None
    link = guideline.group_links.filter(role=GuidelineGroup.Role.OWNER).select_related("group").first()
    months = guideline.revision_months or (link.group.revision_months if link else None)
    if not months:
        return ""
    offered = add_months(today, months)
    is_later = due is None or offered > due.last
    return f"{offered.day}.{offered.month}.{offered.year}" if is_later else ""


class ExtendForm(VerdictForm):
    """Until when the next revision can wait."""

    until = OneDate(
        label=gettext_lazy("The next revision is now due by"),
        missing=gettext_lazy("Write the new date of the next revision."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due = self.version.next_due if self.version else None
        if due:
            self.fields["until"].help_text = _("It is due by %(date)s now.") % {"date": long_date(due)}

    def typed(self, state: State) -> dict[str, Typed]:
        """The new day of the next revision."""
        return {"next_due": Typed(shown_words(self["until"]))}


class CorrectForm(VerdictForm):
    """The dates, the link and the file of the version that holds, as they should have been.

    What was signed here is not asked for (register.actions.correct_version).
    """

    link = forms.URLField(
        label=gettext_lazy("Link to the document"), required=False, max_length=500, assume_scheme="https"
    )
    document = forms.FileField(
        label=gettext_lazy("Corrected document"),
        required=False,
        help_text=gettext_lazy("Only where the file itself was wrong: PDF or DOCX. It takes the earlier one's place."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = correctable(self.version)
        for name in self.facts:
            known = getattr(self.version, name) if self.version else None
            self.fields[name] = FactField(label=FACTS[name], initial=written(known))
        self.fields["link"].initial = self.version.link if self.version else ""
        if self.version and not self.version.registered_outside:
            del self.fields["document"]
        self.order_fields([*self.facts, "link", "document", "reason"])

    @property
    def dates(self) -> dict[str, FuzzyDate | None]:
        """The dates that were changed, each in the reading that counts; None where one was taken away."""
        changed = set(self.changed_data)
        return {name: next(iter(self.cleaned_data[name]), None) for name in self.facts if name in changed}


class WithdrawForm(VerdictForm):
    """From which day on the guideline is out of use."""

    on = OneDate(label=gettext_lazy("Withdrawn from"), missing=gettext_lazy("Write the day it is withdrawn from."))

    def clean_on(self) -> date:
        """Return the first day on which it is out of use."""
        fact: FuzzyDate = self.cleaned_data["on"]
        return fact.first

    @property
    def question(self) -> str:
        """Name the guideline and what follows."""
        words = {"title": self.guideline.title, "date": long_date(self.cleaned_data["on"])}
        return _("Is “%(title)s” to be withdrawn from %(date)s? It leaves plans and reminders. Its page stays.") % words


class MergeForm(VerdictForm):
    """Which guideline covers it from now on."""

    into = forms.ChoiceField(
        label=pgettext_lazy("merge", "Merge into"),
        error_messages={"required": gettext_lazy("Choose the guideline that covers it from now on.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others: Iterable[Guideline] = Guideline.objects.in_use().exclude(pk=self.guideline.pk).only("pk", "title")
        self.others = {str(other.pk): other for other in others}
        listed = [(key, other.title) for key, other in self.others.items()]
        self.fields["into"].choices = [("", _("Choose a guideline")), *listed]  # type: ignore[attr-defined]

    def clean_into(self) -> Guideline:
        """Return the guideline that was chosen."""
        return self.others[self.cleaned_data["into"]]

    @property
    def question(self) -> str:
        """Name both guidelines and what follows."""
        words = {"title": self.guideline.title, "into": self.cleaned_data["into"].title}
        return (
            _("Is “%(title)s” to be merged into “%(into)s”? It leaves plans and reminders. Its page leads there.")
            % words
        )

"""What the secretariat says of a version before it is published; settled once its interpretation has been seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from guidelines.approval.actions.publishing import COUNTABLE, Approvals, PublishFacts, due_from
from guidelines.approval.forms.version import (
    KINDS_OFFERED,
    counts_from_field,
    kind_field,
    last_search_field,
    months_field,
    next_due_field,
    refuse_both,
    template_version_field,
    typed,
)
from guidelines.approval.labels import VersionDoubt, newest_of, suggested, version_doubts
from guidelines.approval.reading import Case
from guidelines.approval.wording import DOUBTS, declared_kind
from guidelines.documents.dates import FuzzyDate
from guidelines.lists.dates import long_date
from guidelines.lists.errors import Refused
from guidelines.people.forms.fields import DayField
from guidelines.register.read_back import ReadBackForm
from guidelines.register.rules import order_faults, tidy_label
from guidelines.register.wording import COUNTED_FROM, FACTS, KINDS, interval

DEFAULT_MONTHS = 60


@dataclass(frozen=True)
class Dated:
    """A date of the version as it was understood, and what it was counted from or read from."""

    label: str
    date: str
    words: str = ""


class PublishForm(ReadBackForm):
    """Number, kind, link and dates; document and approvals are what was decided, and no choice."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    label = forms.CharField(
        label=__("Version number"),
        max_length=20,
        widget=forms.TextInput(attrs={"size": 10, "autocomplete": "off"}),
        error_messages={"required": __("Write the version number, for example 1.1.")},
    )
    kind = kind_field(error_messages={"required": __("Choose what kind of version it is.")})
    published_on = DayField(label=FACTS["published"], error_messages={"required": __("Write the day of publication.")})
    last_search = last_search_field()
    next_due = next_due_field()
    months = months_field()
    counts_from = counts_from_field(COUNTABLE)
    link = forms.URLField(
        label=__("Address where it is published"), required=False, assume_scheme="https", max_length=500
    )
    template_version = template_version_field()

    def __init__(self, *args: Any, case: Case, approvals: Approvals, labels: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.approvals, self.labels = case, approvals, labels
        for name in ("next_due", "months", "counts_from", "last_search"):
            self.fields[name].is_one_of_several = True  # type: ignore[attr-defined]

    def clean_label(self) -> str:
        """Return the label tidy; one that the guideline has is refused."""
        label = tidy_label(self.cleaned_data["label"])
        if label in {tidy_label(known) for known in self.labels}:
            raise forms.ValidationError(_("Version %(label)s is registered already.") % {"label": label})
        return label

    def clean(self) -> dict[str, Any]:
        """Next due is a date or an interval; what looks wrong must be accepted."""
        given = super().clean() or {}
        if refuse_both(self):
            return given
        if not given.get("months") and not given.get("next_due") and not {"months", "next_due"} & set(self.errors):
            self.add_error("next_due", _("Write when the next revision is due, or after how many months."))
        elif not self.errors:
            try:
                due_from(self.facts(), self.approvals)
            except Refused as refused:
                self.add_error("counts_from", str(refused))
        if not self.errors and self._was_seen and self.warnings and not self.data.get("accept"):
            self.add_error(None, _("Tick that it is right as it stands, or correct it."))
        return given

    def facts(self) -> PublishFacts:
        """Return what the form says, for publish."""
        given = self.cleaned_data
        return PublishFacts(
            label=given["label"],
            kind=given["kind"],
            sha256=given["sha256"],
            edition=given["edition"],
            published_on=given["published_on"],
            last_search=next(iter(given["last_search"]), None),
            next_due=next(iter(given["next_due"]), None),
            next_due_months=given["months"],
            counts_from=given["counts_from"],
            link=given["link"],
            template_version=given["template_version"],
        )

    @cached_property
    def due(self) -> FuzzyDate | None:
        """When the next revision is due."""
        return due_from(self.facts(), self.approvals)

    @property
    def dates(self) -> list[Dated]:
        """The dates of the version in their order, the next revision with what it was counted from."""
        facts = self.facts()
        found = [Dated(str(FACTS[name]), long_date(fact)) for name, fact in self._facts.items() if fact]
        if self.due is not None:
            words = ""
            if facts.next_due_months:
                parts = {"years": interval(facts.next_due_months), "base": COUNTED_FROM[facts.counts_from]}
                words = _("%(years)s after %(base)s") % parts
            found.append(Dated(str(FACTS["next_due"]), long_date(self.due), words))
        return found

    @property
    def _facts(self) -> dict[str, FuzzyDate | None]:
        days = {
            "clinical_approval": self.approvals.clinical_on,
            "administrative_approval": self.approvals.administrative_on,
            "published": self.facts().published_on,
        }
        known = {name: FuzzyDate.day(day) if day else None for name, day in days.items()}
        return {"last_search": self.facts().last_search, **known}

    @property
    def warnings(self) -> list[str]:
        """What looks wrong without being impossible; it can be accepted."""
        facts, draft = self.facts(), self.case.draft
        said = f"{draft.summary}\n{draft.change_log}" if draft else ""
        odd = version_doubts(facts.label, facts.kind, self.labels, said)
        found = [str(DOUBTS[one]) for one in odd if one is not VersionDoubt.TAKEN]
        if draft is not None and draft.label and tidy_label(draft.label) != facts.label:
            words = {"draft": draft.label, "label": facts.label}
            found.append(
                _("The authors called it %(draft)s, here it is %(label)s. What stands in the document?") % words
            )
        declared = declared_kind(draft)
        if draft is not None and declared and draft.kind != facts.kind:
            words = {"draft": declared.lower(), "kind": str(KINDS[facts.kind]).lower()}
            found.append(_("The authors declared “%(draft)s”, here it says “%(kind)s”. Which is it?") % words)
        faults = order_faults([*self._facts.items(), ("next_due", self.due)])
        for earlier, later in faults:
            words = {"later": str(FACTS[later]), "earlier": str(FACTS[earlier]).lower()}
            found.append(_("%(later)s lies before %(earlier)s.") % words)
        return found

    @property
    def is_settled(self) -> bool:
        """True when this very interpretation was shown, and publishing confirmed."""
        return self._was_seen and bool(self.data.get("publish"))


def publish_initial(case: Case, labels: list[str], months: int | None) -> dict[str, Any]:
    """Return what the form starts with: what the authors said, else the usual number and interval."""
    draft = case.draft
    newest = newest_of(labels)
    kind = draft.kind if draft and draft.kind in {item.value for item in KINDS_OFFERED} else ("" if newest else "first")
    found: dict[str, Any] = {
        "sha256": case.sha256,
        "edition": case.edition,
        "label": (draft.label if draft else "") or suggested(kind, newest),
        "kind": kind,
        "published_on": case.today,
        "counts_from": "administrative_approval",
    }
    if draft is not None:
        found["last_search"] = typed(draft.last_search)
        found["template_version"] = draft.template_version
        found["next_due"] = typed(draft.next_due)
        found["months"] = draft.next_due_months
        if draft.next_due_counts_from in COUNTABLE:
            found["counts_from"] = draft.next_due_counts_from
    if not found.get("next_due") and not found.get("months"):
        found["months"] = months or DEFAULT_MONTHS
    return found

"""What the authors say of the version to come, with its document, and how far they are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from guidelines.approval.actions import DraftFacts
from guidelines.approval.forms.version import (
    KINDS_OFFERED,
    counts_from_field,
    kind_field,
    last_search_field,
    months_field,
    next_due_field,
    refuse_both,
    refuse_dates,
    template_version_field,
    typed,
)
from guidelines.approval.labels import VersionDoubt, is_left_out, version_doubts
from guidelines.approval.models import Draft
from guidelines.documents.dates import FuzzyDate
from guidelines.lists.dates import long_date
from guidelines.register.models import GuidelineVersion
from guidelines.register.rules import tidy_label
from guidelines.register.wording import COUNTED_FROM, FACTS, KINDS, interval

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LOG_LENGTH, SUMMARY_LENGTH = 20_000, 1000


def _text(label: _StrPromise, *, length: int, rows: int, help_text: _StrPromise) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=length,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": __("Keep it to %(limit_value)s characters; it has %(show_value)s.")},
    )


class DraftForm(forms.Form):
    """The version to come and its document. Everything may be left out while it is only saved.

    `edition` and `shown_sha256` are what the page showed; `is_first`: the guideline has no version yet.
    """

    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    shown_sha256 = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    document = forms.FileField(
        label=__("Document"),
        required=False,
        help_text=__("PDF or Word (DOCX)."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
        error_messages={"empty": __("The file is empty. Choose the document again.")},
    )
    label = forms.CharField(
        label=__("Version number"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"size": 10, "autocomplete": "off"}),
    )
    kind = kind_field(required=False)
    summary = _text(
        __("What has changed, in a few words"),
        length=SUMMARY_LENGTH,
        rows=3,
        help_text=__("The approver reads this first. For example: 2 recommendations changed (no. 3 and 7)."),
    )
    change_log = _text(
        __("Change log"),
        length=LOG_LENGTH,
        rows=5,
        help_text=__(
            "Which recommendations, references and texts have changed, in your own words. Not for a first version."
        ),
    )
    template_version = template_version_field(help_text=__("It stands in the document, for example 10."))
    last_search = last_search_field()
    next_due = next_due_field()
    months = months_field()
    counts_from = counts_from_field(
        [name for name in COUNTED_FROM if name != "assessed"], required=False, initial="administrative_approval"
    )

    def __init__(self, *args: Any, is_first: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if not is_first:
            self.fields["kind"].choices = [(kind.value, KINDS[kind]) for kind in KINDS_OFFERED[:2]]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.is_one_of_several = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Next due is a date to come or an interval, not both; no literature is searched tomorrow (domain 7.4)."""
        given = super().clean() or {}
        refuse_both(self)
        refuse_dates(self, self.today)
        return given

    def facts(self) -> DraftFacts:
        """Return what the form says, for describe."""
        given = self.cleaned_data
        months = given["months"]
        return DraftFacts(
            label=tidy_label(given["label"]),
            kind=given["kind"] or GuidelineVersion.Kind.UNKNOWN.value,
            summary=_plain(given["summary"]),
            change_log=_plain(given["change_log"]),
            template_version=given["template_version"],
            last_search=next(iter(given["last_search"]), None),
            next_due=next(iter(given["next_due"]), None),
            next_due_months=months,
            next_due_counts_from=(given["counts_from"] or "administrative_approval") if months else "",
        )


def draft_initial(draft: Draft | None, sha256: str) -> dict[str, Any]:
    """Return what the form shows of a draft; of none, an empty form."""
    if draft is None:
        return {"edition": 0, "shown_sha256": sha256}
    return {
        "edition": draft.edition,
        "shown_sha256": sha256,
        "label": draft.label,
        "kind": draft.kind,
        "summary": draft.summary,
        "change_log": draft.change_log,
        "template_version": draft.template_version,
        "last_search": typed(draft.last_search),
        "next_due": typed(draft.next_due),
        "months": draft.next_due_months,
        "counts_from": draft.next_due_counts_from or "administrative_approval",
    }


def draft_doubts(draft: Draft | None, labels: Collection[str]) -> list[VersionDoubt]:
    """Return what is odd about the version as it is saved, beside the labels that the guideline has."""
    if draft is None:
        return []
    said = f"{draft.summary}\n{draft.change_log}"
    found = version_doubts(draft.label, draft.kind, labels, said)
    left_out = is_left_out(draft.kind, said, draft.consultation_skipped)
    return [*found, VersionDoubt.CHANGED_WITHOUT_CONSULTATION] if left_out else found


def differences(form: DraftForm, draft: Draft | None) -> list[tuple[str, str]]:
    """Return the label and the saved words of every field where a form says something else than the draft."""
    facts = form.facts()
    found = []
    for name, value in vars(facts).items():
        saved = getattr(draft, name) if draft is not None else None
        if (value or None) != (saved or None):
            found.append((str(_LABELS[name]), _shown(name, saved)))
    return found


_LABELS = {
    "label": __("Version number"),
    "kind": __("Kind of version"),
    "summary": __("What has changed, in a few words"),
    "change_log": __("Change log"),
    "template_version": __("Template version"),
    "last_search": FACTS["last_search"],
    "next_due": FACTS["next_due"],
    "next_due_months": __("Months until the next revision"),
    "next_due_counts_from": __("The months are counted from"),
}


def _shown(name: str, value: Any) -> str:
    if not value:
        return _("nothing")
    if isinstance(value, FuzzyDate):
        return long_date(value)
    words = {
        "kind": KINDS.get(value),
        "next_due_months": interval(value) if isinstance(value, int) else "",
        "next_due_counts_from": COUNTED_FROM.get(value),
    }
    return str(words.get(name) or value)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


class WithdrawFileForm(forms.Form):
    """Why a document is taken back."""

    reason = forms.CharField(
        label=__("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": __("Write why the document is withdrawn.")},
    )


class StopForm(forms.Form):
    """Why a revision ends without a version."""

    reason = forms.CharField(
        label=__("Reason"),
        max_length=1000,
        help_text=__("It stands in the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": __("Write why the revision is stopped.")},
    )

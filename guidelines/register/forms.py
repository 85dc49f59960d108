"""What people fill in about a guideline: a version with its dates, a title, an owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidelines.documents.dates import FuzzyDate, add_months, parse_date
from guidelines.documents.models import StoredFile
from guidelines.lists.dates import long_date
from guidelines.people.forms.seen import SeenForm
from guidelines.people.models import Group
from guidelines.register.actions import VersionFacts
from guidelines.register.carrying import key_of
from guidelines.register.filling import Filled
from guidelines.register.models import Guideline
from guidelines.register.read_back import ReadBackForm
from guidelines.register.rules import APPROVAL_ORDER, LabelDoubt, label_doubt, label_key, order_faults, tidy_label
from guidelines.register.wording import COUNTED_FROM, FACTS, KINDS, interval

MAX_MONTHS = 240
TITLE_LENGTH = 400
DATED = (*APPROVAL_ORDER, "expiry")
"""The dates of a version that is registered; expiry is a sixth one, which few documents give (domain 7)."""
_COUNTABLE = [(name, words) for name, words in COUNTED_FROM.items() if name != "assessed"]


class FactField(forms.CharField):
    """A date as somebody writes it, Danish forms and months or years alone included; a list of its readings."""

    is_one_of_several = True  # for components/field.html: "optional" behind each of them says nothing

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, widget=forms.TextInput(attrs={"size": 24}), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return all readings, the one that counts (day first) in front; empty where nothing is written."""
        words = super().clean(value)
        readings = parse_date(words)
        if words and not readings:
            message = _("“%(words)s” is not a date. Write it as 1.2.2027, 010227, november 2027 or 2027.")
            raise forms.ValidationError(message % {"words": words})
        return readings


@dataclass(frozen=True)
class Reading:
    """How a date was understood: what it is, the words (or the sum, where computed), the date, and another reading."""

    label: str
    words: str
    date: str
    other: str = ""
    is_computed: bool = False


class VersionForm(ReadBackForm):
    """A version that was approved outside the product; it is settled once its interpretation has been seen."""

    label = forms.CharField(
        label=gettext_lazy("Version number"),
        max_length=20,
        help_text=gettext_lazy("As it stands in the document, for example 1.1."),
        widget=forms.TextInput(attrs={"size": 10}),
        error_messages={"required": gettext_lazy("Write the version number, for example 1.1.")},
    )
    template_version = forms.CharField(
        label=gettext_lazy("Template version"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"size": 10, "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of version"), choices=list(KINDS.items()), initial="unknown")
    last_search = FactField(label=FACTS["last_search"])
    clinical_approval = FactField(label=FACTS["clinical_approval"])
    submitted = FactField(label=FACTS["submitted"])
    administrative_approval = FactField(label=FACTS["administrative_approval"])
    published = FactField(label=FACTS["published"])
    next_due = FactField(
        label=FACTS["next_due"],
        help_text=gettext_lazy("The date the document gives, or an interval below."),
    )
    months = forms.IntegerField(
        label=gettext_lazy("Months until the next revision"),
        required=False,
        min_value=1,
        max_value=MAX_MONTHS,
        help_text=gettext_lazy("If the document gives an interval: “in 5 years” is 60 months."),
        widget=forms.NumberInput(attrs={"size": 4}),
    )
    counts_from = forms.ChoiceField(
        label=gettext_lazy("The months are counted from"), choices=_COUNTABLE, initial="administrative_approval"
    )
    expiry = FactField(
        label=FACTS["expiry"],
        help_text=gettext_lazy("Only where the document gives a day for it beside the next revision."),
    )
    link = forms.URLField(
        label=gettext_lazy("Address of the document"), required=False, assume_scheme="https", max_length=500
    )
    document = forms.FileField(
        label=gettext_lazy("The document itself"),
        required=False,
        help_text=gettext_lazy(
            "PDF or Word (DOCX). It is read as soon as it is chosen. Everybody can get it here once the version is"
            " saved."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx", "data-autosubmit": True}),
    )

    def __init__(
        self,
        *args: Any,
        guideline: Guideline,
        today: date,
        stored: StoredFile | None = None,
        refused: str = "",
        filled: Mapping[str, Filled] | None = None,
        **kwargs: Any,
    ) -> None:
        """`stored` is the document sent now or before, `refused` why the one sent now was not taken.

        `filled` is what was read in the document, by field; None where there is none, or none that can be read.
        """
        super().__init__(*args, **kwargs)
        self.guideline, self.today = guideline, today
        self.stored, self.refused = stored, refused
        self.filled = filled or {}

    @property
    def rows(self) -> list[tuple[forms.BoundField, Filled | None]]:
        """Every field but the document, each with what was read for it."""
        return [(field, self.filled.get(field.name)) for field in self if field.name != "document"]

    def clean_label(self) -> str:
        """Return the label tidy; refuse one that the guideline has already."""
        label = tidy_label(self.cleaned_data["label"])
        if label in {tidy_label(known) for known in self._labels}:
            raise forms.ValidationError(_("Version %(label)s is registered already.") % {"label": label})
        return label

    def clean_document(self) -> StoredFile | None:
        """Return the document in the store, None where none was sent; refuse one that was not taken."""
        if self.refused:
            raise forms.ValidationError(self.refused)
        return self.stored

    @property
    def document_key(self) -> str:
        """What the next page knows the stored document by, signed; "" where there is none."""
        return key_of(self.stored) if self.stored else ""

    @property
    def bytes_named(self) -> str:
        """The SHA-256 of the stored document; "" where there is none."""
        return self.stored.sha256 if self.stored else ""

    def clean(self) -> None:
        """Next due is a date or an interval, not both; an interval needs the date it is counted from."""
        given = self.cleaned_data
        if given.get("months") and given.get("next_due"):
            self.add_error("months", _("Give either the date or the months, not both."))
        elif given.get("months") and not self.errors and not self.dates.get(given["counts_from"]):
            self.add_error(given["counts_from"], _("Write the date that the months are counted from."))
        if not self.errors and self._was_seen and self.warnings and not self.data.get("accept"):
            self.add_error(None, _("Tick that it is right as it stands, or correct it."))

    @cached_property
    def _labels(self) -> list[str]:
        return list(self.guideline.versions.values_list("label", flat=True))

    @property
    def dates(self) -> dict[str, FuzzyDate]:
        """The dates by their name, each in the reading that counts."""
        return {name: found[0] for name in DATED if (found := self.cleaned_data.get(name))}

    @property
    def next_revision(self) -> FuzzyDate | None:
        """When the next revision is due, stated or computed; None where nothing is given."""
        months, base = self.cleaned_data.get("months"), self.dates.get(self.cleaned_data.get("counts_from", ""))
        if months and base:
            return FuzzyDate(add_months(base.first, months), add_months(base.last, months), base.precision)
        return self.dates.get("next_due")

    def facts(self) -> VersionFacts:
        """Return what the form says, for register_version."""
        given = self.cleaned_data
        return VersionFacts(
            label=given["label"],
            kind=given["kind"],
            dates=dict(self.dates),
            next_due_months=given["months"],
            counts_from=given["counts_from"],
            document=given["document"],
            link=given["link"],
            template_version=given["template_version"],
        )

    @property
    def readings(self) -> list[Reading]:
        """Every date as it was understood; the next revision last, with what it was counted from."""
        found = []
        for name in DATED:
            known = self.cleaned_data.get(name)
            if known:
                other = long_date(known[1]) if len(known) > 1 else ""
                found.append(Reading(str(FACTS[name]), known[0].source, long_date(known[0]), other))
        months, due = self.cleaned_data.get("months"), self.next_revision
        if months and due:
            words = {"years": interval(months), "base": COUNTED_FROM[self.cleaned_data["counts_from"]]}
            sum_ = _("%(years)s after %(base)s") % words
            found.append(Reading(str(FACTS["next_due"]), sum_, long_date(due), is_computed=True))
        return found

    @property
    def warnings(self) -> list[str]:
        """What looks wrong without being impossible; it can be accepted (domain 7.4)."""
        dates = {**self.dates, "next_due": self.next_revision}
        faults = order_faults((name, dates.get(name)) for name in APPROVAL_ORDER)
        ends = order_faults((name, dates.get(name)) for name in (*APPROVAL_ORDER[1:-1], "expiry"))
        faults += [fault for fault in ends if "expiry" in fault]
        found = [_fault(earlier, later, dates) for earlier, later in faults]
        future = (name for name in APPROVAL_ORDER[:-1] if (fact := dates.get(name)) and fact.first > self.today)
        found += [_("%(fact)s lies in the future.") % {"fact": FACTS[name]} for name in future]
        return [*found, *self._label_warnings(), *self._interval_warnings()]

    def _label_warnings(self) -> list[str]:
        newest = max(self._labels, key=label_key, default=None)
        words = {"label": self.cleaned_data["label"], "newest": newest}
        match label_doubt(self.cleaned_data["label"], newest):
            case LabelDoubt.OLDER:
                return [_("Version %(label)s is older than %(newest)s, which stays the current one.") % words]
            case LabelDoubt.JUMP:
                return [_("Version %(label)s skips a number after %(newest)s.") % words]
        return []

    def _interval_warnings(self) -> list[str]:
        """The next revision later than the group's own rule allows, counted from the last approval."""
        base, due = self.dates.get("administrative_approval") or self.dates.get("clinical_approval"), self.next_revision
        if base is None or due is None:
            return []
        link = self.guideline.group_links.filter(role="owner").select_related("group").first()
        months = self.guideline.revision_months or (link.group.revision_months if link else 0)
        if not months or due.first <= add_months(base.last, months):
            return []
        return [_("The next revision is more than %(years)s after the approval.") % {"years": interval(months)}]

    def is_settled(self) -> bool:
        """True when this very interpretation was shown, and what looks wrong in it was accepted."""
        return self._was_seen


def _fault(earlier: str, later: str, dates: dict[str, FuzzyDate | None]) -> str:
    before, after = dates[later], dates[earlier]
    words = {
        "later": FACTS[later],
        "later_date": long_date(before),
        "earlier": str(FACTS[earlier]).lower(),
        "earlier_date": long_date(after),
    }
    return _("%(later)s (%(later_date)s) lies before %(earlier)s (%(earlier_date)s).") % words


class TitleForm(SeenForm):
    """The title as published, or a working title."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=TITLE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write the title.")},
    )
    is_working_title = forms.BooleanField(label=gettext_lazy("This is a working title"), required=False)


class OwnerForm(SeenForm):
    """Which of the groups owns the guideline; the others become co-owners."""

    owner = forms.ChoiceField(
        label=gettext_lazy("Owner"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the group that owns the guideline.")},
    )

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.pk): group for group in groups}
        choices = [(key, f"{group.abbreviation} – {group.name}") for key, group in self.groups.items()]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> Group:
        """Return the group that was chosen."""
        return self.groups[self.cleaned_data["owner"]]

"""What is filled in for a guideline that does not exist yet (ux page 14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.people.models import Group
from guidelines.planning.forms import LeadsForm, year_choices
from guidelines.planning.rules import Kind
from guidelines.planning.wording import KINDS
from guidelines.register.actions.announcing import Announced
from guidelines.register.known import known_guidelines, named, titles
from guidelines.register.matching import Match, similar_titles
from guidelines.register.models import Guideline
from guidelines.register.models.announcements import PLACE_LENGTH, QUOTATION_LENGTH

TITLE_LENGTH = 400
MOST_LIKE = 3
_LOOK_UP = {
    "hx-get": reverse_lazy("guideline-new"),
    "hx-trigger": "input changed delay:400ms",
    "hx-target": "#titles",
    "hx-sync": "this:replace",
}


class TitledField(forms.CharField):
    """A guideline in use by its title, which the browser completes; its value is None where nothing is written."""

    def __init__(self, **kwargs: Any) -> None:
        words = forms.TextInput(attrs={"list": "titles", "autocomplete": "off", **_LOOK_UP})
        super().__init__(**{"max_length": TITLE_LENGTH, "widget": words, **kwargs})

    def clean(self, value: Any) -> Any:
        """Return the guideline; raises ValidationError where none has the title, with some like it, or several do."""
        text = super().clean(value)
        found = named(text) if text else []
        if text and len(found) != 1:
            raise forms.ValidationError(_which(text, found) if found else _like(text), code="title")
        return next(iter(found), None)


def _which(text: str, found: Iterable[Guideline]) -> str:
    words = {"title": text, "addresses": ", ".join(one.slug for one in found)}
    return gettext("Several are called “%(title)s”. Write how the address of yours ends: %(addresses)s.") % words


def _like(text: str) -> str:
    """What to do about a title that no guideline has, with those that may be meant."""
    like = titles(text) or [match.known.title for match in similar_titles(text, known_guidelines())]
    words = {"title": text, "like": ", ".join(gettext("“%(title)s”") % {"title": one} for one in like[:MOST_LIKE])}
    if like:
        return gettext("No guideline in use is called “%(title)s”. Write the whole title; it may be %(like)s.") % words
    return gettext("No guideline in use is called “%(title)s”. Write its title, or empty the field.") % words


class NewForm(LeadsForm):
    """A new guideline: title, group, kind, year, tovholdere, and in whose text it was announced.

    `asked` names the similar guidelines that were shown; the tick says that it is none of them.
    """

    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the title."), "max_length": _("Keep the title to 400 characters.")},
    )
    is_working_title = forms.BooleanField(label=_("It is a working title"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the title"),
        choices=[("da", _("Danish")), ("en", _("English"))],
        widget=forms.Select(attrs={"class": "short"}),
    )
    group = forms.ChoiceField(
        label=_("Owner"), error_messages={"required": _("Choose the group that owns the guideline.")}
    )
    kind = forms.TypedChoiceField(
        label=_("Kind"),
        choices=[(kind.value, KINDS[kind]) for kind in (Kind.NEW, Kind.REVISION, Kind.MINOR)],
        coerce=Kind,
        help_text=_("A revision is planned where the guideline exists outside the product already."),
        widget=forms.Select(attrs={"class": "short"}),
    )
    year = forms.TypedChoiceField(
        label=_("Planned year"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "short"}),
    )
    source = TitledField(
        label=_("Announced in the text of"),
        required=False,
        help_text=_("The title of that guideline. You get suggestions while you write."),
        error_messages={"max_length": _("Keep the title to 400 characters.")},
    )
    quotation = forms.CharField(
        label=_("In these words"),
        required=False,
        max_length=QUOTATION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = forms.CharField(
        label=_("Where they stand"), required=False, max_length=PLACE_LENGTH, help_text=_("For example page 12.")
    )
    asked = forms.CharField(required=False, widget=forms.HiddenInput)
    is_other = forms.BooleanField(label=_("It is another one"), required=False)

    def __init__(
        self, *args: Any, years: Iterable[int], groups: Sequence[Group], may_choose_kind: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.pk): group for group in groups}
        listed = [(key, f"{group.abbreviation} – {group.name}") for key, group in self.groups.items()]
        choices = listed if len(listed) == 1 else [("", gettext("Choose")), *listed]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]
        self.fields["year"].choices = year_choices(years, empty=_("Not known yet"))  # type: ignore[attr-defined]
        if not may_choose_kind:
            del self.fields["kind"]
        self.similar: list[Match] = []
        self._is_one_of_several("is_working_title", "year")
        facts = ["title", "is_working_title", "language", "group", "kind", "year", *self.names, "create"]
        self.order_fields([*facts, "source", "quotation", "place"])

    def clean_title(self) -> str:
        """Return the title on one line."""
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        """A source needs its words, and words need their source."""
        cleaned = super().clean()
        if cleaned.get("source") and not cleaned.get("quotation", "").strip():
            self.add_error("quotation", _("Write the words in which it is announced."))
        if not cleaned.get("source") and "source" not in self.errors and cleaned.get("quotation", "").strip():
            self.add_error("source", _("Write the title of the guideline in whose text the words stand."))
        return cleaned

    def is_settled(self, similar: Sequence[Match]) -> bool:
        """True where no title resembles this one, or all that do were shown and it is another; else they are asked."""
        shown = set(self.cleaned_data["asked"].split())
        if {match.known.slug for match in similar} <= (shown if self.cleaned_data["is_other"] else set()):
            return True
        self.similar = list(similar)
        slugs = " ".join(match.known.slug for match in similar)
        self.data = {**{name: self.data[name] for name in self.data}, "asked": slugs, "is_other": ""}
        return False

    @property
    def rows(self) -> list[forms.BoundField]:
        """Every field that is seen, but the tick that belongs to the similar ones."""
        return [field for field in self.visible_fields() if field.name != "is_other"]

    def chosen(self) -> Group:
        """Return the group that was chosen."""
        return self.groups[self.cleaned_data["group"]]

    def announced(self) -> Announced | None:
        """Return where it was announced, None where nobody says."""
        given = self.cleaned_data
        if not given["source"]:
            return None
        return Announced(given["source"], given["quotation"], given["place"])

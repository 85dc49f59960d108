"""What the secretariat fills in while it reviews, and what the authors answer to its comments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.reviewing import LONGEST, Mark, Tick
from guidelines.approval.forms.phrases import PhraseField, put_behind
from guidelines.approval.models import Check, ChecklistItem, Phrase, ReviewComment

STATES = [
    (Check.State.OK.value, pgettext_lazy("check", "In order")),
    (Check.State.MISSING.value, pgettext_lazy("check", "Missing")),
    (Check.State.NOT_RELEVANT.value, pgettext_lazy("check", "Not relevant")),
]
SECTIONS = (
    "1 Anbefalinger",
    "2 Introduktion",
    "3 Grundlag",
    "4 Referencer",
    "5 Metode",
    "6 Monitorering",
    "7 Bilag",
    "8 Om denne kliniske retningslinje",
    "Forside",
)
"""The headings of template 10 (domain 2.5), which are Danish in every document; offered, not required."""


def item_text(item: ChecklistItem) -> str:
    """Return a point of the checklist in the reader's language, in Danish where there is no other text."""
    return item.text_en if item.text_en and get_language() == "en" else item.text_da


class ReviewForm(forms.Form):
    """The checklist, and the comment being written; every button of the page sends all of it, so nothing is lost."""

    section = forms.CharField(
        label=_("Section"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "sections", "autocomplete": "off"}),
    )
    text = forms.CharField(
        label=_("What is to be corrected"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Keep it to %(limit_value)s characters; it has %(show_value)s.")},
    )

    def __init__(
        self,
        *args: Any,
        items: Sequence[ChecklistItem],
        checks: Iterable[Check],
        phrases: Sequence[Phrase] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, known = items, {check.item_id: check for check in checks}
        if phrases:
            self.fields["phrase"] = PhraseField(into="text", phrases=phrases)
        for item in items:
            check = known.get(item.pk)
            self.fields[f"state_{item.pk}"] = forms.ChoiceField(
                label=item_text(item),
                choices=STATES,
                required=False,
                widget=forms.RadioSelect,
                initial=check.state if check else None,
            )
            self.fields[f"note_{item.pk}"] = forms.CharField(
                label=_("Note"), required=False, max_length=500, initial=check.note if check else ""
            )
        for field in self.fields.values():
            field.is_one_of_several = True  # type: ignore[attr-defined]

    @property
    def rows(self) -> list[tuple[ChecklistItem, BoundField, BoundField]]:
        """The points with the fields of each."""
        return [(item, self[f"state_{item.pk}"], self[f"note_{item.pk}"]) for item in self.items]

    @property
    def marks(self) -> list[Mark]:
        """What was found; a point without a mark is left out."""
        given = self.cleaned_data
        return [
            Mark(item, given[f"state_{item.pk}"], given[f"note_{item.pk}"])
            for item in self.items
            if given.get(f"state_{item.pk}")
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the mark of a point that has a note."""
        cleaned = super().clean() or {}
        for item in self.items:
            if cleaned.get(f"note_{item.pk}") and not cleaned.get(f"state_{item.pk}"):
                self.add_error(f"state_{item.pk}", _("There is a note: say also how the point stands."))
        return cleaned

    def with_phrase(self) -> dict[str, Any]:
        """Return the data with the chosen phrase put behind the text, and its section where none is written."""
        data, phrase = dict(self.data.items()), self.cleaned_data.get("phrase")
        if phrase is not None:
            data["text"] = put_behind(data.get("text", ""), phrase)
            data["section"] = data.get("section") or phrase.section
            data["phrase"] = ""
        return data


class AnswerForm(forms.Form):
    """The authors' answers to comments, each with its tick."""

    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, comments: Sequence[ReviewComment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comments = comments
        for comment in comments:
            self.fields[f"done_{comment.pk}"] = forms.BooleanField(
                label=_("Dealt with"), required=False, initial=comment.ticked_at is not None
            )
            self.fields[f"answer_{comment.pk}"] = forms.CharField(
                label=_("Answer"),
                required=False,
                max_length=LONGEST,
                initial=comment.answer,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"max_length": _("Keep it to %(limit_value)s characters; it has %(show_value)s.")},
            )

    @property
    def rows(self) -> list[tuple[ReviewComment, BoundField, BoundField]]:
        """The comments with the fields of each."""
        return [(one, self[f"done_{one.pk}"], self[f"answer_{one.pk}"]) for one in self.comments]

    @property
    def ticks(self) -> list[Tick]:
        """What the authors say to each comment."""
        given = self.cleaned_data
        return [
            Tick(one, given[f"done_{one.pk}"], given[f"answer_{one.pk}"].replace("\r\n", "\n")) for one in self.comments
        ]


class PhraseForm(forms.Form):
    """A text that is used again and again."""

    text = forms.CharField(
        label=_("Phrase"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the phrase.")},
    )
    section = forms.CharField(
        label=_("Section it usually belongs to"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "sections", "autocomplete": "off"}),
    )


class ItemForm(forms.Form):
    """A point of the checklist."""

    text_da = forms.CharField(
        label=_("The point in Danish"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the point in Danish.")},
    )
    text_en = forms.CharField(
        label=_("The point in English"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

"""What is filled in to register a version from a document: the file, whose it is, or a new guideline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidelines.people.models import Group
from guidelines.register.forms import TITLE_LENGTH
from guidelines.register.models import Guideline


class DocumentForm(forms.Form):
    """The document that everything begins with."""

    document = forms.FileField(
        label=gettext_lazy("The document itself"),
        help_text=gettext_lazy("PDF or Word (DOCX). It is read as soon as it is chosen."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx", "data-autosubmit": True}),
        error_messages={
            "required": gettext_lazy("Choose the document."),
            "empty": gettext_lazy("The file is empty. Choose the document again."),
        },
    )


class ChoiceForm(forms.Form):
    """The guideline that was chosen, by its slug."""

    guideline = forms.SlugField(
        error_messages={"required": gettext_lazy("Choose the guideline that the document belongs to.")}
    )


class NewGuidelineForm(forms.Form):
    """A guideline that is not known yet."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=TITLE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write the title.")},
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("Owner"),
        error_messages={"required": gettext_lazy("Choose the group that owns the guideline.")},
    )

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.pk): group for group in groups}
        choices = [(key, f"{group.abbreviation} – {group.name}") for key, group in self.groups.items()]
        self.fields["owner"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        """Return the title on one line; refuse one that a guideline has already."""
        title = " ".join(self.cleaned_data["title"].split())
        if Guideline.objects.filter(title__iexact=title).exists():
            raise forms.ValidationError(
                _("There is a guideline with that title already. Search for it above, and choose it.")
            )
        return title

    def chosen(self) -> Group:
        """Return the group that was chosen."""
        return self.groups[self.cleaned_data["owner"]]

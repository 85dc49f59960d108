"""A phrase to put behind a text that is being written: chosen and inserted by a button, so without scripts too."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guidelines.approval.models import Phrase

SHOWN = 90  # characters of a phrase in the list; the whole is inserted


class PhraseField(forms.TypedChoiceField):
    """The choice of a phrase for the field called `into`; its button sends `act` with "insert-" and that name.

    Gives the Phrase, None where none is chosen.
    """

    def __init__(self, *, into: str, phrases: Iterable[Phrase]) -> None:
        known = {str(phrase.pk): phrase for phrase in phrases}
        offered = [(key, _listed(phrase)) for key, phrase in known.items()]
        super().__init__(
            label=_("Phrase"),
            required=False,
            choices=[("", pgettext_lazy("phrase", "Choose a phrase")), *offered],
            coerce=known.__getitem__,
            empty_value=None,
        )
        self.template_name = "approval/phrase_field.html"
        self.into = into


def _listed(phrase: Phrase) -> str:
    text = Truncator(phrase.text).chars(SHOWN, truncate="…")
    return f"{phrase.section}: {text}" if phrase.section else text


def phrases_in_use() -> list[Phrase]:
    """Return the phrases that are offered, in order."""
    return list(Phrase.objects.filter(is_active=True))


def put_behind(text: str, phrase: Phrase | None) -> str:
    """Return the text with the phrase on a line of its own behind it; the text alone where none is chosen."""
    return "\n".join(part for part in (text.rstrip(), phrase.text if phrase else "") if part)

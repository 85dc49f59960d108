"""What was found in a document, in templates: `{% load findings %}`; shown by components/findings.html."""

from __future__ import annotations

from django import template
from django.utils.translation import pgettext_lazy

from guidelines.documents.checks.types import Severity
from guidelines.documents.guideline.as_json import place_text
from guidelines.documents.planskema_types import Text

register = template.Library()
register.filter("place", place_text)

SEVERITIES: dict[Severity, tuple[str, Text]] = {
    "error": ("err", pgettext_lazy("finding", "Error")),
    "warning": ("info", pgettext_lazy("finding", "Take a look")),
    "unknown": ("unk", pgettext_lazy("finding", "Unclear")),
}
"""The shape (a class of the stylesheet) and the word of each severity; never one without the other."""


@register.filter
def severity_shape(severity: Severity) -> str:
    """The class of the stylesheet that draws the severity's shape."""
    return SEVERITIES[severity][0]


@register.filter
def severity_word(severity: Severity) -> Text:
    """The severity in a word."""
    return SEVERITIES[severity][1]

"""The link to *Vælg hvilke mails du får*, as it stands in mails."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag
def mail_choices_url() -> str:
    """The whole address of the page."""
    return f"{settings.SITE_URL}{reverse('mail-choices')}"

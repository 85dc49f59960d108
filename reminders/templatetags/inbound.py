"""Words for what came back, and the list of it for a mail."""

from __future__ import annotations

from typing import Any

from django import template

from reminders.inbound import reading, words
from reminders.models import Incoming, Mail

register = template.Library()


@register.filter
def incoming_kind(row: Incoming) -> str:
    """What it is, in words."""
    return words.kind_of(row)


@register.filter
def incoming_why(row: Incoming) -> str:
    """Why a person has to look, in words."""
    return words.why(row)


@register.inclusion_tag("reminders/came_back.html", takes_context=True)
def came_back(context: dict[str, Any], mail: Mail) -> dict[str, Any]:
    """List what came back of a mail; the answer passed on is linked for the secretariat alone."""
    return {"rows": mail.incoming.select_related("forward").defer("content"), "request": context["request"]}


@register.simple_tag
def returned_messages() -> list[Incoming]:
    """The messages that came back and that nobody has judged yet."""
    return reading.to_read()


@register.simple_tag
def refused_addresses() -> list[reading.Refusal]:
    """The persons whose address takes no mail."""
    return reading.refusals()

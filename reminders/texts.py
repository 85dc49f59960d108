"""The kinds of mail whose paragraphs the secretariat may write itself, and what their placeholders stand for."""

from __future__ import annotations

from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from guidelines.lists.dates import long_date
from reminders.ladder import CALL, DEFAULT, OF_GUIDELINE, OF_STEP, Audience
from reminders.models import MailText
from reminders.own_text import OwnText, OwnTexts, fill, turned_back
from reminders.wording import Item, Passage, names

KINDS = tuple(key for key in (*OF_GUIDELINE, *OF_STEP) if key != CALL)
"""The rungs that are mails, in the order in which they come."""

PLACEHOLDERS: dict[str, str | Promise] = {
    "titel": gettext_lazy("the title with its version"),
    "gruppe": gettext_lazy("the groups"),
    "frist": gettext_lazy("the deadline that the mail is about"),
    "om": gettext_lazy("how long there is to it: in 30 days, today"),
    "tovholdere": gettext_lazy("all lead authors"),
    "andre": gettext_lazy("the other lead authors"),
    "hos": gettext_lazy("whose move it is"),
    "naeste": gettext_lazy("the day of what follows if nothing happens"),
}
"""What may stand in braces. A paragraph with one that has no value in a mail is left out of it."""


def own_texts() -> OwnTexts:
    """Return what the secretariat wrote; one statement."""
    rows = MailText.objects.order_by().values_list("kind", "language", "subject", "body")
    return {(kind, language): OwnText(subject, body) for kind, language, subject, body in rows}


def values_of(item: Item) -> dict[str, str]:
    """Return what the placeholders stand for in one reminder, in the language that is active; "" for what has none."""
    days = (item.deadline - item.day).days
    ahead = _("today") if days == 0 else ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return {
        "titel": item.titled,
        "gruppe": names(item.brief.groups),
        "frist": long_date(item.deadline),
        "om": ahead if days >= 0 else "",
        "tovholdere": names(item.brief.leads),
        "andre": names(item.others),
        "hos": item.holder,
        "naeste": long_date(item.follows_on) if item.follows_on else "",
    }


def in_own_words(made: Passage, item: Item) -> Passage:
    """Return the passage in the secretariat's words where it wrote some, else as it is.

    A chair who is asked to find a tovholder gets the product's own words: the secretariat's are for tovholdere.
    """
    own = item.brief.own.get((item.rung.key, get_language() or "da"))
    if own is None or (item.rung.audience is Audience.LEADS and not item.is_lead):
        return made
    values = values_of(item)
    filled = [fill(paragraph, values) for paragraph in own.paragraphs]
    paragraphs = tuple(paragraph for paragraph in filled if paragraph is not None)
    return replace(made, act=fill(own.subject, values) or made.act, paragraphs=paragraphs or made.paragraphs)


def draft_of(made: Passage, item: Item) -> OwnText:
    """Return the product's own words with placeholders: what the secretariat begins to write on."""
    values = values_of(item)
    body = "\n\n".join(turned_back(paragraph, values) for paragraph in made.paragraphs)
    return OwnText(turned_back(made.act, values), body)


def needed_in(kind: str) -> dict[str, str]:
    """Return the placeholders that a kind cannot do without, and why."""
    needed = {"titel": _("The reader must see which guideline it is.")}
    if DEFAULT.rungs[kind].announces:
        needed["naeste"] = _("What follows must be announced in the mail before it.")
    return needed

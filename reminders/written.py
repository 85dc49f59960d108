"""What *Tekster* lists: the kinds with what the secretariat wrote, and the newest mail of each other kind."""

from __future__ import annotations

from dataclasses import dataclass

from guidelines.people.models import Person
from reminders.ladder_names import kind_name
from reminders.models import Mail, MailText
from reminders.texts import KINDS

_NEVER_SHOWN = (Mail.Kind.REMINDERS, Mail.Kind.LOGIN_CODE)


@dataclass(frozen=True)
class Written:
    """A kind of mail in one language; `row` is what the secretariat wrote, None for the product's own words."""

    language: str
    name: str
    row: MailText | None


@dataclass(frozen=True)
class KindLine:
    """A kind of mail with each language."""

    kind: str
    name: str
    languages: list[Written]


def kinds_written() -> list[KindLine]:
    """Return every kind that can be written; one statement."""
    rows = {(row.kind, row.language): row for row in MailText.objects.select_related("changed_by")}
    languages = Person.Language.choices
    return [
        KindLine(kind, kind_name(kind), [Written(code, name, rows.get((kind, code))) for code, name in languages])
        for kind in KINDS
    ]


def newest_notices() -> list[Mail]:
    """Return the newest mail of each other kind that was sent: real data, in words that are the product's alone."""
    sent = Mail.objects.filter(state=Mail.State.SENT).exclude(kind__in=_NEVER_SHOWN).defer("content")
    newest: dict[str, Mail] = {}
    for kind in sent.order_by("kind").values_list("kind", flat=True).distinct():
        mail = sent.filter(kind=kind).select_related("person").order_by("-sent_at", "-pk").first()
        if mail is not None:
            newest[kind] = mail
    return list(newest.values())

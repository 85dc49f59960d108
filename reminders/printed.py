"""The words of a reminder or a notice as they stand in a mail: plain, and as HTML.

What is the same in every mail is rendered once: a storm has ten thousand of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _

from reminders.wording import Act, Passage

_HEADING = '<h2 style="font-size:18px;line-height:24px;margin:24px 0 0">%s</h2>\n'
_WHY = '<p style="font-size:14px;line-height:20px">%s</p>\n'


@dataclass(frozen=True)
class Sheet:
    """What a mail says. `note` stands at its top, `button` below its passages; the first act of the first is one too.

    `is_stranger` is True for who is nobody here, and has no page to choose mails on. `page` is where the mail itself
    tells its reader, once signed in, why it came; "" for one that has none, as a preview.
    """

    language: str
    subject: str
    greeting: str
    passages: Sequence[Passage]
    why: str
    note: str = ""
    button: Act | None = None
    is_stranger: bool = False
    page: str = ""

    @property
    def links(self) -> list[Act]:
        """What the last lines lead to."""
        if self.is_stranger:
            return []
        because = [Act(_("Why you got this mail"), self.page)] if self.page else []
        return [*because, Act(_("Choose which mails you get"), _choices_url())]


def as_text(sheet: Sheet) -> str:
    """Return the plain words, in the language that is active."""
    blocks = [sheet.greeting, *([sheet.note] if sheet.note else [])]
    for passage in sheet.passages:
        blocks += [_title(passage)] if len(sheet.passages) > 1 else []
        blocks += passage.paragraphs
        blocks += [f"{act.label}: {act.url}" for act in passage.acts]
    blocks += [f"{sheet.button.label}: {sheet.button.url}"] if sheet.button else []
    links = "".join(f"\n{act.label}: {act.url}" for act in sheet.links)
    regards = _form("mail/parts/regards.txt", sheet.language, settings.CONTACT_PHONE) % {}
    blocks += [regards.strip(), f"{sheet.why}{links}"]
    return "\n\n".join(blocks).strip() + "\n"


def as_html(sheet: Sheet) -> str:
    """Return the same words as a page, in the language that is active."""
    words = f"<p>{escape(sheet.greeting)}</p>\n{''.join(_body(sheet))}"
    frame = _form("mail/frame.html", sheet.language, "", "subject", "words")
    return frame % {"subject": escape(sheet.subject), "words": words}


def _body(sheet: Sheet) -> Iterator[str]:
    if sheet.note:
        yield f"{linebreaks(sheet.note, autoescape=True)}\n"
    for place, passage in enumerate(sheet.passages):
        if len(sheet.passages) > 1:
            yield _HEADING % escape(_title(passage))
        yield from (f"<p>{escape(paragraph)}</p>\n" for paragraph in passage.paragraphs)
        for act in passage.acts:
            is_first = place == 0 and act is passage.acts[0]
            yield _button(sheet, act) if is_first else f'<p><a href="{escape(act.url)}">{escape(act.label)}</a></p>\n'
    if sheet.button:
        yield _button(sheet, sheet.button)
    yield _form("mail/parts/regards.html", sheet.language, settings.CONTACT_PHONE) % {}
    links = "".join(f'<br><a href="{escape(act.url)}">{escape(act.label)}</a>' for act in sheet.links)
    yield _WHY % f"{escape(sheet.why)}{links}"


def page_of(key: uuid.UUID | None) -> str:
    """Return the address of a mail's own page, which its reader sees signed in; "" for a mail that is not made."""
    return f"{settings.SITE_URL}{reverse('mail', args=[key])}" if key else ""


def _title(passage: Passage) -> str:
    return f"{passage.act} {passage.title}{passage.tail}"


def _choices_url() -> str:
    return f"{settings.SITE_URL}{_choices_path(get_script_prefix())}"


@lru_cache(maxsize=2)
def _choices_path(prefix: str) -> str:
    """The page on which mails are chosen; `prefix` is where the site begins."""
    return reverse("mail-choices")


def _button(sheet: Sheet, act: Act) -> str:
    form = _form("mail/parts/button.html", sheet.language, "", "url", "label")
    return form % {"url": escape(act.url), "label": escape(act.label)}


@lru_cache(maxsize=32)
def _form(template: str, language: str, phone: str, *names: str) -> str:
    """The template in the language that is active, with a place for each of these names."""
    marks = {name: f"\x02{name}\x03" for name in names}
    form = render_to_string(template, {"language": language, "contact_phone": phone, **marks}).replace("%", "%%")
    for name, mark in marks.items():
        form = form.replace(mark, f"%({name})s")
    return form

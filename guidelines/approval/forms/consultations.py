"""What people fill in about a consultation: parties, dates, comments, and what became of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.consultations import AnswerFacts, CommentFacts, PartyFacts
from guidelines.approval.models import Comment
from guidelines.approval.wording_consultation import DISPOSITIONS
from guidelines.people.forms.fields import DayField
from guidelines.planning.names import Found, TypedName, find_names

PARTY_LINES = 4
ROWS, MORE_ROWS, MOST_ROWS = 3, 5, 50
NAME_LENGTH, TEXT_LENGTH, REASON_LENGTH = 200, 5000, 1000
_ADDRESS = re.compile(r"[\s,;<(]*(?P<email>[^\s,;<>()]+@[^\s,;<>()]+)[>)\s]*\Z")


class PartiesForm(forms.Form):
    """Who is asked: persons and groups by name, one a line, and others by name and address, one a line."""

    others = forms.CharField(
        label=_("Others, with name and mail address"),
        required=False,
        help_text=_(
            "One a line, for example: The Patients' Association, office@example.org. They get a link of their own."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, lines: int = PARTY_LINES, names: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [f"party_{number}" for number in range(lines)]
        for number, name in enumerate(self.lines):
            self.fields[name] = forms.CharField(
                label=_("Person or group %(number)s") % {"number": number + 1} if lines > 1 else _("Person or group"),
                required=False,
                max_length=200,
                initial=names[number] if number < len(names) else "",
                help_text=_("A name, or the abbreviation of a group.") if number == 0 else "",
                widget=forms.TextInput(attrs={"list": "known-parties", "autocomplete": "off"}),
            )
        for name in (*self.lines, "others"):
            self.fields[name].is_one_of_several = True  # type: ignore[attr-defined]
        self.order_fields(["closes_on", *self.lines, "others"])
        self.parties: list[PartyFacts] = []

    def clean(self) -> dict[str, Any]:
        """Find the persons and groups; one that is not known is an error of its line."""
        cleaned = super().clean() or {}
        filled = [name for name in self.lines if cleaned.get(name)]
        found = find_names(TypedName(cleaned[name], cleaned[name]) for name in filled)
        self.parties = []
        for name, who in zip(filled, found, strict=True):
            self._take(name, who)
        if "others" in cleaned:
            self.parties += self._others(cleaned["others"])
        if not self.parties and not self.errors:
            self.add_error(self.lines[0], _("Name at least one party."))
        return cleaned

    def _take(self, name: str, who: Found) -> None:
        if who.group is not None:
            self.parties.append(PartyFacts(group=who.group))
        elif len(who.persons) == 1:
            self.parties.append(PartyFacts(person=who.persons[0]))
        elif who.persons:
            words = {"name": who.typed.name}
            self.add_error(
                name, _("There are several persons called “%(name)s”. Ask the secretariat to merge them.") % words
            )
        else:
            words = {"name": who.typed.name}
            self.add_error(name, _("We know no person or group called “%(name)s”. Write others below.") % words)

    def _others(self, text: str) -> list[PartyFacts]:
        parties = []
        for line in filter(None, (line.strip() for line in text.splitlines())):
            match = _ADDRESS.search(line)
            name = line[: match.start()].strip() if match else ""
            if match is None or not name or not _is_address(match["email"]) or len(name) > NAME_LENGTH:
                self.add_error("others", _("Write a name and a mail address: “%(line)s”.") % {"line": line[:60]})
            else:
                parties.append(PartyFacts(name=name, email=match["email"]))
        return parties


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


class OpenForm(PartiesForm):
    """The closing date and who is asked."""

    closes_on = DayField(
        label=_("Closing date"),
        help_text=_("The last day for answers, for example 1.12.2027."),
        error_messages={"required": _("Write the closing date.")},
    )


def _reason(label: Any, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a reason."), "max_length": _("Keep the reason to 1000 characters.")},
    )


class SkipForm(forms.Form):
    """Why there is no consultation."""

    reason = _reason(_("Why there is no consultation"), required=True)


class CloseForm(forms.Form):
    """Why a consultation closes; needed before its time."""

    reason = _reason(_("Reason"), required=False)

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason


class CommentsForm(forms.Form):
    """The answer of a party: a section and a text a row, or no comments. `rows` is how many rows are shown."""

    rows = forms.IntegerField(required=False, min_value=1, max_value=MOST_ROWS, widget=forms.HiddenInput)
    nothing = forms.BooleanField(label=_("We have no comments"), required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        self.wants_more = data is not None and "more" in data
        super().__init__(None if self.wants_more else data, **kwargs)
        self.shown = _shown(data.get("rows") if data is not None else None)
        if self.wants_more:
            self.shown = min(self.shown + MORE_ROWS, MOST_ROWS)
            self.initial.update({name: data[name] for name in data if name != "rows"})
        self.initial["rows"] = self.shown
        for number in range(self.shown):
            self._add_row(number)
        self.comments: list[CommentFacts] = []

    def _add_row(self, number: int) -> None:
        words = {"number": number + 1}
        self.fields[f"section_{number}"] = forms.CharField(
            label=_("Section of comment %(number)s") % words, required=False, max_length=200
        )
        self.fields[f"text_{number}"] = forms.CharField(
            label=_("Comment %(number)s") % words,
            required=False,
            max_length=TEXT_LENGTH,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"max_length": _("Keep a comment to 5000 characters. Use more rows.")},
        )
        for name in (f"section_{number}", f"text_{number}"):
            self.fields[name].is_one_of_several = True  # type: ignore[attr-defined]

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each row."""
        return [(self[f"section_{number}"], self[f"text_{number}"]) for number in range(self.shown)]

    def clean(self) -> dict[str, Any]:
        """Collect the rows that are filled; ask for a comment, or the tick that there is none."""
        cleaned = super().clean() or {}
        self.comments = []
        for number in range(self.shown):
            section, text = cleaned.get(f"section_{number}", ""), cleaned.get(f"text_{number}", "")
            if text:
                self.comments.append(CommentFacts(section, text))
            elif section and f"text_{number}" not in self.errors:
                self.add_error(f"text_{number}", _("Write the comment, or empty its section."))
        if self.comments and cleaned.get("nothing"):
            self.add_error("nothing", _("There are comments above. Take the tick away, or empty them."))
        if not self.comments and not cleaned.get("nothing") and not self.errors:
            self.add_error("text_0", _("Write a comment, or tick that there are none."))
        return cleaned


def _shown(rows: str | None) -> int:
    wanted = int(rows) if rows and rows.isascii() and rows.isdecimal() and len(rows) < 4 else ROWS
    return min(max(wanted, 1), MOST_ROWS)


SEEN = "\n"


class AnswersForm(forms.Form):
    """What became of each comment: three fields a comment, of which one holds what the writer saw."""

    def __init__(self, *args: Any, comments: Sequence[Comment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comments = comments
        for comment in comments:
            self._add_row(comment)
        self.answers: list[AnswerFacts] = []

    def _add_row(self, comment: Comment) -> None:
        choices = [("", _("Not answered")), *DISPOSITIONS.items()]
        self.fields[f"what_{comment.pk}"] = forms.ChoiceField(
            label=_("What became of it"), choices=choices, required=False, initial=comment.disposition
        )
        self.fields[f"why_{comment.pk}"] = forms.CharField(
            label=_("Answer"),
            required=False,
            max_length=TEXT_LENGTH,
            initial=comment.answer,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"max_length": _("Keep an answer to 5000 characters.")},
        )
        self.fields[f"seen_{comment.pk}"] = forms.CharField(
            required=False, strip=False, initial=_seen(comment), widget=forms.HiddenInput
        )

    @property
    def rows(self) -> Iterable[tuple[Comment, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Each comment with its fields."""
        for comment in self.comments:
            yield comment, *(self[f"{name}_{comment.pk}"] for name in ("what", "why", "seen"))  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        """Collect the rows that were changed since the writer saw them."""
        cleaned = super().clean() or {}
        self.answers = [found for comment in self.comments if (found := self._read(comment, cleaned)) is not None]
        return cleaned

    def _read(self, comment: Comment, cleaned: dict[str, Any]) -> AnswerFacts | None:
        what, why = cleaned.get(f"what_{comment.pk}", ""), cleaned.get(f"why_{comment.pk}", "")
        before, _mark, text = str(cleaned.get(f"seen_{comment.pk}", "")).replace("\r\n", "\n").partition(SEEN)
        why = why.replace("\r\n", "\n")
        if (what, why) == (before, text) or f"what_{comment.pk}" in self.errors or f"why_{comment.pk}" in self.errors:
            return None
        if not what:
            self.add_error(f"what_{comment.pk}", _("Choose what became of the comment."))
        elif what != Comment.Disposition.TAKEN and not why:
            self.add_error(f"why_{comment.pk}", _("Write why it is not taken, or only partly."))
        else:
            return AnswerFacts(comment.pk, what, why, seen=(before, text))
        return None


def _seen(comment: Comment) -> str:
    return f"{comment.disposition}{SEEN}{comment.answer}"

"""The inbox in words and addresses: views with their counts, rows, filters, and the preview of one case."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from guidelines.desk.inbox.rules import FREE, MINE, Kind, Query, Row, View, counts
from guidelines.desk.models import SavedView
from guidelines.lists.dates import table_date

VIEWS = {
    View.ALL: gettext_lazy("waiting for us"),
    View.NEW: gettext_lazy("newly submitted"),
    View.REVIEW: gettext_lazy("under review"),
    View.APPROVED: gettext_lazy("ready to be published"),
    View.NOBODY: gettext_lazy("nobody to decide, answer or write"),
    View.RETURNED: gettext_lazy("back with the authors"),
    View.CHAIRS: gettext_lazy("with the chairs"),
    View.ANSWERS: gettext_lazy("answers from doctors"),
    View.REFUSED: gettext_lazy("mail refused"),
}
_WHAT = {
    Kind.NEW: ("sub", pgettext_lazy("inbox", "Submitted")),
    Kind.REVIEW: ("prog", pgettext_lazy("inbox", "Under review")),
    Kind.APPROVED: ("done", pgettext_lazy("inbox", "Ready to be published")),
    Kind.NOBODY: ("err", pgettext_lazy("inbox", "Nobody can decide")),
    Kind.UNLED: ("err", pgettext_lazy("inbox", "Nobody is there to answer")),
    Kind.UNWRITTEN: ("err", pgettext_lazy("inbox", "Every author is recused")),
    Kind.RETURNED: ("plan", pgettext_lazy("inbox", "Back with the authors")),
    Kind.CHAIRS: ("plan", pgettext_lazy("inbox", "With the chairs")),
    Kind.DECLINED: ("unk", pgettext_lazy("inbox", "Answer: no to the role")),
    Kind.HELP: ("unk", pgettext_lazy("inbox", "Answer: needs help")),
    Kind.WITHDRAW: ("unk", pgettext_lazy("inbox", "Answer: ought to lapse")),
    Kind.NEW_DATE: ("unk", pgettext_lazy("inbox", "Answer: new date")),
    Kind.REFUSED: ("err", pgettext_lazy("inbox", "Mail refused")),
}
_NEXT = {
    Kind.UNLED: gettext_lazy("Go to the consultation"),
    Kind.UNWRITTEN: gettext_lazy("Go to the guideline"),
    Kind.NOBODY: gettext_lazy("Name somebody"),
    Kind.DECLINED: gettext_lazy("Find another lead author"),
    Kind.HELP: gettext_lazy("See the answer"),
    Kind.WITHDRAW: gettext_lazy("Decide what becomes of it"),
    Kind.NEW_DATE: gettext_lazy("See the request"),
    Kind.REFUSED: gettext_lazy("Correct the address"),
}
"""What to press at a row that leads on to another page."""


@dataclass(frozen=True)
class Line:
    """A row as it is shown; `show` is the address of its preview, `open` of its page, `next` what leads there."""

    row: Row
    look: str
    what: str
    waited: str
    is_late: bool
    show: str
    open: str
    is_marked: bool
    is_ticked: bool = False
    next: str = ""


def line(row: Row, query: Query, today: date, marked: str | None, ticked: Container[str] = ()) -> Line:
    """Return a row in words; `ticked` are the keys of the rows chosen for an act on several."""
    look, words = _WHAT[row.kind]
    what = str(words)
    if row.is_again and row.kind in (Kind.NEW, Kind.REVIEW):
        what = _("Sent in again") if row.kind is Kind.NEW else _("Sent in again, under review")
    if row.rests_until:
        what = _("Put off to %(date)s") % {"date": table_date(row.rests_until)}
    return Line(
        row=row,
        look=look,
        what=what,
        waited=_waited(row.waited(today)),
        is_late=row.due is not None and row.due < today,
        show=address(query, vis=row.key),
        open=_page_of(row),
        is_marked=row.key == marked,
        is_ticked=row.key in ticked,
        next=str(_NEXT.get(row.kind, "")),
    )


def _waited(days: int) -> str:
    if not days:
        return _("came today")
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def _page_of(row: Row) -> str:
    """Return where the row's case is worked on, or what was answered is acted on."""
    if row.kind in (Kind.DECLINED, Kind.HELP):
        return reverse("task-answer", args=[row.about])
    if row.kind is Kind.WITHDRAW:
        return reverse("guideline", args=[row.slug])
    if row.kind is Kind.NEW_DATE:
        return reverse("extension-decide", args=[row.item])
    if row.kind is Kind.REFUSED:
        return reverse("person", args=[row.item])
    if row.kind is Kind.UNLED:
        return reverse("consultation", args=[row.revision])
    if row.kind is Kind.UNWRITTEN:
        return reverse("guideline", args=[row.slug])
    return reverse("appoint", args=[row.step]) if row.step else reverse("case", args=[row.revision])


def parts(query: Query) -> dict[str, str]:
    """Return what an address must say for this query."""
    said = {"visning": "" if query.view is View.ALL else query.view.value, "gruppe": query.group, "hos": query.holder}
    return {name: value for name, value in said.items() if value}


def address(query: Query, *, vis: str = "") -> str:
    """Return the address of the list for a query, with the row that `vis` names marked."""
    asked = QueryDict(mutable=True)
    asked.update({**parts(query), "vis": vis} if vis else parts(query))
    return f"{reverse('inbox')}?{asked.urlencode()}" if asked else reverse("inbox")


def chips(rows: Sequence[Row], query: Query, without_address: int, findings: int) -> list[dict[str, Any]]:
    """Return the views with their counts; people without a mail address, and findings, have pages of their own."""
    numbers = counts(rows)
    found: list[dict[str, Any]] = [
        {"count": numbers[view], "label": label, "url": address(Query(view)), "current": query.view is view}
        for view, label in VIEWS.items()
        if numbers[view] or view in (View.ALL, query.view)
    ]
    if without_address:
        label, url = _("without a mail address"), reverse("people-without-address")
        found.append({"count": without_address, "label": label, "url": url, "current": False})
    if findings:
        found.append({"count": findings, "label": _("quality check"), "url": reverse("quality"), "current": False})
    return found


def groups_of(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Return the groups that have a case here, to filter by."""
    pairs = {pair for row in rows for pair in zip(row.group_slugs, row.groups, strict=True)}
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def holders_of(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Return who has a case here, to filter by: nobody and oneself first."""
    people = {(str(row.holder_key), row.holder) for row in rows if row.holder_key is not None}
    fixed = [(FREE, _("free")), (MINE, _("me"))]
    return [*fixed, *sorted(people, key=lambda pair: pair[1].casefold())]


def saved_links(views: Iterable[SavedView]) -> list[dict[str, Any]]:
    """Return the saved views with their addresses."""
    start = reverse("inbox")
    return [{"view": view, "url": f"{start}?{view.query}" if view.query else start} for view in views]

"""The main menu by role, with a count only for what the reader must act on (ux 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guidelines.desk.quality.standing import may_see_quality
from guidelines.desk.reading import read_board
from guidelines.desk.rules import Board
from guidelines.lists import clock
from guidelines.people.access import ANONYMOUS, Viewer
from guidelines.people.rules import short_name


@dataclass(frozen=True)
class Item:
    """An item of the main menu; `count` is what waits for the reader, 0 for nothing to show."""

    label: str
    url: str
    count: int
    current: bool


def board_of(request: HttpRequest) -> Board:
    """Return the viewer's board, read once a request: page and menu show the same count."""
    known: Board | None = getattr(request, "board", None)
    if known is None:
        known = read_board(request.viewer, clock.today())  # type: ignore[attr-defined]
        request.board = known  # type: ignore[attr-defined]
    return known


def menu(request: HttpRequest) -> dict[str, Any]:
    """Return the menu, the reader's name and the address of the search; all lazy, so that fragments read nothing."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    return {
        "nav": SimpleLazyObject(lambda: _items(request, viewer)),
        "user_name": SimpleLazyObject(lambda: short_name(viewer.person.name) if viewer.person else ""),
        "user_menu": SimpleLazyObject(lambda: _own_pages(viewer)),
        "search_url": reverse("search"),
    }


def _items(request: HttpRequest, viewer: Viewer) -> list[Item]:
    """The items for the viewer's roles; empty for the public, who get the public menu."""
    if not viewer.is_signed_in:
        return []
    board = board_of(request)
    items = []
    if viewer.is_secretariat:
        items += [_item(request, _("Inbox"), "inbox", count=board.cases), _item(request, _("Overview"), "overview")]
    items += [
        _item(request, _("My tasks"), "tasks", count=board.count),
        _item(request, _("Plans"), "plans"),
    ]
    if viewer.led_groups or board.approvals:
        items.append(_item(request, _("Approvals"), "approvals", count=board.approvals))
    items.append(_item(request, _("Guidelines"), "guidelines"))
    if viewer.led_groups and not viewer.is_secretariat:
        items.append(_item(request, _("Annual report"), "reports"))
    if viewer.is_secretariat:
        items += [
            _item(request, _("People and groups"), "groups", "people"),
            _item(request, _("Reminders"), "reminders"),
        ]
    else:
        items.append(_item(request, _("Help"), "help"))
    return items


def _item(request: HttpRequest, label: str, *names: str, count: int = 0) -> Item:
    """An item that leads to the first of these pages and is marked as current on all of them."""
    urls = [reverse(name) for name in names]
    is_current = request.resolver_match is not None and request.path.startswith(tuple(urls))
    return Item(label, urls[0], count, is_current)


def _own_pages(viewer: Viewer) -> list[dict[str, str]]:
    if viewer.person is None:
        return []
    leading = [
        *([] if viewer.is_secretariat else [{"label": _("Overview"), "url": reverse("overview")}]),
        {"label": _("Without a sure lead author"), "url": reverse("orphans")},
        {"label": _("Quality check"), "url": reverse("quality")},
    ]
    return [
        *(leading if may_see_quality(viewer) else []),
        {"label": pgettext("of work", "Load"), "url": reverse("load")},
        *([{"label": _("Reports"), "url": reverse("reports")}] if viewer.is_secretariat or viewer.own_groups else []),
        {"label": _("History"), "url": reverse("journal")},
        {"label": _("Your page"), "url": reverse("person", args=[viewer.person.pk])},
        {"label": _("Declarations of interest"), "url": reverse("declarations")},
        {"label": _("Profile"), "url": reverse("profile")},
    ]

"""The pages that the search knows, with the words by which people ask for them, for whom each is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.desk.orphans.reading import may_see_orphans
from guidelines.desk.overview.scope import may_see_overview
from guidelines.desk.quality.standing import may_see_quality
from guidelines.lists.danish import search_forms, search_text
from guidelines.people.access import Viewer
from guidelines.people.wording import Text
from guidelines.planning.access import led_groups_with_plan


def _anybody(viewer: Viewer) -> bool:
    return True


def _signed_in(viewer: Viewer) -> bool:
    return viewer.is_signed_in


def _person(viewer: Viewer) -> bool:
    return viewer.person is not None


def _in_a_group(viewer: Viewer) -> bool:
    return viewer.is_secretariat or bool(viewer.own_groups)


def _secretariat(viewer: Viewer) -> bool:
    return viewer.is_secretariat


def _may_make_one(viewer: Viewer) -> bool:
    return led_groups_with_plan(viewer).exists()


@dataclass(frozen=True)
class Place:
    """A page: what it is called, the name of its address, for whom it is, and other words for it."""

    label: Text
    name: str
    is_for: Callable[[Viewer], bool]
    words: Text


PLACES = (
    Place(_("Inbox"), "inbox", _secretariat, pgettext_lazy("search words", "cases submitted queue")),
    Place(
        _("Overview"), "overview", may_see_overview, pgettext_lazy("search words", "state numbers waits bottleneck due")
    ),
    Place(_("My tasks"), "tasks", _signed_in, pgettext_lazy("search words", "to do deadlines owe")),
    Place(_("Guidelines"), "guidelines", _anybody, pgettext_lazy("search words", "register list of all")),
    Place(
        _("Version from a document …"),
        "register-document",
        _secretariat,
        pgettext_lazy("search words", "upload PDF Word"),
    ),
    Place(
        _("New guideline"),
        "guideline-new",
        _may_make_one,
        pgettext_lazy("search words", "make add announced title start create"),
    ),
    Place(_("Plans"), "plans", _signed_in, pgettext_lazy("search words", "planskema years revisions")),
    Place(_("Approvals"), "approvals", _signed_in, pgettext_lazy("search words", "decide clinical approve")),
    Place(_("Groups"), "groups", _anybody, pgettext_lazy("search words", "DMCG chairs members")),
    Place(_("People"), "people", _signed_in, pgettext_lazy("search words", "persons names lead authors contact")),
    Place(
        _("People without a mail address"),
        "people-without-address",
        _secretariat,
        pgettext_lazy("search words", "e-mail missing bounced refused"),
    ),
    Place(
        _("Possible duplicates"), "people-duplicates", _secretariat, pgettext_lazy("search words", "merge same person")
    ),
    Place(
        _("Reminders"), "reminders", _secretariat, pgettext_lazy("search words", "mails queue hold send rules ladder")
    ),
    Place(
        _("Without a sure lead author"),
        "orphans",
        may_see_orphans,
        pgettext_lazy("search words", "orphans successor replace"),
    ),
    Place(_("Quality check"), "quality", may_see_quality, pgettext_lazy("search words", "findings faults data")),
    Place(
        pgettext_lazy("of work", "Load"), "load", _signed_in, pgettext_lazy("search words", "workload per person year")
    ),
    Place(_("Reports"), "reports", _in_a_group, pgettext_lazy("search words", "annual report year statement")),
    Place(_("History"), "journal", _signed_in, pgettext_lazy("search words", "who did what journal log events")),
    Place(_("Rules for checks"), "check-rules", _secretariat, pgettext_lazy("search words", "setup check switch off")),
    Place(_("Saved views"), "guideline-views", _person, pgettext_lazy("search words", "filters default shared")),
    Place(
        _("Declarations of interest"),
        "declarations",
        _person,
        pgettext_lazy("search words", "impartiality conflict recused"),
    ),
    Place(_("Profile"), "profile", _signed_in, pgettext_lazy("search words", "language absence holiday second factor")),
    Place(_("Help"), "help", _anybody, pgettext_lazy("search words", "telephone contact guide")),
    Place(_("Glossary"), "glossary", _anybody, pgettext_lazy("search words", "words terms meaning")),
    Place(
        _("Accessibility, privacy and cookies"),
        "legal",
        _anybody,
        pgettext_lazy("search words", "statement WAS personal data"),
    ),
)


@dataclass(frozen=True)
class FoundPage:
    """A page that was found."""

    label: str
    url: str


def pages_found(query: str, viewer: Viewer) -> Iterator[FoundPage]:
    """Give the viewer's pages in which every word of the query occurs, in the order of the menu; all without words."""
    asked = [search_forms(word) for word in query.split()]
    for place, text in zip(PLACES, _texts(get_language() or "da"), strict=True):
        is_asked = all(any(form in text for form in forms) for forms in asked)
        if is_asked and place.is_for(viewer):
            yield FoundPage(str(place.label), reverse(place.name))


@lru_cache(maxsize=4)
def _texts(_language: str) -> list[str]:
    """The folded words of each page in the language that is active."""
    return [search_text(f"{place.label} {place.words}") for place in PLACES]

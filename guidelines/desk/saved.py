"""Saved views of lists: a name for a query, one's own or shared by the secretariat (gemte visninger, ux 4.3)."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from guidelines.desk.models import DefaultView, SavedView
from guidelines.lists.errors import Refused
from guidelines.people.models import Person

MOST = 30  # of one person, and of those shared
NAME_LENGTH = 80
QUERY_LENGTH = 1000  # as it stands in an address, where æ takes six signs


def views_of(person: Person, page: str) -> QuerySet[SavedView, SavedView]:
    """Return the shared views of a page and the person's own, by name."""
    return SavedView.objects.filter(Q(person=person) | Q(person=None), page=page).order_by("name", "pk")


def changeable_by(person: Person, page: str, *, is_secretariat: bool) -> QuerySet[SavedView, SavedView]:
    """Return the views of a page that the person may rename and delete: one's own; the secretariat the shared ones."""
    found = views_of(person, page)
    return found if is_secretariat else found.filter(person=person)


def keep_view(
    person: Person, *, page: str, name: str, query: str, is_shared: bool, replaces: bool = False
) -> SavedView:
    """Keep a query of a page under a name and return the view; one's own of that name keeps the new query instead.

    A shared view is anybody's: it does so only where that is asked for (`replaces`). Raises Refused otherwise, without
    a name, with one that is too long, for a query that is too long, and where there are too many.
    """
    name = _named(name)
    if len(query) > QUERY_LENGTH:
        raise Refused(_("The filters are too long to be kept as a view. Shorten what you search for."))
    owner = None if is_shared else person
    own = SavedView.objects.filter(person=owner, page=page)
    before = own.filter(name=name).first()
    if before is None and own.count() >= MOST:
        raise Refused(_("There are %(count)s saved views already. Delete one first.") % {"count": MOST})
    if is_shared and before is not None and before.query != query and not replaces:
        sentence = _(
            "There is a shared view called “%(name)s” already. Choose another name, or tick that you replace it."
        )
        raise Refused(sentence % {"name": name})
    view, _made = SavedView.objects.update_or_create(person=owner, page=page, name=name, defaults={"query": query})
    return view


def rename_view(view: SavedView, *, name: str) -> SavedView:
    """Give a view another name; raises Refused as `keep_view` does, and where another view has the name."""
    view.name = _named(name)
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise Refused(_("There is a view called “%(name)s” already.") % {"name": view.name}) from error
    return view


def open_with(person: Person, *, page: str, view: SavedView | None) -> None:
    """Let the page open with this view for the person from now on; None lets it open with everything."""
    if view is None:
        DefaultView.objects.filter(person=person, page=page).delete()
    else:
        DefaultView.objects.update_or_create(person=person, page=page, defaults={"view": view})


def _named(name: str) -> str:
    """The name in tidy words; raises Refused for none, or one that is too long."""
    name = " ".join(name.replace("\x00", " ").split())  # a sign that no database takes
    if not name:
        raise Refused(_("Write what the view is to be called."))
    if len(name) > NAME_LENGTH:
        raise Refused(_("Keep it to %(count)s characters.") % {"count": NAME_LENGTH})
    return name

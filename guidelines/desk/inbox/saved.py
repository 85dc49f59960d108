"""Saved views of the inbox: a name for a query, one's own or shared by the secretariat (ux 4.3)."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from guidelines.desk.inbox.rules import KNOWN
from guidelines.desk.models import SavedView
from guidelines.lists.errors import Refused
from guidelines.people.models import Person

PAGE = "inbox"
MOST = 30  # of one person, and of those shared


def views_for(person: Person) -> QuerySet[SavedView, SavedView]:
    """Return the shared views and the person's own, by name."""
    return SavedView.objects.filter(Q(person=person) | Q(person=None), page=PAGE).order_by("name", "pk")


def save_view(person: Person, *, name: str, query: str, is_shared: bool) -> SavedView:
    """Keep a query under a name and return it; the same name again keeps the new query instead.

    Raises Refused without a name, where there is nothing to keep, and where there are too many.
    """
    name, kept = " ".join(name.split()), clean_query(query)
    if not name:
        raise Refused(_("Write what the view is to be called."))
    if len(name) > 80:
        raise Refused(_("Keep it to %(count)s characters.") % {"count": 80})
    owner = None if is_shared else person
    own = SavedView.objects.filter(person=owner, page=PAGE)
    if own.count() >= MOST and not own.filter(name=name).exists():
        raise Refused(_("There are %(count)s saved views already. Delete one first.") % {"count": MOST})
    view, _made = SavedView.objects.update_or_create(person=owner, page=PAGE, name=name, defaults={"query": kept})
    return view


def delete_view(person: Person, key: int) -> bool:
    """Delete a view that is the person's own or shared, and return whether there was one."""
    return bool(views_for(person).filter(pk=key).delete()[0])


def clean_query(query: str) -> str:
    """Return a query with what the list knows alone, in its order."""
    asked, kept = QueryDict(query[:2000]), QueryDict(mutable=True)
    for name in KNOWN:
        if asked.get(name):
            kept[name] = asked[name][:100]
    return kept.urlencode()

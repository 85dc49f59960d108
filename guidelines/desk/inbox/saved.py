"""The saved views of the inbox."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import QueryDict

from guidelines.desk.inbox.rules import KNOWN
from guidelines.desk.models import SavedView
from guidelines.desk.saved import keep_view, views_of
from guidelines.people.models import Person

PAGE = "inbox"


def views_for(person: Person) -> QuerySet[SavedView, SavedView]:
    """Return the shared views and the person's own, by name."""
    return views_of(person, PAGE)


def save_view(person: Person, *, name: str, query: str, is_shared: bool, replaces: bool) -> SavedView:
    """Keep a query under a name and return it; raises Refused as `desk.saved.keep_view`."""
    kept = clean_query(query)
    return keep_view(person, page=PAGE, name=name, query=kept, is_shared=is_shared, replaces=replaces)


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

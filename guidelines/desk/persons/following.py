"""What the desk does with saved views when two persons turn out to be one."""

from __future__ import annotations

from itertools import count

from guidelines.desk.models import DefaultView, SavedView
from guidelines.desk.saved import NAME_LENGTH
from guidelines.people.models import Person


def move_views(duplicate: Person, *, into: Person) -> None:
    """Hand the duplicate's saved views, and what its pages open with, to the person kept.

    Of two views alike one stays; another of the same name gets a number behind it. The kept person's pages open as they
    did.
    """
    for view in SavedView.objects.filter(person=duplicate):
        twin = SavedView.objects.filter(person=into, page=view.page, name=view.name).first()
        if twin is not None and twin.query == view.query:
            DefaultView.objects.filter(view=view).update(view=twin)
            view.delete()
        else:
            name = view.name if twin is None else _free_name(view, into)
            SavedView.objects.filter(pk=view.pk).update(person=into, name=name)
    own = DefaultView.objects.filter(person=duplicate)
    own.filter(page__in=DefaultView.objects.filter(person=into).values("page")).delete()
    own.update(person=into)


def _free_name(view: SavedView, person: Person) -> str:
    """The view's name with the first number behind it that none of the person's views has."""
    taken = set(SavedView.objects.filter(person=person, page=view.page).values_list("name", flat=True))
    endings = (f" ({number})" for number in count(2))
    return next(name for name in (view.name[: NAME_LENGTH - len(end)] + end for end in endings) if name not in taken)

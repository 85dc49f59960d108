"""A mail that is not made yet: as it would be, held, sent before its slot, with a note of the secretariat's."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.lists import clock
from guidelines.people.both import beginning
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.people.views.shared import METHODS, Page, answer, press
from reminders import actions, reading
from reminders.forms import NoteForm
from reminders.slots import is_slot
from reminders.watched import watched_note

SEEN_DAYS = 365


def _reader(day: date, pk: int) -> Person:
    """Return whose mail it is; 404 where there is no slot on that day."""
    if not is_slot(day) or not clock.today() <= day <= clock.today() + timedelta(days=SEEN_DAYS):
        raise Http404
    return get_object_or_404(Person.objects.current(), pk=pk)


@require_http_methods(METHODS)
@secretariat_only
def queued(request: ViewerRequest, day: date, pk: int) -> HttpResponse:
    """Show a mail that is not made yet, or keep it back."""
    person, now = _reader(day, pk), clock.now()
    if request.method == "POST":

        def hold() -> str:
            actions.hold_in_advance(person, slot=day, now=now)
            return _("The mail to %(name)s is held.") % {"name": person.name}

        return press(request, hold, reverse("reminders"))
    shown, row = reading.show_queued(person, day, now), reading.row_of(person, day)
    return render(request, "reminders/queued.html", {"person": person, "day": day, "shown": shown, "row": row})


@require_POST
@secretariat_only
def queued_send(request: ViewerRequest, day: date, pk: int) -> HttpResponse:
    """Send a mail before its slot."""
    person = _reader(day, pk)

    def send() -> str:
        actions.send_now(person, slot=day, by=request.viewer.person, now=clock.now())
        return _("The mail to %(name)s is sent now. It is the mail of this week.") % {"name": person.name}

    return press(request, send, reverse("reminders"))


@require_http_methods(METHODS)
@secretariat_only
def queued_note(request: ViewerRequest, day: date, pk: int) -> HttpResponse:
    """Write a note at the top of a mail that is not made yet."""
    person, now = _reader(day, pk), clock.now()
    row = reading.row_of(person, day)
    watched = watched_note(reading.rows_of(person, day))
    initial = {"note": row.note if row else ""} | beginning(request, watched)
    form = NoteForm(request.POST or None, initial=initial)

    def write() -> str:
        note, by = form.cleaned_data["note"], request.viewer.actor()
        actions.note_in_advance(person, note, slot=day, writer=request.viewer.person, by=by, now=now)
        return _("The note stands in the mail to %(name)s.") % {"name": person.name}

    page = Page(
        title=_("A note to %(name)s") % {"name": person.name},
        submit=_("Put the note in the mail"),
        back=reverse("queued-mail", args=[day, pk]),
        template="reminders/note.html",
        more={"shown": reading.show_queued(person, day, now)},
    )
    return answer(request, form, write, page, on="note", watched=watched)

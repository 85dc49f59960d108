"""*Abonnér på frister*: the page that makes an address, and the feed that a calendar program reads."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guidelines.exchange.calendar import Entry, calendar_bytes, etag_of
from guidelines.exchange.calendar_actions import make_address, opens, remove_address, told
from guidelines.exchange.calendar_reading import deadlines_of, deadlines_of_group
from guidelines.exchange.calendar_wording import calendar_name
from guidelines.exchange.models import CalendarAddress, CalendarEvent
from guidelines.lists import clock
from guidelines.lists.errors import Refused
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group, Role
from guidelines.people.views.shared import METHODS

CONTENT_TYPE = "text/calendar; charset=utf-8"


@require_safe
def feed(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Answer a calendar program: no session, no cookie, and 404 for whatever is not the very address."""
    address = CalendarAddress.objects.select_related("person__user", "group").filter(pk=pk).first()
    if address is None or not opens(address, token) or not _may_read(address):
        return HttpResponse(status=404, content_type="text/plain; charset=utf-8")  # the page for people sets a cookie
    with translation.override(address.person.language):
        deadlines = deadlines_of_group(address.group) if address.group else deadlines_of(address.person, clock.today())
        events = told(address, deadlines, now=clock.now())
        data = _bytes(address, events)
    etag = etag_of(data)
    response = HttpResponse(data, content_type=CONTENT_TYPE)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Disposition"] = 'inline; filename="frister.ics"'
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer if isinstance(answer, HttpResponse) else response


def _may_read(address: CalendarAddress) -> bool:
    """True while the account is active and, for a group's feed, the person has a role in the group."""
    person = address.person
    if person.user is None or not person.user.is_active or person.merged_into_id is not None:
        return False
    return address.group is None or Role.objects.on(clock.today()).filter(person=person, group=address.group).exists()


def _bytes(address: CalendarAddress, events: list[CalendarEvent]) -> bytes:
    entries = [
        Entry(
            event.key,
            event.on,
            event.summary,
            event.description,
            f"{settings.SITE_URL}{event.path}",
            event.sequence,
            event.changed_at,
            event.cancelled_at is not None,
        )
        for event in events
    ]
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    name = calendar_name(address.group)
    return calendar_bytes(entries, name=name, host=host, language=address.person.language)


@require_http_methods(METHODS)
@login_required
def own(request: ViewerRequest) -> HttpResponse:
    """Make, reset or remove the address of one's own deadlines."""
    if request.viewer.person is None:
        raise Http404
    return _page(request, None)


@require_http_methods(METHODS)
@login_required
def of_group(request: ViewerRequest, slug: str) -> HttpResponse:
    """Make, reset or remove one's address of a group's deadlines; for those with a role in it."""
    group = get_object_or_404(Group.objects.with_plan(), slug=slug)
    if request.viewer.person is None or not request.viewer.belongs_to(group):
        raise Http404
    return _page(request, group)


def _page(request: ViewerRequest, group: Group | None) -> HttpResponse:
    """Show whether there is an address; the one that was just made is shown this once, and never again."""
    person, url = request.viewer.person, ""
    if person is None:
        raise Http404
    by, now = request.viewer.actor(acting_for=group), clock.now()
    if request.method == "POST" and request.POST.get("act") == "remove":
        try:
            remove_address(person, group, by=by, now=now)
            messages.success(request, _("The calendar address is removed. Calendars that have it get nothing more."))
        except Refused as refused:
            messages.error(request, str(refused))
        return HttpResponseRedirect(request.path)
    if request.method == "POST":
        made, token = make_address(person, group, by=by, now=now)
        url = f"{settings.SITE_URL}{reverse('calendar-feed', args=[made.pk, token])}"
    context = {
        "group": group,
        "address": CalendarAddress.objects.of(person, group).first(),
        "url": url,
        "webcal": f"webcal://{url.partition('://')[2]}" if url else "",
        "back": reverse("group", args=[group.slug]) if group else reverse("profile"),
    }
    response = render(request, "exchange/calendar.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response

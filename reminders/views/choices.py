"""*Vælg hvilke mails du får*, and the page behind the link by which a mail is no longer wanted."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from guidelines.lists import clock
from guidelines.people.actions import set_contact
from guidelines.people.middleware import ViewerRequest
from guidelines.people.views.shared import METHODS, Page, answer
from reminders.answers.views import by_link
from reminders.choices.actions import choose_mails
from reminders.choices.forms import ChoiceForm
from reminders.choices.links import read_token
from reminders.choices.sorts import NAMES, choices_of, sorts_for


@require_http_methods(METHODS)
@login_required
def mail_choices(request: ViewerRequest) -> HttpResponse:
    """Show and change which mails one gets, and in which language."""
    person = request.viewer.person
    if person is None:
        return render(request, "people/no_person.html")
    sorts = sorts_for(person, is_secretariat=request.viewer.is_secretariat)
    initial = {"language": person.language, **choices_of(person, sorts)}
    form = ChoiceForm(request.POST or None, sorts=sorts, initial=initial)

    def act() -> str:
        now, language = clock.now(), form.cleaned_data["language"]
        set_contact(person, language=language, phone=person.phone, by=request.viewer.actor(), now=now)
        choose_mails(person, form.wanted, now=now)
        return _("Saved.")

    page = Page(
        _("Choose which mails you get"), _("Save"), reverse("mail-choices"), template="reminders/mail_choices.html"
    )
    page.more["person"] = person
    return answer(request, form, act, page)


@csrf_exempt
@require_http_methods(METHODS)
@by_link
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether a sort of mail is no longer wanted, and turn it off by POST: a mail program's press needs no cookie.

    GET and HEAD change nothing, whoever fetches the link. The same press again leaves things as they are.
    """
    found = read_token(token)
    if found is None:
        raise Http404
    person, sort = found
    if request.method == "POST":
        choose_mails(person, {sort: False}, now=clock.now())
    with translation.override(person.language):
        context = {"name": NAMES[sort], "is_done": request.method == "POST"}
        return render(request, "reminders/unsubscribe.html", context)

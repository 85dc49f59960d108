"""What is changed of a guideline in the register: its title, its owner (ux page 13)."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.lists import clock
from guidelines.lists.errors import CONFLICT, UNPROCESSABLE, Refused
from guidelines.people.both import beginning, save, shown_mark
from guidelines.people.forms.seen import SeenForm
from guidelines.people.middleware import ViewerRequest
from guidelines.people.seen import Watched
from guidelines.register.access import may_confirm_owner, may_retitle
from guidelines.register.actions import confirm_owner, retitle
from guidelines.register.forms import OwnerForm, TitleForm
from guidelines.register.models import Guideline
from guidelines.register.state import watched_owner, watched_title

FORM_METHODS = ["GET", "HEAD", "POST"]


def visible(request: ViewerRequest, slug: str) -> Guideline:
    return get_object_or_404(Guideline.objects.visible_to(request.viewer), slug=slug)


def crumbs(guideline: Guideline, label: str) -> list[dict[str, str]]:
    own = {"label": guideline.title, "url": guideline.get_absolute_url(), "lang": guideline.language}
    return [own, {"label": label}]


@require_http_methods(FORM_METHODS)
@login_required
def title(request: ViewerRequest, slug: str) -> HttpResponse:
    """Give the guideline another title, or make its working title the real one."""
    guideline = visible(request, slug)
    if not may_retitle(request.viewer):
        raise Http404
    watched = watched_title(guideline)
    given = {"title": guideline.title, "is_working_title": guideline.is_working_title}
    form = TitleForm(request.POST or None, initial=given | beginning(request, watched))

    def act() -> str:
        texts = {name: form.cleaned_data[name] for name in ("title", "is_working_title")}
        retitle(guideline, **texts, by=request.viewer.actor(), now=clock.now())
        return _("The title is saved.")

    return _answer(request, guideline, form, act, watched, _("Edit the title"), "register/title.html")


@require_http_methods(FORM_METHODS)
@login_required
def owner(request: ViewerRequest, slug: str) -> HttpResponse:
    """Say which of the guideline's groups owns it; for their chairs and the secretariat."""
    guideline = visible(request, slug)
    links = list(guideline.group_links.select_related("group").order_by("group__sort_key"))
    if not may_confirm_owner(request.viewer, links):
        raise Http404
    watched = watched_owner(guideline)
    groups = [link.group for link in links if link.may_own]
    form = OwnerForm(request.POST or None, groups=groups, initial={"seen": shown_mark(request, watched)})

    def act() -> str:
        chosen = form.chosen()
        confirm_owner(guideline, chosen, by=request.viewer.actor(), now=clock.now())
        return _("%(group)s is now the owner.") % {"group": chosen.abbreviation}

    return _answer(request, guideline, form, act, watched, _("Confirm the owner"), "register/owner.html")


def _answer(
    request: ViewerRequest,
    guideline: Guideline,
    form: SeenForm,
    act: Callable[[], str],
    watched: Watched,
    label: str,
    template: str,
) -> HttpResponse:
    """Show the form; where it is valid do `act` to what was shown, say the sentence it returns, and show the guideline.

    Both sides are shown where somebody else was first.
    """
    context = {"form": form, "guideline": guideline, "title": label, "crumbs": crumbs(guideline, label)}
    if request.method == "POST" and form.is_valid():
        by, url = request.viewer.actor(), guideline.get_absolute_url()
        try:
            both = save(lambda: messages.success(request, act()), form, watched, by=by, now=clock.now(), keep_url=url)
            return render(request, template, {**context, "both": both}, status=CONFLICT) if both else redirect(url)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, template, context, status=UNPROCESSABLE if form.errors else None)

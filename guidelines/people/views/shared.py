"""What the pages of people share: a form that does one thing, and a button that does one thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from guidelines.lists import clock
from guidelines.lists.errors import CONFLICT, UNPROCESSABLE, Refused
from guidelines.people.both import Both, save
from guidelines.people.forms.seen import SeenForm
from guidelines.people.middleware import ViewerRequest
from guidelines.people.seen import Watched

METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Page:
    """The words around a form, and where it leads back to."""

    title: str
    submit: str
    back: str
    lead: str = ""
    template: str = "people/form.html"
    more: dict[str, Any] = field(default_factory=dict)


def answer(
    request: ViewerRequest,
    form: forms.Form,
    act: Callable[[], str],
    page: Page,
    *,
    on: str | None = None,
    watched: Watched | None = None,
) -> HttpResponse:
    """Show a form; where it is valid do `act`, say the sentence it returns and lead back.

    A refusal stands at the field `on`, or above the form, and what was typed stays. Where `watched` is not as the form
    showed it, nothing is done and both sides are shown (409).
    """
    context = {"form": form, "page": page, **page.more}
    if request.method == "POST" and form.is_valid():
        try:
            both = _save(request, form, act, page, watched)
            if both is None:
                return HttpResponseRedirect(page.back)
            return render(request, page.template, {**context, "both": both}, status=CONFLICT)
        except Refused as refused:
            form.add_error(on, str(refused))
    return render(request, page.template, context, status=UNPROCESSABLE if form.errors else None)


def _save(
    request: ViewerRequest, form: forms.Form, act: Callable[[], str], page: Page, watched: Watched | None
) -> Both | None:
    def done() -> None:
        messages.success(request, act())

    if watched is None or not isinstance(form, SeenForm):
        done()
        return None
    return save(done, form, watched, by=request.viewer.actor(), now=clock.now(), keep_url=page.back)


def press(request: ViewerRequest, act: Callable[[], str], back: str) -> HttpResponse:
    """Do what a button without a form says, say the sentence it returns, or why it was refused, and lead back."""
    try:
        messages.success(request, act())
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(back)

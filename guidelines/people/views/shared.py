"""What the pages of people share: a form that does one thing, and a button that does one thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.middleware import ViewerRequest

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
    request: ViewerRequest, form: forms.Form, act: Callable[[], str], page: Page, *, on: str | None = None
) -> HttpResponse:
    """Show a form; where it is valid do `act`, say the sentence it returns and lead back.

    A refusal stands at the field `on`, or above the form, and what was typed stays.
    """
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act())
            return HttpResponseRedirect(page.back)
        except Refused as refused:
            form.add_error(on, str(refused))
    context = {"form": form, "page": page, **page.more}
    return render(request, page.template, context, status=UNPROCESSABLE if form.errors else None)


def press(request: ViewerRequest, act: Callable[[], str], back: str) -> HttpResponse:
    """Do what a button without a form says, say the sentence it returns, or why it was refused, and lead back."""
    try:
        messages.success(request, act())
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(back)

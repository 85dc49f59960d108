"""*Tekster*: every kind of mail with the data of a real guideline, and the secretariat's own words in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE
from guidelines.people.doors import secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.people.views.shared import METHODS
from guidelines.register.models import Guideline
from reminders import actions
from reminders.forms import TextForm
from reminders.ladder_names import kind_name
from reminders.models import MailText
from reminders.own_text import OwnText
from reminders.specimens import Specimen, shown_guidelines, specimen
from reminders.texts import KINDS, PLACEHOLDERS, needed_in


@require_http_methods(METHODS)
@secretariat_only
def text(request: ViewerRequest, kind: str, language: str) -> HttpResponse:
    """Show a kind of mail with real data; see a change in it before it is kept, and keep it."""
    _must_exist(kind, language)
    guidelines = shown_guidelines(clock.today())
    guideline = _chosen(request, guidelines)
    row = MailText.objects.filter(kind=kind, language=language).first()
    form = TextForm(request.POST or None)
    own = _typed(form, kind)
    if own is not None and "keep" in request.POST:
        by, now = request.viewer.actor(), clock.now()
        actions.write_text(kind, language, own, writer=request.viewer.person, by=by, now=now)
        messages.success(request, _("The text is kept. It stands in every mail of the kind from now on."))
        return redirect("mail-text", kind, language)
    shown = specimen(kind, language, guideline, today=clock.today(), own=own) if guideline else None
    form.initial = _begin_with(row, shown)
    context: dict[str, Any] = {
        "form": form,
        "row": row,
        "guideline": guideline,
        "guidelines": guidelines,
        "shown": shown,
    }
    context |= {**_words(kind, language), "is_preview": own is not None}
    return render(request, "reminders/text.html", context, status=UNPROCESSABLE if form.errors else None)


def _must_exist(kind: str, language: str) -> None:
    if kind not in KINDS or language not in Person.Language.values:
        raise Http404


def _words(kind: str, language: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "name": kind_name(kind),
        "language": language,
        "language_name": dict(Person.Language.choices)[language],
        "placeholders": PLACEHOLDERS.items(),
        "needed": needed_in(kind).items(),
    }


def _begin_with(row: MailText | None, shown: Specimen | None) -> dict[str, str]:
    """What stands in the form: the secretariat's own words, else the product's."""
    if row is not None:
        return {"subject": row.subject, "body": row.body}
    return {"subject": shown.product.subject, "body": shown.product.body} if shown else {}


def _typed(form: TextForm, kind: str) -> OwnText | None:
    """Return what was typed where it can be used; else None, with the reasons at the fields."""
    if not form.is_bound or not form.is_valid():
        return None
    own = OwnText(form.cleaned_data["subject"], form.cleaned_data["body"])
    try:
        actions.check_text(kind, own)
    except actions.BadText as bad:
        for field, sentences in (("subject", bad.subject), ("body", bad.body)):
            for sentence in sentences:
                form.add_error(field, sentence)
        return None
    return own


def _chosen(request: ViewerRequest, guidelines: list[Guideline]) -> Guideline | None:
    """Return the guideline that was asked for, else the first; None where there is none."""
    slug = request.POST.get("retningslinje") or request.GET.get("retningslinje", "")
    return next((one for one in guidelines if one.slug == slug), guidelines[0] if guidelines else None)


@require_POST
@secretariat_only
def text_back(request: ViewerRequest, kind: str, language: str) -> HttpResponse:
    """Let a kind of mail say what the product says itself again."""
    _must_exist(kind, language)
    if actions.take_back_text(kind, language, by=request.viewer.actor(), now=clock.now()):
        messages.success(request, _("The product's own text stands in the mails again."))
    return redirect("mail-text", kind, language)

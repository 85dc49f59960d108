"""*Tekster*: every kind of mail with the data of a real guideline, and the secretariat's own words in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.lists import clock
from guidelines.lists.errors import CONFLICT, UNPROCESSABLE
from guidelines.people.both import Both, save, shown_mark
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
from reminders.specimens import Specimen, case_of, shown_guidelines, written
from reminders.texts import KINDS, PLACEHOLDERS, needed_in
from reminders.watched import watched_text


@require_http_methods(METHODS)
@secretariat_only
def text(request: ViewerRequest, kind: str, language: str) -> HttpResponse:
    """Show a kind of mail with real data; see a change in it before it is kept, and keep it."""
    _must_exist(kind, language)
    asked = _Asked(request, kind, language)
    form, both = asked.form(request.POST or None), None
    own = _typed(form, kind)
    if own is not None and "keep" in request.POST:
        words, by, now = own, request.viewer.actor(), clock.now()

        def keep() -> None:
            actions.write_text(kind, language, words, writer=request.viewer.person, by=by, now=now)
            messages.success(request, _("The text is kept. It stands in every mail of the kind from now on."))

        both = save(keep, form, asked.watched, by=by, now=now, keep_url=request.path)
        if both is None:
            return redirect("mail-text", kind, language)
        own = form.written()
    return asked.page(form, own, both)


class _Asked:
    """A kind of mail in one language, and the guideline that it is shown with."""

    def __init__(self, request: ViewerRequest, kind: str, language: str) -> None:
        self.request, self.kind, self.language = request, kind, language
        self.guidelines = shown_guidelines(clock.today())
        self.guideline = _chosen(request, self.guidelines)
        self.case = case_of(kind, self.guideline, today=clock.today()) if self.guideline else None
        self.stands = self._specimen(None)
        self.product = self.stands.product if self.stands else None
        self.watched = watched_text(kind, language, self.product)

    def form(self, data: QueryDict | None) -> TextForm:
        """Return the form: with what was sent, else the secretariat's own words, else the product's."""
        seen = {"seen": shown_mark(self.request, self.watched)}
        return TextForm(data, product=self.product, initial=_begin_with(self.row(), self.product) | seen)

    def page(self, form: TextForm, own: OwnText | None, both: Both | None) -> HttpResponse:
        """Show the mail as it is, or with `own` as if it were kept, and the form."""
        context: dict[str, Any] = {
            "form": form,
            "row": self.row(),
            "guideline": self.guideline,
            "guidelines": self.guidelines,
            "shown": self.stands if own is None else self._specimen(own),
            "both": both,
            "is_preview": own is not None,
            **_words(self.kind, self.language),
        }
        status = CONFLICT if both else UNPROCESSABLE if form.errors else None
        return render(self.request, "reminders/text.html", context, status=status)

    def row(self) -> MailText | None:
        """Return the secretariat's own words; None where the product's own hold."""
        return MailText.objects.filter(kind=self.kind, language=self.language).first()

    def _specimen(self, own: OwnText | None) -> Specimen | None:
        return written(self.case, self.language, own=own) if self.case else None


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


def _begin_with(row: MailText | None, product: OwnText | None) -> dict[str, str]:
    """What stands in the form: the secretariat's own words, else the product's."""
    if row is not None:
        return {"subject": row.subject, "body": row.body}
    return {"subject": product.subject, "body": product.body} if product else {}


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
    asked, url = _Asked(request, kind, language), reverse("mail-text", args=[kind, language])
    if asked.row() is None:
        return redirect(url)
    form, by, now = asked.form(request.POST), request.viewer.actor(), clock.now()
    form.is_valid()  # what was written is not kept, but neither is it lost where the button comes too late

    def take_back() -> None:
        if actions.take_back_text(kind, language, by=by, now=now):
            messages.success(request, _("The product's own text stands in the mails again."))

    both = save(take_back, form, asked.watched, by=by, now=now, keep_url=url)
    return redirect(url) if both is None else asked.page(form, form.written(), both)

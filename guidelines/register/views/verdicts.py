"""*Vurdering*: a verdict on a guideline that makes no new version (page "verdict")."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from guidelines.documents.storing import receiving
from guidelines.lists import clock
from guidelines.lists.dates import long_date
from guidelines.lists.errors import CONFLICT, UNPROCESSABLE, Refused
from guidelines.people.both import Both, save, shown_mark
from guidelines.people.middleware import ViewerRequest
from guidelines.people.seen import Watched
from guidelines.register import actions
from guidelines.register.access import may_judge
from guidelines.register.checked import check_version
from guidelines.register.models import Guideline, GuidelineVersion, Verdict
from guidelines.register.state import watched_version
from guidelines.register.verdict_forms import (
    AssessForm,
    CorrectForm,
    ExtendForm,
    MergeForm,
    VerdictForm,
    WithdrawForm,
    offered_due,
)

NEEDS_VERSION = {Verdict.Kind.ASSESSED, Verdict.Kind.EXTENDED, Verdict.Kind.CORRECTION}


@dataclass(frozen=True)
class Offer:
    """A kind of verdict as it is offered: what it is called, what it means, its form and its button."""

    param: str
    label: Any
    lead: Any
    form: type[VerdictForm]
    submit: Any


OFFERS: dict[str, Offer] = {
    Verdict.Kind.ASSESSED.value: Offer(
        "vurderet",
        pgettext_lazy("verdict", "Assessed – still valid"),
        gettext_lazy("The guideline was gone through, and it still holds as it is. No new version is made."),
        AssessForm,
        gettext_lazy("Save the assessment"),
    ),
    Verdict.Kind.EXTENDED.value: Offer(
        "forlaenget",
        gettext_lazy("Extend"),
        gettext_lazy("The next revision can wait until a later date. The earlier date stays in the history."),
        ExtendForm,
        pgettext_lazy("verdict", "Save the new date"),
    ),
    Verdict.Kind.CORRECTION.value: Offer(
        "rettet",
        pgettext_lazy("verdict", "Correct the version"),
        gettext_lazy("A date, the link or the file was wrong. The version keeps its number and its approval."),
        CorrectForm,
        gettext_lazy("Save the correction"),
    ),
    Verdict.Kind.WITHDRAWN.value: Offer(
        "udgaar",
        pgettext_lazy("verdict", "Withdraw"),
        gettext_lazy(
            "The guideline is out of use from a day on, and nothing takes its place. "
            "A revision under way is stopped first."
        ),
        WithdrawForm,
        gettext_lazy("Withdraw the guideline"),
    ),
    Verdict.Kind.MERGED.value: Offer(
        "sammenlagt",
        pgettext_lazy("verdict", "Merge into another"),
        gettext_lazy("Another guideline covers it from now on. A revision under way is stopped first."),
        MergeForm,
        gettext_lazy("Merge the guidelines"),
    ),
}
SIGNED_HERE = gettext_lazy(
    "A date or the link was wrong. The document and the days of its approvals were signed here: where they are wrong,"
    " start a new revision."
)
"""The lead of a correction where the version was approved and published here."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def verdict(request: ViewerRequest, slug: str) -> HttpResponse:
    """Offer the kinds of verdict the viewer may give, then take the one chosen, with its reason."""
    guideline = get_object_or_404(Guideline.objects.visible_to(request.viewer), slug=slug)
    version = guideline.versions.current().first()
    offers = _offers(request, guideline, version)
    if not offers:
        raise Http404
    asked = request.POST.get("slags") or request.GET.get("slags")
    chosen = next((kind for kind, offer in offers.items() if offer.param == asked), None)
    if chosen is None:
        if request.method == "POST":
            raise Http404
        return render(request, "register/verdicts.html", _context(guideline, offers=list(offers.values())))
    return _take(request, guideline, version, chosen)


def _offers(request: ViewerRequest, guideline: Guideline, version: GuidelineVersion | None) -> dict[str, Offer]:
    if guideline.withdrawn_on is not None or guideline.merged_into_id is not None:
        return {}
    kinds = may_judge(request.viewer, guideline.group_links.all())
    return {kind: _offer(kind, version) for kind in kinds if version is not None or kind not in NEEDS_VERSION}


def _offer(kind: str, version: GuidelineVersion | None) -> Offer:
    """Return the kind as it is offered for the version: what was signed here is not to be corrected."""
    if kind == Verdict.Kind.CORRECTION and version is not None and not version.registered_outside:
        return replace(OFFERS[kind], lead=SIGNED_HERE)
    return OFFERS[kind]


def _context(guideline: Guideline, **more: Any) -> dict[str, Any]:
    title = _("Verdict")
    own = {"label": guideline.title, "url": guideline.get_absolute_url(), "lang": guideline.language}
    return {"guideline": guideline, "title": title, "crumbs": [own, {"label": title}], **more}


def _take(request: ViewerRequest, guideline: Guideline, version: GuidelineVersion | None, kind: str) -> HttpResponse:
    offer = _offer(kind, version)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    watched = watched_version(guideline)
    form = offer.form(
        *posted, guideline=guideline, version=version, initial=_initial(request, guideline, version, kind, watched)
    )
    context = _context(guideline, form=form, offer=offer)
    if request.method == "POST" and form.is_valid():
        if form.question and not request.POST.get("confirm"):
            return render(request, "register/verdict_question.html", {**context, "given": _given(form)})
        try:
            both = _save(request, guideline, version, kind, form, watched)
            if both is None:
                return redirect(guideline)
            late = {"both": both, "has_file": bool(request.FILES)}
            return render(request, "register/verdict.html", {**context, **late}, status=CONFLICT)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "register/verdict.html", context, status=UNPROCESSABLE if form.errors else None)


def _initial(
    request: ViewerRequest, guideline: Guideline, version: GuidelineVersion | None, kind: str, watched: Watched
) -> dict[str, str]:
    offered = {"next_due": offered_due(guideline, version, clock.today())} if kind == Verdict.Kind.ASSESSED else {}
    return {"seen": shown_mark(request, watched), **offered}


def _save(
    request: ViewerRequest,
    guideline: Guideline,
    version: GuidelineVersion | None,
    kind: str,
    form: VerdictForm,
    watched: Watched,
) -> Both | None:
    """Give the verdict on what the form showed; both sides where somebody else was first."""

    def act() -> None:
        messages.success(request, ACTS[kind](request, guideline, version, form))

    by, keep_url = request.viewer.actor(), guideline.get_absolute_url()
    return save(act, form, watched, by=by, now=clock.now(), keep_url=keep_url)


def _given(form: VerdictForm) -> list[tuple[str, str]]:
    """What was filled in, for the page that asks whether it is meant."""
    return [(name, form.data.get(name, "")) for name in form.fields]


# --- each kind as its verb, with the sentence that says it is done

Act = Callable[[ViewerRequest, Guideline, GuidelineVersion | None, Any], str]


def _by(request: ViewerRequest) -> dict[str, Any]:
    return {"person": request.viewer.person, "by": request.viewer.actor(), "now": clock.now()}


def _assess(request: ViewerRequest, guideline: Guideline, _version: GuidelineVersion | None, form: AssessForm) -> str:
    given = form.cleaned_data
    actions.assess(guideline, on=given["on"], next_due=form.until, reason=given["reason"], **_by(request))
    saved = _("The assessment is saved. The guideline is still valid.")
    due = _("The next revision is due by %(date)s.") % {"date": long_date(form.until)} if form.until else ""
    return f"{saved} {due}".strip()


def _extend(request: ViewerRequest, guideline: Guideline, _version: GuidelineVersion | None, form: ExtendForm) -> str:
    given = form.cleaned_data
    actions.extend(guideline, until=given["until"], reason=given["reason"], **_by(request))
    return _("The new date of the next revision is saved.")


def _correct(request: ViewerRequest, _guideline: Guideline, version: GuidelineVersion | None, form: CorrectForm) -> str:
    given = form.cleaned_data
    upload = given.get("document")
    link = given["link"] if "link" in form.changed_data else None
    if version is None:
        raise Http404
    with receiving(upload, upload.name, now=clock.now()) if upload else nullcontext() as stored:
        correction = actions.Correction(form.dates, link, stored)
        made = actions.correct_version(version, correction, reason=given["reason"], **_by(request))
    if stored is not None and made.version is not None:
        check_version(made.version, now=clock.now())
    return _("The correction is saved.")


def _withdraw(
    request: ViewerRequest, guideline: Guideline, _version: GuidelineVersion | None, form: WithdrawForm
) -> str:
    given = form.cleaned_data
    actions.withdraw_guideline(guideline, on=given["on"], reason=given["reason"], **_by(request))
    return _("The guideline is withdrawn.")


def _merge(request: ViewerRequest, guideline: Guideline, _version: GuidelineVersion | None, form: MergeForm) -> str:
    given = form.cleaned_data
    actions.merge(guideline, given["into"], reason=given["reason"], **_by(request))
    return _("The guideline is merged into “%(title)s”.") % {"title": given["into"].title}


ACTS: dict[str, Act] = {
    Verdict.Kind.ASSESSED.value: _assess,
    Verdict.Kind.EXTENDED.value: _extend,
    Verdict.Kind.CORRECTION.value: _correct,
    Verdict.Kind.WITHDRAWN.value: _withdraw,
    Verdict.Kind.MERGED.value: _merge,
}

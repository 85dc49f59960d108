"""*Høring*: ask parties, follow who has answered, and say what became of each comment; a party answers here, too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from guidelines.approval.actions.consultations import (
    AnswerFacts,
    add_party,
    answer_comments,
    close_consultation,
    open_consultation,
    respond,
    skip_consultation,
)
from guidelines.approval.forms.consultations import (
    AnswersForm,
    CloseForm,
    CommentsForm,
    OpenForm,
    PartiesForm,
    SkipForm,
)
from guidelines.approval.models import Consultation, DraftFile, Party, RunRoute
from guidelines.approval.models.routes import Route
from guidelines.approval.needed import needs_consultation
from guidelines.approval.parties import unled_parties
from guidelines.approval.reading_consultation import (
    Hearing,
    Run,
    by_section,
    may_consult,
    read_hearing,
    read_run,
    sees_draft,
)
from guidelines.approval.wording_consultation import count_line
from guidelines.journal.writing import writing
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group, Person
from guidelines.people.views.shared import METHODS, Page, answer
from guidelines.planning.models import Revision
from guidelines.planning.rules import Stage

PERSONS_LISTED = 2000
AGAIN = "ny"
"""What the address of the page says where another consultation is to be opened after the one that was held."""


@require_http_methods(METHODS)
@login_required
def consultation(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """The consultation of a revision: what is to be done about it, by whoever looks."""
    hearing = hearing_or_404(request, revision_id)
    if not sees_draft(request.viewer, hearing.run):
        return _as_party(request, hearing)
    if may_consult(request.viewer, hearing.run):
        starts = hearing.consultation is None or (AGAIN in request.GET and hearing.may_open_again)
        return _start(request, hearing) if starts else _follow(request, hearing)
    if request.method == "POST":
        raise Http404
    return _show(request, hearing, form=None)


def hearing_or_404(request: ViewerRequest, revision_id: int) -> Hearing:
    """Return the consultation of a revision to those inside it and to its parties; 404 for the others."""
    revision = get_object_or_404(Revision.objects.select_related("guideline"), pk=revision_id)
    hearing = read_hearing(read_run(revision))
    if not sees_draft(request.viewer, hearing.run) and not hearing.parties_of(request.viewer):
        raise Http404
    return hearing


def crumbs(run: Run, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Return where a page of a revision stands; the last of `more` has no address."""
    guideline = run.guideline
    first = [
        {"label": _("Guidelines"), "url": reverse("guidelines")},
        {"label": guideline.title, "url": guideline.get_absolute_url(), "lang": guideline.language},
    ]
    return first + [{"label": label, "url": url} for label, url in more]


def _start(request: ViewerRequest, hearing: Hearing) -> HttpResponse:
    """Open a consultation, where there is none or the one before is dealt with."""
    run = hearing.run
    days, _has_one = _planned(run)
    closes_on = clock.today() + timedelta(days=days)
    posted = request.POST if request.method == "POST" else None
    form = OpenForm(posted, names=run.owner_names, initial={"closes_on": closes_on})
    if posted is not None and form.is_valid():
        facts = {"closes_on": form.cleaned_data["closes_on"], "parties": form.parties}
        try:
            open_consultation(run.revision, **facts, by=request.viewer.actor(), now=clock.now())
            return _done(request, run, _("The consultation is open. The parties get a mail about it."))
        except Refused as refused:
            form.add_error(None, str(refused))
    is_draft = (run.revision.stage, run.revision.is_returned) == (Stage.DRAFT, False) and not hearing.has_ended
    has_file = DraftFile.objects.current().filter(revision=run.revision).exists()
    may_open = is_draft and has_file
    known = _known_parties() if may_open else []
    return _show(request, hearing, form, known_parties=known, may_open=may_open, is_draft=is_draft, starts=True)


def _planned(run: Run) -> tuple[int, bool]:
    """How many days a consultation lasts and whether one is asked for: by the route of the run, else of its owners."""
    said = ("consultation_days", "has_consultation")
    copied = RunRoute.objects.filter(revision=run.revision).only(*said).first()
    if copied is not None:
        return copied.consultation_days, copied.has_consultation
    owned = list(Route.objects.filter(group__in=run.owners).order_by("group"))
    asked = owned + [Route()] * (len(run.owners) - len(owned))
    return (asked or [Route()])[0].consultation_days, needs_consultation(asked)


def _follow(request: ViewerRequest, hearing: Hearing) -> HttpResponse:
    """Say what became of the comments, of a consultation that is or was held."""
    if hearing.consultation is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = AnswersForm(posted, comments=by_section(hearing.comments))
    if posted is not None and form.is_valid():
        try:
            _save(request, hearing.consultation, form.answers)
            count = len(form.answers)
            done = ngettext("%(count)s answer is saved.", "%(count)s answers are saved.", count) % {"count": count}
            return _done(request, hearing.run, done)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _show(request, hearing, form)


def _save(request: ViewerRequest, held: Consultation, answers: list[AnswerFacts]) -> None:
    if answers:
        viewer = request.viewer
        answer_comments(held, answers, person=viewer.person, by=viewer.actor(), now=clock.now())


def _as_party(request: ViewerRequest, hearing: Hearing) -> HttpResponse:
    """Answer, or read what became of one's comments, for a party from outside."""
    [party, *_others] = hearing.parties_of(request.viewer)
    posted = request.POST if request.method == "POST" else None
    form = CommentsForm(posted)
    if posted is not None and not form.wants_more and form.is_valid():
        try:
            _respond(request, party, form)
            return _done(request, hearing.run, _("Thank you. Your answer has been received."))
        except Refused as refused:
            form.add_error(None, str(refused))
    said = by_section(hearing.comments_of(hearing.parties_of(request.viewer)))
    context = {"party": party, "said": said, "answer_form": form if hearing.is_open else None}
    return _show(request, hearing, form, template="approval/consultation_party.html", **context)


def _respond(request: ViewerRequest, party: Party, form: CommentsForm) -> None:
    viewer = request.viewer
    respond(party, form.comments, written_by=viewer.person, by=viewer.actor(), now=clock.now())


def _show(
    request: ViewerRequest,
    hearing: Hearing,
    form: Any,
    *,
    template: str = "approval/consultation.html",
    **more: Any,
) -> HttpResponse:
    run = hearing.run
    mine = hearing.parties_of(request.viewer) if hearing.is_open else []
    context = {
        "hearing": hearing,
        "guideline": run.guideline,
        "form": form,
        "may_act": may_consult(request.viewer, run),
        "my_parties": mine,
        "comments": by_section(hearing.comments),
        "count_line": count_line(hearing.parties, hearing.comments),
        "file_url": file_url(hearing),
        "unled": _unled(hearing),
        "table_url": _address("consultation-table", run.revision.pk),
        "submit_url": _address("run-submit", run.revision.pk),
        "crumbs": crumbs(run, (_("Consultation"), "")),
        "has_none": hearing.consultation is None and not _planned(run)[1],
        "today": clock.today(),
        **more,
    }
    failed = form is not None and form.errors and not getattr(form, "wants_more", False)
    return render(request, template, context, status=UNPROCESSABLE if failed else None)


def _unled(hearing: Hearing) -> set[int]:
    """Return the asked groups that nobody is there to answer for; nothing is read where no group is asked."""
    if not hearing.is_open or not any(party.group_id and party.answered_at is None for party in hearing.parties):
        return set()
    return set(unled_parties(clock.today()).filter(consultation=hearing.consultation).values_list("pk", flat=True))


def file_url(hearing: Hearing) -> str:
    """Return where the file of the consultation is fetched."""
    if hearing.consultation is None:
        return ""
    return _address("run-file", hearing.run.revision.pk, hearing.consultation.file.document_id)


def _address(name: str, *keys: Any) -> str:
    try:
        return reverse(name, args=keys)
    except NoReverseMatch:
        return ""


def _done(request: ViewerRequest, run: Run, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("consultation", args=[run.revision.pk]))


def _known_parties() -> list[str]:
    """The names to choose from: groups by abbreviation, then persons."""
    groups = Group.objects.values_list("abbreviation", flat=True)
    return [*groups, *Person.objects.current().values_list("name", flat=True)[:PERSONS_LISTED]]


def _acting(request: ViewerRequest, revision_id: int) -> Hearing:
    hearing = hearing_or_404(request, revision_id)
    if not may_consult(request.viewer, hearing.run):
        raise Http404
    return hearing


def _open_one(hearing: Hearing) -> Consultation:
    if hearing.consultation is None:
        raise Http404
    return hearing.consultation


def _page(run: Run, title: str, submit: str, lead: str = "", **more: Any) -> Page:
    back = reverse("consultation", args=[run.revision.pk])
    more["crumbs"] = crumbs(run, (_("Consultation"), back), (title, ""))
    return Page(title, submit, back, lead, template=more.pop("template", "approval/form.html"), more=more)


@require_http_methods(METHODS)
@login_required
def skip(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Note why there is no consultation."""
    hearing = _acting(request, revision_id)
    form = SkipForm(request.POST if request.method == "POST" else None, initial={"reason": hearing.skipped})

    def act() -> str:
        reason = form.cleaned_data["reason"]
        skip_consultation(hearing.run.revision, reason=reason, by=request.viewer.actor(), now=clock.now())
        return _("It is noted why there is no consultation.")

    lead = _("The reason is shown to those who approve, and stays in the history.")
    return answer(request, form, act, _page(hearing.run, _("No consultation"), _("Save the reason"), lead), on="reason")


@require_http_methods(METHODS)
@login_required
def close(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Close a consultation."""
    hearing = _acting(request, revision_id)
    held = _open_one(hearing)
    waiting = [party for party in hearing.parties if party.answered_at is None]
    early = clock.today() <= held.closes_on and bool(waiting)
    form = CloseForm(request.POST if request.method == "POST" else None, needs_reason=early)

    def act() -> str:
        close_consultation(held, reason=form.cleaned_data["reason"], by=request.viewer.actor(), now=clock.now())
        return _("The consultation is closed.")

    lead = _("Nobody can answer afterwards, and the links of the parties stop working.")
    more = {"waiting": waiting, "template": "approval/consultation_close.html"}
    return answer(request, form, act, _page(hearing.run, _("Close the consultation"), _("Close it"), lead, **more))


@require_http_methods(METHODS)
@login_required
def add(request: ViewerRequest, revision_id: int) -> HttpResponse:
    """Ask one more, or several."""
    hearing = _acting(request, revision_id)
    held = _open_one(hearing)
    form = PartiesForm(request.POST if request.method == "POST" else None, lines=1)

    def act() -> str:
        with writing(request.viewer.actor(), now=clock.now()):
            for facts in form.parties:
                add_party(held, facts, by=request.viewer.actor(), now=clock.now())
        return _("They are asked, and get a mail about it.")

    page = _page(hearing.run, _("Ask one more"), _("Ask"), known_parties=_known_parties())
    return answer(request, form, act, page)


@require_http_methods(METHODS)
@login_required
def record(request: ViewerRequest, revision_id: int, party_id: int) -> HttpResponse:
    """Answer as a party one belongs to, or record the answer of a party that gave it in another way."""
    hearing = hearing_or_404(request, revision_id)
    party = next((item for item in hearing.parties if item.pk == party_id), None)
    is_mine = party is not None and party in hearing.parties_of(request.viewer)
    if party is None or not (is_mine or may_consult(request.viewer, hearing.run)):
        raise Http404
    form = CommentsForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        _respond(request, party, form)
        return _("The answer of %(name)s is saved.") % {"name": party}

    lead = "" if is_mine else _("For an answer that came by mail or letter. It is shown that you recorded it.")
    title = _("Answer as %(name)s") if is_mine else _("Record the answer of %(name)s")
    page = _page(
        hearing.run, title % {"name": party}, _("Send the answer"), lead, template="approval/comments_form.html"
    )
    if form.wants_more:
        return render(request, page.template, {"form": form, "page": page, **page.more})
    return answer(request, form, act, page)

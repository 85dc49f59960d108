"""What a reminder's mail asks, for those who are signed in; and dealing with what tovholdere have answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.planning.access import may_agree_extension, may_edit_entries
from guidelines.planning.actions import handle_answer
from guidelines.planning.actions.giving import Asked, Given, give_answer
from guidelines.planning.aims import Aim, read_aim
from guidelines.planning.answer_forms import AnswerForm
from guidelines.planning.answering import Choice, Question, choices
from guidelines.planning.calendar import CONTENT_TYPE, FILE_NAME, focus_event
from guidelines.planning.models import Assignment, ExtensionRequest, LeadAnswer, Snooze
from guidelines.planning.views.shared import METHODS, may_edit_guideline, posted
from guidelines.planning.wording_answers import noted, submit, told
from guidelines.register.models import Guideline, GuidelineGroup


@dataclass(frozen=True)
class _Place:
    """Where the viewer stands: what the guideline works towards, and the viewer as tovholder, as chair or deputy.

    `may_act` is True for who deals with answers: chairs, deputies and the secretariat; `may_agree` for those of them
    who may note a new deadline as agreed.
    """

    aim: Aim
    person: Person | None
    assignment: Assignment | None
    is_chair: bool
    may_act: bool
    may_agree: bool = False

    @property
    def question(self) -> Question:
        return Question.ANY if self.assignment else Question.CHAIR

    @property
    def asked(self) -> Asked | None:
        if self.person is None:
            return None
        return Asked(self.aim.guideline, self.person, self.aim.entry, self.aim.on)

    @property
    def offered(self) -> list[Choice]:
        if self.person is None or not (self.assignment or self.is_chair):
            return []
        taken = Snooze.objects.taken(self.aim.guideline.pk, self.person.pk, self.aim.on) if self.aim.on else 0
        confirmed = self.assignment is not None and self.assignment.confirmed_at is not None
        has_target = self.aim.target is not None
        return choices(self.question, has_target=has_target, rests_taken=taken, is_confirmed=confirmed)


def _place(request: ViewerRequest, guideline_id: int) -> _Place:
    """Return where the viewer stands; 404 for who has no part in the guideline."""
    guideline = get_object_or_404(Guideline.objects.in_use(), pk=guideline_id)
    aim, person = read_aim(guideline), request.viewer.person
    held = Assignment.objects.filter(plan_entry=aim.entry, person=person, ended_on=None, role=Assignment.Role.LEAD)
    assignment = held.first() if aim.entry and person else None
    ties = set(GuidelineGroup.objects.standing().filter(guideline=guideline).values_list("group", flat=True))
    may_act = may_edit_entries(request.viewer, ties)
    if assignment is None and not may_act:
        raise Http404
    may_agree = may_agree_extension(request.viewer, aim.owner.pk if aim.owner else None)
    return _Place(aim, person, assignment, not request.viewer.led_groups.isdisjoint(ties), may_act, may_agree)


@require_http_methods(METHODS)
@login_required
def task_answer(request: ViewerRequest, guideline_id: int) -> HttpResponse:
    """Answer what the reminders of one guideline ask, and see what others have answered (foundations 14)."""
    place, today = _place(request, guideline_id), clock.today()
    offered = place.offered
    chosen = request.GET.get("svar", "")
    form = AnswerForm(posted(request), offered=offered, today=today, chosen=chosen) if offered else None
    if form is not None and place.asked is not None and form.is_bound and form.is_valid():
        try:
            give_answer(place.asked, form.given, by=request.viewer.actor(), now=clock.now())
            messages.success(request, _thanks(form.given))
            return redirect("task-answer", guideline_id)
        except Refused as refused:
            form.add_error(None, str(refused))
    failed = form is not None and form.errors
    return render(request, "planning/answer.html", _shown(place, form), status=UNPROCESSABLE if failed else None)


def _thanks(given: Given) -> str:
    return f"{_('Thank you.')} {noted(given.choice, given.day, given.moment)}"


def _shown(place: _Place, form: AnswerForm | None) -> dict[str, object]:
    guideline = place.aim.guideline
    said = LeadAnswer.objects.filter(guideline=guideline).select_related("person")
    focus = said.filter(person=place.person, kind=LeadAnswer.Kind.FOCUS) if place.person else said.none()
    waiting = said.open() if place.may_act else said.open().filter(person=place.person)
    return {
        "guideline": guideline,
        "aim": place.aim,
        "form": form,
        "submit": submit(place.question),
        "is_lead": place.assignment is not None,
        "open_answers": [(answer, told(answer.kind, answer.suggested)) for answer in waiting],
        "may_handle": place.may_act,
        "may_agree": place.may_agree,
        "focus": focus.filter(focus_at__gt=clock.now()).first(),
        "asked_extension": ExtensionRequest.objects.open().filter(guideline=guideline).first(),
        "entry": place.aim.entry,
        "group": place.aim.group,
        "today": clock.today(),
    }


@require_POST
@login_required
def answer_handled(request: ViewerRequest, pk: int) -> HttpResponse:
    """Mark that an answer was acted on; for the chairs of the guideline's groups and the secretariat."""
    answer = get_object_or_404(LeadAnswer.objects.select_related("guideline"), pk=pk)
    if not may_edit_guideline(request, answer.guideline):
        raise Http404
    handle_answer(answer, handler=request.viewer.person, by=request.viewer.actor(), now=clock.now())
    messages.success(request, _("The answer is marked as dealt with."))
    return redirect(answer.guideline.get_absolute_url())


@require_safe
@login_required
def focus_file(request: ViewerRequest, pk: int) -> HttpResponse:
    """The time that the viewer has set aside, as an event for their calendar."""
    own = LeadAnswer.objects.filter(kind=LeadAnswer.Kind.FOCUS, person=request.viewer.person, person__isnull=False)
    return calendar_response(get_object_or_404(own.select_related("guideline"), pk=pk))


def calendar_response(answer: LeadAnswer) -> HttpResponse:
    """Return an event as a file to save."""
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return HttpResponse(focus_event(answer), content_type=CONTENT_TYPE, headers=headers)

"""What the pages below a plan share: whose entry it is, where to go back to, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.lists.errors import CONFLICT, UNPROCESSABLE, Refused
from guidelines.people.both import both_sides
from guidelines.people.forms.seen import SeenForm
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group
from guidelines.people.seen import Overtaken, Watched, as_seen
from guidelines.planning.access import may_edit_entries
from guidelines.planning.actions import last_undoable
from guidelines.planning.approved.acts import APPROVAL
from guidelines.planning.forms import BackForm
from guidelines.planning.history import undo_sentence
from guidelines.planning.models import PlanEntry
from guidelines.register.models import Guideline, GuidelineGroup

METHODS = ["GET", "HEAD", "POST"]


def undoable(request: ViewerRequest, group: Group) -> dict[str, object] | None:
    """Return the sentence and number of the viewer's last change of this plan while it can be undone."""
    event = last_undoable(actor(request, group), clock.now())
    if event is None:
        return None
    entry = PlanEntry.objects.of_group(group).select_related("guideline").filter(pk=event.object_key).first()
    return {"text": undo_sentence(event, entry), "seq": event.seq} if entry else None


def group_or_404(slug: str) -> Group:
    """Return the group that has a plan at this address."""
    return get_object_or_404(Group.objects.with_plan(), slug=slug)


def may_edit_guideline(request: ViewerRequest, guideline: Guideline) -> bool:
    """True for the chairs and deputies of the guideline's groups, and the secretariat."""
    ties = GuidelineGroup.objects.standing().filter(guideline=guideline)
    return may_edit_entries(request.viewer, set(ties.values_list("group", flat=True)))


def editable_entry(request: ViewerRequest, slug: str, entry_id: int) -> tuple[Group, PlanEntry]:
    """Return the group and an entry of its plan; 404 where there is none, or it is not the viewer's to change."""
    group = group_or_404(slug)
    visible = PlanEntry.objects.visible_to(request.viewer).of_group(group).select_related("guideline")
    entry = get_object_or_404(visible, pk=entry_id)
    if not may_edit_guideline(request, entry.guideline):
        raise Http404
    return group, entry


def actor(request: ViewerRequest, group: Group) -> Actor:
    """Return who the journal names for a change on this request."""
    return request.viewer.actor(acting_for=group)


def state_of_plan(request: ViewerRequest, group: Group) -> str:
    """Return the query of the plan that the viewer comes from, so that the way back leads to the same state.

    `APPROVAL` where the viewer comes from the page on which the plan is approved.
    """
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc == request.get_host() and came_from.path == reverse("plan-approve", args=[group.slug]):
        return APPROVAL
    is_plan = came_from.netloc == request.get_host() and came_from.path == reverse("plan", args=[group.slug])
    return f"?{came_from.query}" if is_plan and came_from.query else ""


def plan_url(group: Group, state: str = "") -> str:
    """Return the plan's address, or that of its approval; another state that is no query is left out."""
    if state == APPROVAL:
        return reverse("plan-approve", args=[group.slug])
    return reverse("plan", args=[group.slug]) + (state if state.startswith("?") else "")


def posted(request: ViewerRequest) -> QueryDict | None:
    """Return what was sent, also where it is empty; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


@dataclass(frozen=True)
class Late:
    """Where a form that came too late goes on: its address, and whether yours can be put there at all.

    `anew_url` is where it can be planned anew, "" where it cannot.
    """

    action: str = ""
    cannot_put: bool = False
    anew_url: str = ""


@dataclass(frozen=True)
class Guard:
    """What a form changes, as it is watched, and where the form goes on when it came too late."""

    watched: Watched
    late: Callable[[], Late] = Late


def answer(
    request: ViewerRequest,
    form: BackForm,
    act: Callable[[], object],
    *,
    group: Group,
    template: str,
    context: dict[str, object],
    done_url: str = "",
    guard: Guard | None = None,
) -> HttpResponse:
    """Show the form; where it is valid do the change and return to `done_url` (the plan), or say why it was refused.

    With a `guard` the change is made to what the form showed, or both sides are shown (409).
    """
    back = done_url or plan_url(group, str(form["back"].value() or ""))
    shown: dict[str, object] = {**context, "group": group, "form": form, "back_url": back}
    if request.method == "POST" and form.is_valid():
        try:
            with _only_as_seen(request, form, group, guard):
                act()
            return HttpResponseRedirect(back)
        except Overtaken as overtaken:
            return render(request, template, shown | _overtaken(form, guard, overtaken, back), status=CONFLICT)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, template, shown, status=UNPROCESSABLE if form.errors else None)


def _only_as_seen(
    request: ViewerRequest, form: BackForm, group: Group, guard: Guard | None
) -> AbstractContextManager[None]:
    if guard is None:
        return nullcontext()
    return as_seen(form.cleaned_data["seen"], guard.watched.read, by=actor(request, group), now=clock.now())


def _overtaken(form: BackForm, guard: Guard | None, overtaken: Overtaken, back: str) -> dict[str, object]:
    """Both sides above the form, which goes on from what stands now."""
    if guard is None or not isinstance(form, SeenForm):
        raise overtaken
    both = both_sides(overtaken, form, events=guard.watched.events, keep_url=back, now=clock.now())
    return {"both": both, "late": guard.late()}

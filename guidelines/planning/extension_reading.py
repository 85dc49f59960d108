"""What the pages of a new deadline are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guidelines.people.access import Viewer
from guidelines.planning.access import may_decide_extension, may_grant_beyond
from guidelines.planning.actions.extensions import latest_granted
from guidelines.planning.aims import Aim, read_aim
from guidelines.planning.deciders import present_leaders
from guidelines.planning.models import ExtensionRequest
from guidelines.planning.reading_effects import working_on
from guidelines.register.models import Guideline


@dataclass(frozen=True)
class Deadline:
    """A guideline's deadline, who works towards it, and who may move it.

    `latest` is the last day that the group's limit allows, None without a deadline; `leaders` lead the owning group and
    are not away.
    """

    aim: Aim
    working: frozenset[int]
    leaders: frozenset[int]
    latest: date | None
    open: ExtensionRequest | None

    def is_beyond(self, day: date) -> bool:
        """True for a day beyond what the group allows in all."""
        return self.latest is not None and day > self.latest

    def is_for_secretariat(self, day: date, asker: int) -> bool:
        """True where the secretariat decides: nobody else who leads the group is there, or it is beyond its limit."""
        return self.is_beyond(day) or not self.leaders - {asker}


def read_deadline(guideline: Guideline, today: date) -> Deadline:
    """Return what stands of a guideline's deadline; a fixed number of statements."""
    aim = read_aim(guideline)
    leaders = present_leaders([aim.owner.pk], today).get(aim.owner.pk, frozenset()) if aim.owner else frozenset()
    request = ExtensionRequest.objects.open().filter(guideline=guideline).select_related("person").first()
    working = frozenset(person.pk for person in working_on(aim))
    return Deadline(aim, working, leaders, latest_granted(aim), request)


def may_decide(viewer: Viewer, request: ExtensionRequest, found: Deadline) -> bool:
    """True where the decision on the request is the viewer's, or was while it was open."""
    return may_decide_extension(
        viewer,
        asker=request.person_id,
        owner=found.aim.owner.pk if found.aim.owner else None,
        leaders=found.leaders,
        is_beyond=request.is_beyond_limit,
    )


def may_see(viewer: Viewer, request: ExtensionRequest, found: Deadline) -> bool:
    """Read a request: who asked, who does the work, who decides, and the secretariat (foundations 22)."""
    if viewer.person is None:
        return False
    inside = viewer.person.pk == request.person_id or viewer.person.pk in found.working
    return inside or viewer.is_secretariat or may_decide(viewer, request, found)


def may_grant(viewer: Viewer, request: ExtensionRequest, found: Deadline) -> bool:
    """True where the very day asked for may be granted by the viewer."""
    return may_grant_beyond(viewer) or not found.is_beyond(request.to_on)

"""Who gets a mail of a decision, as the page says it beside each outcome.

The mails themselves are planned from the rows that the decision leaves, ten minutes after it (foundations 15, 25).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from guidelines.approval.reading import Case
from guidelines.approval.rules import Outcome
from guidelines.approval.standings import in_charge
from guidelines.lists.words import listed
from guidelines.people.models import Group, Person
from guidelines.planning.models import Step
from guidelines.planning.rules import HolderRole
from guidelines.register.models import GuidelineGroup


def mailed(case: Case, step: Step, heir: Person | None) -> dict[str, str]:
    """Return by outcome who gets a mail of it and about what; no entry for an outcome of which nobody does.

    `heir` is to whom the step goes from the one who looks, None where nobody is left.
    """
    authors = listed(person.name for person in authors_of(case))
    is_clinical = step.holder_role == HolderRole.CHAIR
    approved = _approved(case, step, authors) if is_clinical else _("The authors get a mail when it is published.")
    found = {Outcome.APPROVE: approved, Outcome.APPROVE_REMARK: approved}
    if authors:
        sentence = _("In 10 minutes a mail goes to %(names)s about what is to be corrected, and by when.")
        found[Outcome.SEND_BACK] = sentence % {"names": authors}
    if is_clinical and heir is not None:
        found[Outcome.RECUSE] = _("In 10 minutes a mail goes to %(name)s.") % {"name": heir.name}
    return {outcome.value: words for outcome, words in found.items() if words}


def authors_of(case: Case) -> list[Person]:
    """Return the authors who are told what becomes of the version: those who are not recused."""
    return [person for person in case.authors if person.pk not in case.recused]


def told_of_publishing(case: Case) -> list[Person]:
    """Return who gets a mail when the version is published: its authors, then who leads the groups that own it."""
    ties = GuidelineGroup.objects.standing().filter(guideline=case.guideline, role__in=GuidelineGroup.OWNING)
    owners = list(ties.order_by("pk").values_list("group", flat=True))
    leading = in_charge(owners, case.today)
    chairs = [person for group in owners for person in leading.get(group, ())]
    return list({person.pk: person for person in [*authors_of(case), *chairs]}.values())


def still_to_approve(case: Case, step: Step) -> list[Group]:
    """Return the groups whose clinical approval is missing besides that of the step; the last one moves it on."""
    return [item.for_group for item in case.awaiting if item.for_group_id != step.for_group_id]


def _approved(case: Case, step: Step, authors: str) -> str:
    left = still_to_approve(case, step)
    if left:
        names = listed(group.abbreviation for group in left)
        return _("No mail goes out before %(groups)s approves, too.") % {"groups": names}
    if not authors:
        return ""
    return _("In 10 minutes a mail goes to %(names)s: the secretariat has received the version.") % {"names": authors}


def next_in_line(case: Case, step: Step, person: Person | None) -> Person | None:
    """Return to whom the person may leave a clinical step, None where nobody is left after them."""
    view = case.step(step.pk)
    if view is None or person is None or view.seat_of(person.pk) is None:
        return None
    left = [seat for seat in view.seats if seat.standing.is_left and seat.person.pk != person.pk]
    here = [seat for seat in left if not seat.standing.is_absent]
    return next((seat.person for seat in (*here, *left)), None)

"""A tovholder whose role in the guideline's groups has ended, or who may not sign in any more."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import RegisterFacts
from guidelines.desk.quality.types import Found, Rule
from guidelines.desk.quality.wording import LEADS, in_plan


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each tovholder of a planned entry who has left."""
    for guideline in register.guidelines:
        for entry in guideline.entries:
            for lead in entry.leads:
                if lead.has_left:
                    why = gettext("%(name)s is lead author, but no longer has a role in the group.") % {
                        "name": lead.name
                    }
                    yield Found(guideline, why, in_plan(guideline, entry, LEADS), (entry.pk, lead.pk))


RULE = Rule("lead_left", "warning", _("The lead author is still in the group."), find)

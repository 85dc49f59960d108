"""A guideline whose owner nobody has named: shared by several, or tied to nobody (domain P12)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import GuidelineFacts, RegisterFacts
from guidelines.desk.quality.types import Fix, Found, Rule
from guidelines.desk.quality.wording import page_of

CONFIRM = _("Confirm the owner")


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each guideline without a confirmed owner."""
    for guideline in register.guidelines:
        if not guideline.has_owner:
            owners = [tie.abbreviation for tie in guideline.ties if tie.may_own]
            yield Found(guideline, _why(owners), _fix(guideline), tuple(sorted(owners)))


def _why(owners: list[str]) -> str:
    if not owners:
        return gettext("No group is named as its owner.")
    if len(owners) == 1:
        return gettext("%(group)s stands as its owner, but nobody has confirmed it.") % {"group": owners[0]}
    return gettext("It is shared by %(groups)s, and nobody has said who owns it.") % {"groups": ", ".join(owners)}


def _fix(guideline: GuidelineFacts) -> Fix:
    if not any(tie.may_own for tie in guideline.ties):
        return page_of(guideline)
    return Fix(CONFIRM, "guideline-owner", (guideline.slug,))


RULE = Rule("owner_unknown", "unknown", _("One group owns a guideline."), find)

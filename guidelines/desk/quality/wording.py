"""Words that several rules of the register share: the fixes, and dates as they are known."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import EntryFacts, GuidelineFacts, VersionFacts
from guidelines.desk.quality.types import Fix


def in_plan(guideline: GuidelineFacts, entry: EntryFacts, fix: Fix) -> Fix:
    """A fix on the plan entry's own page; on the guideline's where no group has it in its plan."""
    return Fix(fix.words, fix.name, (guideline.plan, entry.pk)) if guideline.plan else page_of(guideline)


def page_of(guideline: GuidelineFacts) -> Fix:
    """The guideline's own page, where nothing nearer mends it."""
    return Fix(_("See the guideline"), "guideline", (guideline.slug,))


def correction(guideline: GuidelineFacts, version: VersionFacts) -> Fix:
    """Correct the version; what was approved here and is signed is seen on its page."""
    if not version.is_from_outside:
        return page_of(guideline)
    return dates_of(guideline)


def dates_of(guideline: GuidelineFacts) -> Fix:
    """Correct a date of the version in force."""
    return Fix(_("Correct the version"), "verdict", (guideline.slug,), "slags=rettet", is_ours=True)


LEADS = Fix(_("Name the lead authors"), "entry-leads")
YEAR = Fix(_("Give the year"), "entry-year")
MOVE = Fix(_("Move it to another year"), "entry-move")

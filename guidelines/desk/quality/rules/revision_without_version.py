"""A guideline that is planned as a revision, and has no version to revise (domain P10)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import RegisterFacts
from guidelines.desk.quality.types import Fix, Found, Rule
from guidelines.planning.rules import Kind

REGISTER = _("Register the version")


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each guideline without any version whose plan entry is a revision or an update."""
    for guideline in register.guidelines:
        entries = [entry for entry in guideline.entries if entry.kind != Kind.NEW]
        if entries and not guideline.has_versions:
            why = gettext("It is planned as a revision, but no earlier version is registered.")
            fix = Fix(REGISTER, "guideline-version", (guideline.slug,), is_ours=True)
            yield Found(guideline, why, fix, tuple((entry.pk, entry.kind) for entry in entries))


RULE = Rule("revision_without_version", "error", _("A revision has an earlier version."), find)

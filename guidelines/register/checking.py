"""What documents of a guideline are held against: its groups' settings, and what the secretariat let stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from guidelines.documents.checks.fingerprints import fingerprint
from guidelines.documents.checks.types import Finding, Limits
from guidelines.register.access import standing
from guidelines.register.models import Guideline, GuidelineGroup, RuleSwitch, Waiver


@dataclass(frozen=True)
class Terms:
    """The limits for the guideline's documents, and the codes of the rules that are off for it."""

    limits: Limits
    without: frozenset[str]


def terms_of(guideline: Guideline) -> Terms:
    """Return what the guideline's documents are held against; two statements.

    A rule is off where it is off for the owner, or for all groups that may own while none is confirmed. The longest
    interval is the guideline's own, else that of its slowest group (domain 2.7); 60 months where it has no group.
    """
    links = GuidelineGroup.objects.filter(guideline=guideline).select_related("group").order_by("pk")
    ties = standing(links)
    months = guideline.revision_months or max((tie.group.revision_months for tie in ties), default=0)
    limits = Limits(longest_interval_months=months) if months else Limits()
    owner = [tie.group_id for tie in ties if tie.role == GuidelineGroup.Role.OWNER and tie.confirmed]
    groups = owner or [tie.group_id for tie in ties if tie.may_own]
    return Terms(limits, _off_for_all(groups))


def _off_for_all(groups: list[int]) -> frozenset[str]:
    off: dict[str, set[int]] = {}
    for code, group in RuleSwitch.objects.in_force().filter(group__in=groups).values_list("code", "group_id"):
        off.setdefault(code, set()).add(group)
    return frozenset(code for code, found in off.items() if found >= set(groups))


@dataclass(frozen=True)
class MarkedFinding(Finding):
    """A finding with what tells it from others, and the waiver where it is waived."""

    fingerprint: str = ""
    waiver: Waiver | None = None


@dataclass(frozen=True)
class Judged:
    """Findings of one document: those that stand, and those that are waived, each in the order of the rules."""

    open: tuple[MarkedFinding, ...]
    waived: tuple[MarkedFinding, ...]

    @property
    def errors(self) -> int:
        """How many of those that stand are errors."""
        return sum(finding.severity == "error" for finding in self.open)


FEW = 6
"""Up to so many findings stand open on a page; of more, only the errors do, and the others are one press away."""


def folded(found: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Part findings for a page: `findings_shown` stand open, `findings_folded` are folded, each in their order."""
    if len(found) <= FEW:
        return {"findings_shown": list(found), "findings_folded": []}
    return {
        "findings_shown": [one for one in found if one.severity == "error"],
        "findings_folded": [one for one in found if one.severity != "error"],
    }


def waivers_of(guideline: Guideline) -> dict[str, Waiver]:
    """Return the waivers in force by the fingerprint of what they waive, with who gave them; one statement."""
    return {waiver.fingerprint: waiver for waiver in Waiver.objects.in_force().of([guideline])}


def judge(findings: Iterable[Finding], waivers: Mapping[str, Waiver], *, document: str) -> Judged:
    """Part findings of a document, named by its SHA-256, into those that stand and those that are waived."""
    marked = [_marked(finding, waivers, document) for finding in findings]
    return Judged(
        tuple(finding for finding in marked if finding.waiver is None),
        tuple(finding for finding in marked if finding.waiver is not None),
    )


def _marked(finding: Finding, waivers: Mapping[str, Waiver], document: str) -> MarkedFinding:
    key = fingerprint(finding, document)
    told = (finding.code, finding.severity, finding.message, finding.evidence, finding.suggestion)
    return MarkedFinding(*told, fingerprint=key, waiver=waivers.get(key))

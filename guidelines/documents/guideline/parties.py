"""Who owns, approved and revises: groups and bodies of the whole document."""

from __future__ import annotations

from collections.abc import Mapping

from guidelines.documents.guideline import approvals
from guidelines.documents.guideline.bodies import Groups, find_groups
from guidelines.documents.guideline.document import Reading
from guidelines.documents.guideline.facts import Body, Quote, Stated


def read_clinical_body(reading: Reading, groups: Groups, quotes: dict[str, Quote]) -> Body | None:
    """Who approved clinically, by the text or else the cover; the quotation is put into `quotes`."""
    for passage in reading.bodies("clinical_approval"):
        body = approvals.read_body(passage.text, groups)
        approving = approvals.approving_groups(passage.text, groups)
        if body:
            quotes["clinical_approval_by"] = passage.opening(300, 0.85)
            return Body(body.persons, approving or body.groups, body.role)
    return _cover_body(reading, "clinical_approval", groups, quotes)


def read_administrative_body(reading: Reading, groups: Groups, quotes: dict[str, Quote]) -> Body | None:
    """Who approved administratively, likewise."""
    for passage in reading.bodies("administrative_approval"):
        body = approvals.read_body(passage.text[:160], groups)
        if body:
            quotes["administrative_approval_by"] = passage.opening(160, 0.8)
            return body
    return _cover_body(reading, "administrative_approval", groups, quotes)


def _cover_body(reading: Reading, name: str, groups: Groups, quotes: dict[str, Quote]) -> Body | None:
    value = reading.cover.values.get(name) if reading.cover else None
    if not reading.cover or not value or not value.group:
        return None
    body = approvals.read_body(value.group, groups)
    if body:
        quotes[f"{name}_by"] = reading.cover.passage.exact(value.start, value.end, 0.85)
    return body


def read_update_owner(reading: Reading, groups: Groups) -> Stated | None:
    """The first group named in the plan for updating."""
    for passage in reading.bodies("update_plan"):
        named = find_groups(passage.text, groups)
        if named:
            at = passage.text.find(named[0])
            return Stated(named[0], passage.quote(max(at, 0), max(at, 0) + len(named[0]), 0.85))
    return None


def read_group(
    reading: Reading, owner: Stated | None, clinical: Body | None, quotes: Mapping[str, Quote], groups: Groups
) -> Stated | None:
    """The running head's group, else who owns the update, else who approved."""
    if reading.furniture.group:
        return reading.furniture.group
    if owner:
        return owner
    known = set(groups.values())
    approving = next((name for name in clinical.groups if name in known), None) if clinical else None
    return Stated(approving, quotes["clinical_approval_by"]) if approving else None


def read_professional_body(
    group: Stated | None, owner: Stated | None, clinical: Body | None, quotes: Mapping[str, Quote], groups: Groups
) -> Stated | None:
    """A body other than the group that approved it or will revise it (domain 1.2)."""
    known = set(groups.values())
    for name in clinical.groups if group and clinical else ():
        if group and name in known and name != group.value:
            return Stated(name, quotes["clinical_approval_by"])
    return owner if owner and group and owner.value != group.value else None

"""What is compared of decisions, publications and what was published: the rows beside their events (A12, A13)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guidelines.approval.models import Decision, Publication
from guidelines.journal.comparing import COMPARED, Compared, Facts, Told, moment
from guidelines.planning.models import Move
from guidelines.register import proving

_FACTS = ("step", "move", "outcome", "meaning", "capacity", "group", "sha256", "factor", "until", "person", "signed")


def _actor(told: Told) -> dict[str, int]:
    """The person who acted; {} where it was no person, but a command."""
    kind, _colon, key = told.actor_key.partition(":")
    return {"actor": int(key)} if kind == "person" and key.isdigit() else {}


def _decided(told: Told) -> Iterator[tuple[int, Facts]]:
    facts: dict[str, Any] = {name: told.facts[name] for name in _FACTS if name in told.facts}
    facts |= {"revision": int(told.object_key), "at": moment(told.at), "undone": None, "voided": None, **_actor(told)}
    if told.words is not None:
        facts |= {name: told.words.get(name, "") for name in ("text", "own_work_reason")}
    yield int(told.facts["decision"]), facts


def _undone(told: Told) -> Iterator[tuple[int, Facts]]:
    yield int(told.facts["decision"]), {"undone": moment(told.at)}


def _voiding(told: Told) -> Iterator[tuple[int, Facts]]:
    for key in told.facts.get("voided") or ():
        yield int(key), {"voided": moment(told.at)}


def _decisions() -> Iterator[tuple[int, Facts]]:
    """A change of who approves voids without naming what: such a moment is not compared."""
    changed = Move.objects.filter(revision=OuterRef("revision"), verb="change_run", at=OuterRef("voided_at"))
    rows: Any = Decision.objects.order_by("pk").annotate(unnamed=Exists(changed), kept=F("person__merged_into"))
    for row in rows.iterator(1000):
        facts = {
            "step": row.step_id,
            "move": row.move_id,
            "revision": row.revision_id,
            "group": row.acting_for_id,
            **{name: getattr(row, name) for name in ("outcome", "meaning", "capacity", "sha256", "factor", "text")},
            "own_work_reason": row.own_work_reason,
            "until": row.until.isoformat() if row.until else None,
            "person": row.person_id,
            "signed": row.signature,
            "at": moment(row.at),
            "undone": moment(row.undone_at),
        }
        if row.kept is None:  # else the account went to the person kept, who may have acted
            facts["actor"] = row.person_id
        if not row.unnamed:
            facts["voided"] = moment(row.voided_at)
        yield row.pk, facts


COMPARED["decision"] = Compared(
    name=_("Decision"),
    facts={
        "revision": _("revision"),
        "step": pgettext_lazy("proved", "step"),
        "move": pgettext_lazy("proved", "move"),
        "outcome": pgettext_lazy("proved", "outcome"),
        "meaning": _("what was decided on"),
        "capacity": pgettext_lazy("proved", "role"),
        "group": pgettext_lazy("proved", "group"),
        "sha256": _("SHA-256 of the document"),
        "factor": _("how it was confirmed"),
        "until": _("day it is put off to"),
        "person": pgettext_lazy("proved", "person"),
        "actor": _("who acted"),
        "signed": _("name and words as signed"),
        "text": pgettext_lazy("proved", "words"),
        "own_work_reason": _("reason for deciding on own work"),
        "at": pgettext_lazy("proved", "time"),
        "undone": _("time it was undone"),
        "voided": _("time it lost its force"),
    },
    rows=_decisions,
    tell={
        "decided": _decided,
        "decision_undone": _undone,
        "file_uploaded": _voiding,
        "file_withdrawn": _voiding,
        "stage_recorded": _voiding,
        "run_changed": _voiding,
    },
)


def _published(told: Told) -> Iterator[tuple[int, Facts]]:
    yield int(told.object_key), {"version": told.facts["version"], "at": moment(told.at), **_actor(told)}


def _publications() -> Iterator[tuple[int, Facts]]:
    names = ("pk", "version", "published_at", "published_by", "published_by__merged_into")
    for pk, version, at, person, kept in Publication.objects.order_by("pk").values_list(*names).iterator(1000):
        facts = {"version": version, "at": moment(at)}
        yield pk, facts if kept else {**facts, "actor": person}


def _became_version(told: Told) -> Iterator[tuple[int, Facts]]:
    """A published version stands on a stored document: it has one, with these bytes."""
    sha256 = told.facts["sha256"]
    said = {"sha256": sha256, "document": sha256, "outside": False}
    yield int(told.facts["version"]), {**said, **proving.told_dates(told), **proving.told_label(told)}


COMPARED["publication"] = Compared(
    name=pgettext_lazy("proved", "Publication"),
    facts={
        "version": _("version"),
        "at": pgettext_lazy("proved", "time"),
        "actor": _("who acted"),
    },
    rows=_publications,
    tell={"version_published": _published},
)
COMPARED["version"].tell["version_published"] = _became_version

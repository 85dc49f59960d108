"""The permission matrix of approval: drafts, consultations, decisions, the review, routes. See matrix.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from guidelines.approval.actions import Choice, decide
from guidelines.approval.actions.consultations import PartyFacts
from guidelines.approval.forms.route import watched_route
from guidelines.approval.models import ChecklistItem, DraftFile, Party, Recusal
from guidelines.approval.parties import token_of
from guidelines.approval.rules import Outcome
from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.planning.models import Step
from tests.approval.consulting import file_for, held, said
from tests.approval.scene import stored
from tests.permissions.table import (
    HEARD,
    MOVED,
    OK,
    World,
    everyone,
    leaders,
    once,
    only,
    participants,
    row,
    secretariat,
    signed_in,
)

# --- approval: consultations and declarations


def _run(w: World) -> dict[str, Any]:
    return {"revision_id": w.revision.pk}


@once
def _file(w: World) -> DraftFile:
    return file_for(w.revision, w.people["lead"])


@once
def _consulted(w: World) -> dict[str, Any]:
    """The revision, in a consultation with the chair of another group and with a patients' association."""
    _file(w)
    free = PartyFacts(name="Prøveforeningen", email="post@example.org")
    said(held(w.revision, PartyFacts(person=w.people["other_chair"]), free), "Prøve")
    return _run(w)


def _party(w: World) -> dict[str, Any]:
    return {**_consulted(w), "party_id": Party.objects.get(name="Prøveforeningen").pk}


def _token(w: World) -> dict[str, Any]:
    _consulted(w)
    return {"token": token_of(Party.objects.get(name="Prøveforeningen"))}


_none = {"has_interests": "no"}
row("consultation", args=_run, GET=participants(OK), POST=participants(HEARD))
row(
    "consultation",
    args=_consulted,
    data={"nothing": "on"},
    GET={**participants(OK), "other_chair": OK},
    POST={**participants(HEARD), "other_chair": HEARD},
)
row("consultation-party", args=_consulted, data={"party_0": "DGCG"}, GET=participants(OK), POST=participants(HEARD))
row("consultation-close", args=_consulted, data={"reason": "Prøve"}, GET=participants(OK), POST=participants(HEARD))
row("consultation-skip", args=_run, data={"reason": "Prøve"}, GET=participants(OK), POST=participants(HEARD))
row("consultation-record", args=_party, data={"nothing": "on"}, GET=participants(OK), POST=participants(HEARD))
row("consultation-table", args=_consulted, GET=participants(OK))
row("consultation-answer", args=_token, data={"nothing": "on"}, GET=everyone(OK), POST=everyone(HEARD))
row("consultation-file", args=_token, GET=everyone(OK))
row("declarations", data=_none, GET=signed_in(OK), POST=signed_in(HEARD))
row(
    "person-declarations",
    args=lambda w: {"person_id": w.stranger.pk},
    data=_none,
    GET=secretariat(OK),
    POST=secretariat(HEARD),
)
row("run-declaration", args=_run, data=_none, GET=participants(OK), POST=only(HEARD, "lead"))
row(
    "run-declaration-of",
    args=lambda w: {**_run(w), "person_id": w.people["lead"].pk},
    data=_none,
    GET=secretariat(OK),
    POST=secretariat(HEARD),
)
row("case-recusal", args=_run, data={"reason": ""}, GET=secretariat(OK), POST=secretariat(HEARD))


@once
def _recusal(w: World) -> dict[str, Any]:
    """Somebody who has no role of the table has said that they are recused."""
    found = Recusal.objects.create(revision=w.revision, person=w.stranger, at=clock.now())
    return {"revision_id": w.revision.pk, "recusal_id": found.pk}


row("recusal-undo", args=_recusal, data={"reason": ""}, GET=secretariat(OK), POST=secretariat(HEARD))
row("run-recusal", args=_run, GET=participants(OK), POST=participants(HEARD))

# --- approval: routes
_days = dict.fromkeys(("consultation_days", "clinical_days", "administrative_days", "return_days"), "14")
row(
    "group-route",
    args={"slug": "dsg"},
    data=lambda w: {
        "approver_group": w.group.pk,
        "self_approval": "required",
        "seen": watched_route(w.group).mark(),
        **_days,
    },
    GET=leaders(OK),
    POST=leaders(MOVED),
)

row("run-stop", args=_run, data={"reason": ""}, GET=secretariat(OK), POST=secretariat(HEARD))
row("run-route", args=_run, data={"reason": "Prøve"}, GET=secretariat(OK), POST=secretariat(HEARD))

# --- approval: the run's own pages and decisions


@once
def _clinical(w: World) -> dict[str, Any]:
    """The clinical step of the revision, which the chair holds."""
    step = w.revision.steps.open().get()
    facts = {"stage": "clinical_approval", "holder_role": "chair", "holder_group": w.group, "for_group": w.group}
    w.revision.steps.filter(pk=step.pk).update(**facts)
    type(w.revision).objects.filter(pk=w.revision.pk).update(stage="clinical_approval")
    return {"step_id": step.pk}


def _uploaded(w: World) -> dict[str, Any]:
    return {**_run(w), "key": _file(w).document_id}


def _with_file(w: World) -> dict[str, Any]:
    _uploaded(w)
    return _run(w)


@once
def _decided(w: World) -> dict[str, Any]:
    """The chair has put the decision off."""
    step = Step.objects.get(pk=_clinical(w)["step_id"])
    file = w.revision.files.current().first()
    choice = Choice(
        Outcome.DEFER, uuid4(), file.document.sha256 if file else "", 0, until=clock.today() + timedelta(days=3)
    )
    chair = w.people["chair"]
    made = decide(step, choice, person=chair, by=Actor("user", f"person:{chair.pk}"), now=clock.now())
    return {"decision_id": made.pk}


_defer = {"outcome": "defer", "until": "1.1.2020", "key": "", "edition": "0"}
row(
    "run-status",
    args=_run,
    data={"note": "Prøve"},
    GET=only(OK, "lead", "secretariat"),
    POST=only(HEARD, "lead", "secretariat"),
)
row(
    "run-submit",
    args=_run,
    data={"edition": "0"},
    GET=only(OK, "lead", "secretariat"),
    POST=only(HEARD, "lead", "secretariat"),
)
row("run-file", args=_uploaded, GET=participants(OK))
row(
    "run-file-withdraw",
    args=_with_file,
    data={"reason": "Prøve"},
    GET=only(OK, "lead", "secretariat"),
    POST=only(HEARD, "lead", "secretariat"),
)
row("approvals", GET=signed_in(OK))
row("decision", args=_clinical, data=_defer, GET=participants(OK), POST=only(HEARD, "chair", "deputy"))
row("decision-code", args=_clinical, data=_defer, GET=participants(MOVED), POST=only(HEARD, "chair", "deputy"))
row("decision-mail", args=_clinical, data=_defer, POST=only(HEARD, "chair"))
row("decision-undo", args=_decided, POST=only(MOVED, "chair"))
row("hand-over", args=_clinical, POST=only(MOVED, "chair"))
row("appoint", args=_clinical, data={"name": "Ingen", "reason": "Prøve"}, GET=secretariat(OK), POST=secretariat(HEARD))
row("decision-receipt", args=_decided, GET=participants(OK))
row("approval-export", args=_run, GET=participants(OK))

# --- approval: the review by the secretariat, what comes back, publishing


@once
def _published_file(w: World) -> dict[str, Any]:
    version = w.guideline.versions.get()
    version.document = stored()
    version.save()
    return {"slug": w.guideline.slug, "version_id": version.pk}


for _name in ("case", "publish"):
    row(_name, args=_run, GET=secretariat(OK), POST=secretariat(HEARD))
for _name in ("case-take", "case-give", "case-release"):
    row(_name, args=_run, POST=secretariat(MOVED))
row("run-comments", args=_run, GET=participants(OK), POST=only(HEARD, "lead", "secretariat"))
row("checklist", data={"text_da": "Prøve"}, GET=secretariat(OK), POST=secretariat(HEARD))
row(
    "checklist-item",
    args=lambda w: {"item_id": ChecklistItem.objects.create(position=20, text_da="Prøve").pk},
    data={"text_da": "Prøvet"},
    GET=secretariat(OK),
    POST=secretariat(HEARD),
)
row("phrases", data={"text": "Prøve"}, GET=secretariat(OK), POST=secretariat(HEARD))
row("version-file", args=_published_file, GET=everyone(OK))

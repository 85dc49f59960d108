"""The permission matrix of checking documents: rules, findings, the difference between two files. See matrix.py."""

from __future__ import annotations

from typing import Any

from guidelines.approval.documents_read import Reader, checked_file
from guidelines.approval.models import DraftFile
from guidelines.approval.reading import read_case
from guidelines.lists import clock
from guidelines.register.checking import MarkedFinding
from guidelines.register.models import RuleSwitch, Waiver
from tests.approval.consulting import file_for
from tests.approval.scene import stored
from tests.approval.texts import BEFORE_SEARCH, UNDATED, guideline_file
from tests.permissions.table import HEARD, MOVED, OK, World, once, participants, row, secretariat, signed_in


def _switch(w: World) -> dict[str, Any]:
    RuleSwitch.objects.in_force().delete()
    told = {"code": "link_missing", "reason": "Prøve", "by": w.people["secretariat"], "at": clock.now()}
    return {"switch_id": RuleSwitch.objects.create(group=w.group, **told).pk}


row("check-rules", GET=signed_in(OK))
row("check-rule", args={"code": "link_missing"}, GET=secretariat(OK), POST=secretariat(HEARD))
row("check-rule-on", args=_switch, POST=secretariat(MOVED))


def _file(w: World) -> DraftFile:
    """The revision's document, in which something is found."""
    file = DraftFile.objects.current().filter(revision=w.revision).first() or file_for(w.revision, w.people["lead"])
    return guideline_file(file, **UNDATED)


@once
def _two_files(w: World) -> dict[str, Any]:
    """The revision, with a document before the one that stands: other words, and one finding more."""
    now = _file(w)
    told = {"uploaded_by": now.uploaded_by, "uploaded_at": now.uploaded_at, "replaced_at": now.uploaded_at}
    before = DraftFile.objects.create(revision=w.revision, document=stored(), **told)
    guideline_file(before, **UNDATED, **BEFORE_SEARCH, recommendations="1. Patienter bør tilbydes scanning (A)")
    return {"revision_id": w.revision.pk}


def _finding(w: World) -> MarkedFinding:
    """A finding of the revision's document that nobody has waived."""
    _file(w)
    Waiver.objects.all().delete()
    checked = checked_file(read_case(w.revision, clock.today()), Reader(now=clock.now()))
    assert checked is not None
    return checked.judged.open[0]


def _waivable(w: World) -> dict[str, Any]:
    return {"revision_id": w.revision.pk, "fingerprint": _finding(w).fingerprint}


def _waived(w: World) -> dict[str, Any]:
    found = _finding(w)
    told = {"code": found.code, "fingerprint": found.fingerprint, "reason": "Prøve", "at": clock.now()}
    waiver = Waiver.objects.create(guideline=w.guideline, by=w.people["secretariat"], **told)
    return {"revision_id": w.revision.pk, "waiver_id": waiver.pk}


row("finding-waive", args=_waivable, data={"reason": "Prøve"}, GET=secretariat(OK), POST=secretariat(MOVED))
row("waiver-withdraw", args=_waived, POST=secretariat(MOVED))
row("run-difference", args=lambda w: {"revision_id": w.revision.pk}, GET=participants(OK))
row("run-difference", args=_two_files, GET=participants(OK))
row("case", args=_two_files, GET=secretariat(OK), POST=secretariat(MOVED))

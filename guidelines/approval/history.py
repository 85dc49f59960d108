"""How the verbs of approval read in a history."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.approval.rules import Capacity, Meaning, Outcome
from guidelines.journal.history import Told, describe
from guidelines.lists.dates import long_date
from guidelines.lists.words import listed


def _route_set(told: Told) -> str:
    return _("The route for approval was set.")


def _route_copied(told: Told) -> str:
    return _("The groups' route for approval was taken over for this revision.") + _unconsulted(told)


def _unconsulted(told: Told) -> str:
    """Say that the route has no consultation; an event from before it could be left out says nothing of it."""
    return "" if told.facts.get("has_consultation", True) else " " + _("It has no consultation.")


def _run_changed(told: Told) -> str:
    before, after = told.facts.get("from"), told.facts.get("to")
    sentences = {
        True: _("A consultation became part of this revision's route."),
        False: _("The consultation was taken out of this revision's route."),
        None: "",
    }
    consulted = sentences[told.facts.get("has_consultation")]
    if consulted and before == after:
        return consulted + _voided_by_name(told)
    changed = f"{_('It was changed which groups approve this revision.')} {consulted}".strip()
    return changed + _voided_by_name(told)


def _voided_by_name(told: Told) -> str:
    """Name whose approvals are void; only count them where the names were erased."""
    names = listed(told.words.get("voided") or [])
    return " " + _("The approval by %(names)s is void.") % {"names": names} if names else _voided(told)


def _draft_begun(told: Told) -> str:
    return _("The draft was begun.")


def _run_stopped(told: Told) -> str:
    return _("The revision was stopped.")


def _draft_described(told: Told) -> str:
    return _("What is said of the version was changed.")


def _file_uploaded(told: Told) -> str:
    return _("A document was uploaded.") + _voided(told)


def _file_withdrawn(told: Told) -> str:
    return _("The document was withdrawn.") + _voided(told)


def _voided(told: Told) -> str:
    count = len(told.facts.get("voided") or [])
    if not count:
        return ""
    return " " + ngettext("%(count)s approval is void.", "%(count)s approvals are void.", count) % {"count": count}


def _approval_asked(told: Told) -> str:
    return _("Approval was asked for.") + _handed_in(told)


def _resubmitted(told: Told) -> str:
    return _("It was sent in again.") + _handed_in(told)


def _handed_in(told: Told) -> str:
    return "" if told.facts.get("has_consultation", True) else " " + _("The route has no consultation.")


def _decided(told: Told) -> str:
    outcome = Outcome(told.facts["outcome"])
    if outcome in (Outcome.APPROVE, Outcome.APPROVE_REMARK):
        return _approved(told, outcome)
    if outcome is Outcome.DEFER:
        day = date.fromisoformat(told.facts["until"])
        return _("The decision was put off until %(date)s.") % {"date": long_date(day)}
    if outcome is Outcome.RECUSE:
        return _("The one who was to decide is recused.")
    if told.facts["meaning"] == Meaning.ADMINISTRATIVE:
        return _("Sent back from administrative approval, with comments.")
    return _("Sent back from clinical approval, with comments.")


def _approved(told: Told, outcome: Outcome) -> str:
    if told.facts["meaning"] == Meaning.ADMINISTRATIVE:
        return _("Approved administratively.") + _remark(told, outcome)
    capacities = {
        Capacity.CHAIR: _("Approved clinically by the chair."),
        Capacity.DEPUTY: _("Approved clinically by the deputy."),
        Capacity.APPOINTED: _("Approved clinically by the person whom the secretariat named."),
    }
    return capacities[Capacity(told.facts["capacity"])] + _remark(told, outcome)


def _remark(told: Told, outcome: Outcome) -> str:
    text = told.words.get("text")
    if outcome is Outcome.APPROVE:
        return ""
    return " " + (_("Remark: %(text)s") % {"text": text} if text else _("With a remark."))


def _decision_undone(told: Told) -> str:
    return _("The decision was undone.")


def _case_taken(told: Told) -> str:
    return _("The secretariat took the case.")


def _case_given(told: Told) -> str:
    name = told.words.get("name")
    return _("The case was given to %(name)s.") % {"name": name} if name else _("The case was given to a colleague.")


def _case_undone(told: Told) -> str:
    return _("What was done with the case was taken back.")


def _case_released(told: Told) -> str:
    return _("The case was put back into the queue.")


def _step_handed_over(told: Told) -> str:
    return _("The step was left to the deputy.")


def _decider_appointed(told: Told) -> str:
    return _("The secretariat named somebody to decide the step.")


def _recused(told: Told) -> str:
    return _("Somebody is recused from this revision.")


def _recusal_recorded(told: Told) -> str:
    words = {"name": told.words.get("name") or _("Somebody"), "told_by": told.words.get("told_by") or "–"}
    return _("The secretariat noted that %(name)s is recused from this revision. Said by: %(told_by)s") % words


def _recusal_taken_back(told: Told) -> str:
    name = told.words.get("name")
    if name:
        return _("It was taken back that %(name)s is recused from this revision.") % {"name": name}
    return _("A recusal from this revision was taken back.")


describe.update(
    {
        "route_set": _route_set,
        "route_copied": _route_copied,
        "run_changed": _run_changed,
        "draft_begun": _draft_begun,
        "run_stopped": _run_stopped,
        "draft_described": _draft_described,
        "file_uploaded": _file_uploaded,
        "file_withdrawn": _file_withdrawn,
        "approval_asked": _approval_asked,
        "resubmitted": _resubmitted,
        "decided": _decided,
        "decision_undone": _decision_undone,
        "case_taken": _case_taken,
        "case_given": _case_given,
        "case_released": _case_released,
        "case_undone": _case_undone,
        "step_handed_over": _step_handed_over,
        "decider_appointed": _decider_appointed,
        "recused": _recused,
        "recusal_recorded": _recusal_recorded,
        "recusal_taken_back": _recusal_taken_back,
    }
)

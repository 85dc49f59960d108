"""The verbs of approval. Each opens the journal first, locks the revision, and asks the one table of moves."""

from __future__ import annotations

from guidelines.approval.actions.decisions import Choice, decide, stored_decision
from guidelines.approval.actions.drafts import DraftFacts, describe, upload, withdraw_file
from guidelines.approval.actions.errors import Conflict, NotReady, Stale
from guidelines.approval.actions.handing import ask_approval, resubmit
from guidelines.approval.actions.passing import Told, appoint, hand_over, record_recusal, recuse_beforehand
from guidelines.approval.actions.readmitting import take_back_recusal
from guidelines.approval.actions.routes import RouteFacts, RunApprovalFacts, change_run, copy_route, route_of, set_route
from guidelines.approval.actions.running import begin_draft, correct_stage, start_run, stop
from guidelines.approval.actions.taking import UNDOABLE, give_case, last_case_acts, release_case, take_case, undo_case
from guidelines.approval.actions.undoing import undo_decision

__all__ = [
    "UNDOABLE",
    "Choice",
    "Conflict",
    "DraftFacts",
    "NotReady",
    "RouteFacts",
    "RunApprovalFacts",
    "Stale",
    "Told",
    "appoint",
    "ask_approval",
    "begin_draft",
    "change_run",
    "copy_route",
    "correct_stage",
    "decide",
    "describe",
    "give_case",
    "hand_over",
    "last_case_acts",
    "record_recusal",
    "recuse_beforehand",
    "release_case",
    "resubmit",
    "route_of",
    "set_route",
    "start_run",
    "stop",
    "stored_decision",
    "take_back_recusal",
    "take_case",
    "undo_case",
    "undo_decision",
    "upload",
    "withdraw_file",
]

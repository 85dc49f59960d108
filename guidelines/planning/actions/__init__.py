"""The verbs of planning: entries, people on them, revisions, undo, and reading a planskema in."""

from __future__ import annotations

from guidelines.planning.actions.answers import (
    ask_help,
    decline_lead,
    handle_answer,
    set_focus,
    snooze,
    suggest_withdrawal,
)
from guidelines.planning.actions.entries import (
    add_entry,
    change_kind,
    mark_missed,
    move_entry,
    note_entry,
    note_submission,
    plan_guideline,
    plan_new_guideline,
    replan,
    set_year,
    withdraw_entry,
)
from guidelines.planning.actions.extensions import (
    Settled,
    agree_extension,
    ask_extension,
    decide_extension,
    withdraw_extension,
)
from guidelines.planning.actions.leads import assign_leads, assign_named, confirm_lead
from guidelines.planning.actions.replacing import name_lead, replace_lead, undo_replacement
from guidelines.planning.actions.revisions import expect_draft, record_stage, set_deadline, start_revision
from guidelines.planning.actions.undo import last_undoable, undo

__all__ = [
    "Settled",
    "add_entry",
    "agree_extension",
    "ask_extension",
    "ask_help",
    "assign_leads",
    "assign_named",
    "change_kind",
    "confirm_lead",
    "decide_extension",
    "decline_lead",
    "expect_draft",
    "handle_answer",
    "last_undoable",
    "mark_missed",
    "move_entry",
    "name_lead",
    "note_entry",
    "note_submission",
    "plan_guideline",
    "plan_new_guideline",
    "record_stage",
    "replace_lead",
    "replan",
    "set_deadline",
    "set_focus",
    "set_year",
    "snooze",
    "start_revision",
    "suggest_withdrawal",
    "undo",
    "undo_replacement",
    "withdraw_entry",
    "withdraw_extension",
]

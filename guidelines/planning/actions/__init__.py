"""The verbs of planning: entries, people on them, revisions, undo, and reading a planskema in."""

from __future__ import annotations

from guidelines.planning.actions.entries import add_entry, move_entry, note_entry, set_year, withdraw_entry
from guidelines.planning.actions.leads import assign_leads, confirm_lead
from guidelines.planning.actions.revisions import record_stage, set_deadline, start_revision
from guidelines.planning.actions.undo import undo

__all__ = [
    "add_entry",
    "assign_leads",
    "confirm_lead",
    "move_entry",
    "note_entry",
    "record_stage",
    "set_deadline",
    "set_year",
    "start_revision",
    "undo",
    "withdraw_entry",
]

"""What the database refuses of approved plans: they are written once and stay as they are (A12).

`guidelines.apps` imports this module, and `journal.triggers` puts the triggers up.
"""
# ruff: noqa: S608 - only the constants of this module are put together

from __future__ import annotations

from guidelines.journal.refusals import GUARDED, Guarded, Refusal

APPROVAL = "guidelines_planapproval"
_REPLACES_NONE = f"""NOT EXISTS (SELECT 1 FROM {APPROVAL} a WHERE a.id = NEW.id OR a.previous_id = NEW.previous_id
    OR (a.group_id = NEW.group_id AND a.previous_id IS NULL AND NEW.previous_id IS NULL))"""

GUARDED["planning"] = Guarded(
    (
        Refusal("INSERT", APPROVAL, "an approval of a plan replaces no other", "true", _REPLACES_NONE),
        Refusal("UPDATE", APPROVAL, "approved plans cannot be changed"),
        Refusal("DELETE", APPROVAL, "approved plans cannot be deleted"),
    ),
    {APPROVAL: ("SELECT, INSERT",)},
)

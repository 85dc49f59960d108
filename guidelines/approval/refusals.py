"""What the database refuses of decisions and what came of them, of who worked on what, and of files (A1, A12).

Who may decide is for the verbs; this holds whoever writes, in whatever way. A person is the same under every row that
was merged into one. `guidelines.apps` imports this module, and `journal.triggers` puts the triggers up.
"""
# ruff: noqa: S608 - only the constants of this module are put together

from __future__ import annotations

from guidelines.approval.rules import APPROVING, Meaning, Outcome
from guidelines.journal.refusals import GUARDED, Guarded, Refusal
from guidelines.planning.rules import Stage

DECISION, CONTRIBUTION, FILE = "guidelines_decision", "guidelines_contribution", "guidelines_storedfile"
SIGNED = (
    *("id", "step_id", "revision_id", "move_id", "key", "body_digest", "person_id", "name", "capacity"),
    *("acting_for_id", "meaning", "outcome", "text", "own_work_reason", "until", "file_id", "sha256", "factor", "at"),
)
"""The columns of a decision that nobody changes once it stands; the others are UNDOING."""
UNDOING = ("undone_at", "voided_at")
VERSION, PUBLICATION, RECUSAL = "guidelines_guidelineversion", "guidelines_publication", "guidelines_recusal"
PUBLISHED = (
    *("id", "guideline_id", "label", "kind", "registered_outside", "document_id", "file_name", "file_sha256"),
    *(
        f"{fact}_{part}"
        for fact in ("clinical_approval", "submitted", "administrative_approval")
        for part in ("first", "last", "precision", "source")
    ),
)
"""The columns of a version that nobody changes once it was published here: what was signed, and when."""


def _same(*columns: str) -> str:
    """True where these columns stay as they were; NULL or false where not."""
    return " AND ".join(f"(NEW.{it} = OLD.{it} OR (NEW.{it} IS NULL AND OLD.{it} IS NULL))" for it in columns)


def _set_once(column: str) -> str:
    return f"OLD.{column} IS NULL AND NEW.{column} IS NOT NULL"


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


_IS_THE_PERSON = """COALESCE(p.merged_into_id, p.id)
    = (SELECT COALESCE(merged_into_id, id) FROM guidelines_person WHERE id = NEW.person_id)"""
_APPROVES = f"NEW.outcome IN ({_listed(APPROVING)})"
_IN_FORCE = "undone_at IS NULL AND voided_at IS NULL"
_OF_ITS_STEP = f"""EXISTS (SELECT 1 FROM guidelines_step s WHERE s.id = NEW.step_id AND s.revision_id = NEW.revision_id
    AND (s.stage = '{Stage.ADMINISTRATIVE_APPROVAL}') = (NEW.meaning = '{Meaning.ADMINISTRATIVE}'))"""
_REPLACES_NONE = f"""NOT EXISTS (SELECT 1 FROM {DECISION} d WHERE d.id = NEW.id OR d.key = NEW.key
    OR d.move_id = NEW.move_id OR ({_IN_FORCE} AND NEW.undone_at IS NULL AND NEW.voided_at IS NULL AND (
        (d.step_id = NEW.step_id AND d.outcome IN ({_listed((*APPROVING, Outcome.SEND_BACK.value))})
            AND NEW.outcome IN ({_listed((*APPROVING, Outcome.SEND_BACK.value))}))
        OR (d.revision_id = NEW.revision_id AND d.person_id = NEW.person_id
            AND d.outcome IN ({_listed(APPROVING)}) AND {_APPROVES}))))"""
_WORKED_ON_IT = f"""(EXISTS (SELECT 1 FROM {CONTRIBUTION} c JOIN guidelines_person p ON p.id = c.person_id
    WHERE c.revision_id = NEW.revision_id AND {_IS_THE_PERSON})
    OR EXISTS (SELECT 1 FROM guidelines_revision r JOIN guidelines_assignment a ON a.plan_entry_id = r.plan_entry_id
    JOIN guidelines_person p ON p.id = a.person_id WHERE r.id = NEW.revision_id AND a.ended_on IS NULL
    AND a.role IN ('lead', 'author') AND {_IS_THE_PERSON}))"""
_NEEDS_ANOTHER = """EXISTS (SELECT 1 FROM guidelines_step s
    JOIN guidelines_runapproval n ON n.revision_id = s.revision_id
        AND (n.for_group_id = s.for_group_id OR n.approver_group_id = s.holder_group_id)
    WHERE s.id = NEW.step_id AND n.self_approval = 'required')"""
_NOT_OWN_WORK = f"""NOT ({_APPROVES} AND (NEW.meaning = '{Meaning.ADMINISTRATIVE}' OR NEW.own_work_reason = ''
    OR {_NEEDS_ANOTHER}) AND {_WORKED_ON_IT})"""
_NOT_RECUSED = f"""NOT (NEW.outcome <> '{Outcome.RECUSE}' AND EXISTS (SELECT 1 FROM guidelines_recusal r
    JOIN guidelines_person p ON p.id = r.person_id
    WHERE r.revision_id = NEW.revision_id AND r.undone_at IS NULL AND {_IS_THE_PERSON}))"""
_ONLY_UNDONE = f"""{_same(*SIGNED)} AND (({_set_once("undone_at")} AND {_same("voided_at")})
    OR ({_set_once("voided_at")} AND {_same("undone_at")}))"""
_OF_THE_PERSON = """EXISTS (SELECT 1 FROM guidelines_person p
    WHERE p.id = OLD.person_id AND p.merged_into_id = NEW.person_id)"""
_ONLY_MERGED = f"""{_same("id", "revision_id", "kind", "since")} AND {_OF_THE_PERSON}"""
_SAME_VERSION = f"""((OLD.registered_outside AND NEW.registered_outside)
    OR (NOT OLD.registered_outside AND {_same(*PUBLISHED)}))"""
_IN_ITS_PLACE = """v.document_id = NEW.document_id OR (v.guideline_id = NEW.guideline_id
    AND (v.label = NEW.label OR (v.is_current AND NEW.is_current)))"""
_REPLACES_NO_VERSION = f"""NOT EXISTS (SELECT 1 FROM {VERSION} v WHERE NOT v.registered_outside
    AND (v.id = NEW.id OR {_IN_ITS_PLACE}))"""
_PUSHES_NO_VERSION_OUT = f"""NOT EXISTS (SELECT 1 FROM {VERSION} v WHERE NOT v.registered_outside
    AND v.id <> OLD.id AND (v.id = NEW.id OR {_IN_ITS_PLACE}))"""
_IS_NO_PUBLICATION = f"""NOT EXISTS (SELECT 1 FROM {PUBLICATION}
    WHERE revision_id = NEW.revision_id OR version_id = NEW.version_id)"""
_IS_NO_RECUSAL = f"""NOT EXISTS (SELECT 1 FROM {RECUSAL} r WHERE r.id = NEW.id OR r.decision_id = NEW.decision_id
    OR (r.revision_id = NEW.revision_id AND r.person_id = NEW.person_id AND r.undone_at IS NULL
        AND NEW.undone_at IS NULL))"""
_ONLY_TAKEN_BACK = f"""{_same("id", "revision_id", "decision_id", "at")} AND (
    ({_same("person_id")} AND {_set_once("undone_at")}) OR ({_same("undone_at")} AND {_OF_THE_PERSON}))"""

GUARDED["approval"] = Guarded(
    (
        Refusal("INSERT", DECISION, "a decision is made once and belongs to its step", _OF_ITS_STEP, _REPLACES_NONE),
        Refusal("INSERT", DECISION, "nobody approves own work", _NOT_OWN_WORK, about="own_work"),
        Refusal("INSERT", DECISION, "who is recused acts in no capacity", _NOT_RECUSED, about="recused"),
        Refusal("UPDATE", DECISION, "a decision can only be undone or voided", _ONLY_UNDONE),
        Refusal("DELETE", DECISION, "decisions cannot be deleted"),
        Refusal(
            "INSERT",
            CONTRIBUTION,
            "a contribution replaces no other",
            "true",
            f"NOT EXISTS (SELECT 1 FROM {CONTRIBUTION} WHERE id = NEW.id)",
        ),
        Refusal("UPDATE", CONTRIBUTION, "a contribution stays with its person", _ONLY_MERGED),
        Refusal("DELETE", CONTRIBUTION, "who has worked on a version stays one who has"),
        Refusal("INSERT", VERSION, "a published version is not replaced", "true", _REPLACES_NO_VERSION),
        Refusal("UPDATE", VERSION, "a published version stays as it was signed", _SAME_VERSION, _PUSHES_NO_VERSION_OUT),
        Refusal("INSERT", PUBLICATION, "a publication replaces no other", "true", _IS_NO_PUBLICATION),
        Refusal("UPDATE", PUBLICATION, "publications cannot be changed"),
        Refusal("DELETE", PUBLICATION, "publications cannot be deleted"),
        Refusal("INSERT", RECUSAL, "a recusal replaces no other", "true", _IS_NO_RECUSAL),
        Refusal("UPDATE", RECUSAL, "a recusal can only be undone", _ONLY_TAKEN_BACK),
        Refusal("DELETE", RECUSAL, "recusals cannot be deleted"),
    ),
    {
        DECISION: ("SELECT, INSERT", f"UPDATE ({', '.join(UNDOING)})"),
        CONTRIBUTION: ("SELECT, INSERT", "UPDATE (person_id)"),
        PUBLICATION: ("SELECT, INSERT",),
        RECUSAL: ("SELECT, INSERT", "UPDATE (person_id, undone_at)"),
    },
)
GUARDED["documents"] = Guarded(
    (
        Refusal(
            "INSERT",
            FILE,
            "a stored file replaces no other",
            "true",
            f"NOT EXISTS (SELECT 1 FROM {FILE} WHERE key = NEW.key OR rowid = NEW.rowid)",
        ),
        Refusal("UPDATE", FILE, "stored files cannot be changed"),
        Refusal("DELETE", FILE, "stored files cannot be deleted"),
    ),
    {FILE: ("SELECT, INSERT",)},
)

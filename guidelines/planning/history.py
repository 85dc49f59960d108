"""How the verbs of planning read in a history, and in the notice that offers *Fortryd*."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.journal.history import Told, describe, reasons
from guidelines.journal.models import Event
from guidelines.lists.dates import long_date
from guidelines.planning.models import PlanEntry
from guidelines.planning.wording import KINDS, REASONS, STAGES

ROWS_NAMED = 12
"""The most rows of an import that a line of history names one by one."""


def _entry_added(told: Told) -> str:
    kind = str(KINDS[told.facts["kind"]]).lower()
    if told.facts["year"] is None:
        return _("Added to the plan without a year: %(kind)s.") % {"kind": kind}
    return _("Added to the plan for %(year)s: %(kind)s.") % {"year": told.facts["year"], "kind": kind}


def _entry_moved(told: Told) -> str:
    return _("Moved from %(from)s to %(to)s.") % {"from": told.facts["from"], "to": told.facts["to"]}


def _year_set(told: Told) -> str:
    if told.facts["to"] is None:
        return _("The year was taken away again.")
    return _("The year was set to %(to)s.") % {"to": told.facts["to"]}


def _kind_changed(told: Told) -> str:
    before, after = (str(KINDS[told.facts[name]]).lower() for name in ("from", "to"))
    return _("Changed from %(from)s to %(to)s.") % {"from": before, "to": after}


def _entry_noted(told: Told) -> str:
    note = told.words.get("to")
    if told.is_erased or note is None:
        return _("The note was changed.")
    return _("Note: %(text)s") % {"text": note} if note else _("The note was removed.")


def _entry_withdrawn(told: Told) -> str:
    return _("Taken out of the plan.")


def _entry_missed(told: Told) -> str:
    return _("Not completed in %(year)s.") % {"year": told.facts["year"]}


def _submission_noted(told: Told) -> str:
    day = date.fromisoformat(told.facts["last"])
    return _("According to the planskema it was submitted on %(date)s.") % {"date": long_date(day)}


def _leads_assigned(told: Told) -> str:
    return _("The lead authors were changed.")


def _lead_confirmed(told: Told) -> str:
    return _("A lead author confirmed the role.")


def _lead_replaced(told: Told) -> str:
    number = len(told.facts["events"])
    words = {"from": told.words.get("from"), "to": told.words.get("to"), "number": number}
    if told.is_erased or not words["from"]:
        return ngettext(
            "A lead author was replaced in %(number)s plan entry.",
            "A lead author was replaced in %(number)s plan entries.",
            number,
        ) % {"number": number}
    return (
        ngettext(
            "%(to)s took the place of %(from)s as lead author in %(number)s plan entry.",
            "%(to)s took the place of %(from)s as lead author in %(number)s plan entries.",
            number,
        )
        % words
    )


def _years_set_together(told: Told) -> str:
    number = len(told.facts["events"])
    words = {"number": number, "year": told.facts["year"]}
    sentence = ngettext(
        "The planned year of %(number)s guideline was set to %(year)s.",
        "The planned year of %(number)s guidelines was set to %(year)s.",
        number,
    )
    return sentence % words


def _lead_declined(told: Told) -> str:
    suggested = told.words.get("suggested")
    if suggested:
        return _with_text(_("A lead author said no to the role and suggested %(name)s.") % {"name": suggested}, told)
    return _with_text(_("A lead author said no to the role."), told)


def _help_wanted(told: Told) -> str:
    return _with_text(_("A lead author asked for help."), told)


def _withdrawal_suggested(told: Told) -> str:
    return _with_text(_("A lead author suggested that the work lapses."), told)


def _with_text(sentence: str, told: Told) -> str:
    """The sentence, and what the person wrote with it; nothing where there was no text or it is erased."""
    text = told.words.get("text")
    return f"{sentence} {_('“%(title)s”') % {'title': text}}" if text else sentence


def _focus_set(told: Told) -> str:
    day = long_date(date.fromisoformat(told.facts["focus_on"]))
    return _("A lead author set time aside on %(date)s.") % {"date": day}


def _reminders_snoozed(told: Told) -> str:
    day = long_date(date.fromisoformat(told.facts["until"]))
    return _("A lead author let the reminders rest until %(date)s.") % {"date": day}


def _answer_handled(told: Told) -> str:
    return {
        "declined": _("A no to the role was dealt with."),
        "help": _("A request for help was dealt with."),
        "withdraw": _("A suggestion that the work lapses was dealt with."),
    }.get(told.facts["kind"], _("An answer was dealt with."))


def _undone(told: Told) -> str:
    return _("The change was undone.")


def _plan_imported(told: Told) -> str:
    return _("A planskema was imported.")


def _import_answered(told: Told) -> str:
    rows = told.facts["rows"]
    if len(rows) > ROWS_NAMED:
        return _("%(count)s rows of the import were answered.") % {"count": len(rows)}
    said = ngettext("Row %(rows)s of the import was answered.", "Rows %(rows)s of the import were answered.", len(rows))
    return said % {"rows": ", ".join(str(row) for row in rows)}


def _revision_started(told: Told) -> str:
    return _("The revision was started.")


def _stage_recorded(told: Told) -> str:
    stage = {"stage": str(STAGES[told.facts["to"]]).lower()}
    if told.facts["returned"]:
        return _("Stage recorded: %(stage)s, returned with comments.") % stage
    return _("Stage recorded: %(stage)s.") % stage


def _draft_expected(told: Told) -> str:
    day = told.facts["to"]
    if day is None:
        return _("The authors no longer say when the draft is expected.")
    return _("The authors expect the draft by %(date)s.") % {"date": long_date(date.fromisoformat(day))}


def _deadline_set(told: Told) -> str:
    return _("The deadline was set to %(date)s.") % {"date": long_date(date.fromisoformat(told.facts["to"]))}


describe.update(
    {
        "entry_added": _entry_added,
        "entry_moved": _entry_moved,
        "year_set": _year_set,
        "kind_changed": _kind_changed,
        "entry_noted": _entry_noted,
        "entry_withdrawn": _entry_withdrawn,
        "entry_missed": _entry_missed,
        "submission_noted": _submission_noted,
        "leads_assigned": _leads_assigned,
        "lead_confirmed": _lead_confirmed,
        "lead_replaced": _lead_replaced,
        "years_set_together": _years_set_together,
        "lead_declined": _lead_declined,
        "help_wanted": _help_wanted,
        "withdrawal_suggested": _withdrawal_suggested,
        "focus_set": _focus_set,
        "reminders_snoozed": _reminders_snoozed,
        "answer_handled": _answer_handled,
        "undone": _undone,
        "plan_imported": _plan_imported,
        "import_answered": _import_answered,
        "revision_started": _revision_started,
        "stage_recorded": _stage_recorded,
        "deadline_set": _deadline_set,
        "draft_expected": _draft_expected,
    }
)
reasons.update(REASONS)


def undo_sentence(event: Event, entry: PlanEntry) -> str:
    """Return what was just changed, naming the guideline: "Kæmpecelletumorer er flyttet fra 2026 til 2027."."""
    facts = event.facts
    words = {"title": entry.guideline.title, **{name: facts.get(name) for name in ("from", "to", "year")}}
    if event.verb == "entry_moved":
        return _("“%(title)s” was moved from %(from)s to %(to)s.") % words
    if event.verb == "year_set":
        return _("“%(title)s” now stands in %(to)s.") % words
    if event.verb == "kind_changed":
        return _("“%(title)s” is now planned as: %(to)s.") % {**words, "to": str(KINDS[facts["to"]]).lower()}
    sentences = {
        "entry_added": _("“%(title)s” was added to the plan."),
        "entry_noted": _("The note on “%(title)s” was saved."),
        "entry_withdrawn": _("“%(title)s” was taken out of the plan."),
        "entry_missed": _("“%(title)s” is marked as not completed in %(year)s."),
        "leads_assigned": _("The lead authors of “%(title)s” were changed."),
    }
    return sentences[event.verb] % words

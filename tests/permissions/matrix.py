"""The permission matrix: who gets what from every address (foundations 22, reliability C1). A table to read and add to.

    row("plan", args={"slug": "dsg"}, GET=signed_in(OK))
    row("entry-move", args=lambda w: {"slug": "dsg", "pk": w.entry.pk}, data={"year": "2031"}, POST=leaders(HEARD))

Who: everyone(…), signed_in(…) (others to the sign-in page), only(…, "lead", "chair"), secretariat(…), leaders(…) (chair
and deputy of DSG, secretariat), participants(…) (leaders and the tovholder); `others=` and `anonymous=` change what the
rest gets (NOT_FOUND, LOGIN). What: OK, MOVED, HEARD (let in by POST), LOGIN, NOT_FOUND, REFUSED, NO_METHOD. HEAD is as
GET; a method that is not named must be turned away. The world (`table.World`) has one guideline of DSG with a plan
entry and a revision. The same name may have several rows. An address without a row fails the test.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from guidelines.desk.models import SavedView
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.people.forms.persons import watched_address
from guidelines.planning.actions import move_entry
from guidelines.planning.importing.uploads import store_upload
from guidelines.planning.models import LeadAnswer
from tests.permissions import (  # noqa: F401 - the rows of these rooms
    matrix_answers,
    matrix_approval,
    matrix_calendar,
    matrix_checks,
    matrix_choices,
    matrix_extensions,
    matrix_listing,
    matrix_load,
    matrix_new,
    matrix_orphans,
    matrix_overview,
    matrix_plan_approvals,
    matrix_quality,
    matrix_reminders,
    matrix_reports,
    matrix_returned,
)
from tests.permissions.table import (
    HEARD,
    LOGIN,
    MOVED,
    NO_METHOD,
    NOT_FOUND,
    OK,
    World,
    everyone,
    leaders,
    only,
    participants,
    row,
    secretariat,
    signed_in,
)

# --- the site (desk)
row("journal", GET=signed_in(OK))
row("journal-csv", GET=signed_in(OK))
row("glossary", GET=everyone(OK))
row("help", GET=everyone(OK))
row("legal", GET=everyone(OK))
row("was", GET=everyone(MOVED))
_language = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), everyone(MOVED))  # changes a cookie, nothing else
row("set-language", **_language)

# --- people: signing in
row("account_login", GET=signed_in(MOVED, anonymous=OK), POST=signed_in(MOVED, anonymous=HEARD))
row("sign-in-code", GET=everyone(LOGIN), POST=everyone(LOGIN))
row("mfa_authenticate", GET=everyone(LOGIN), POST=everyone(LOGIN))
row("sign-out", GET=everyone(NO_METHOD), POST=everyone(MOVED))

# --- people: groups
row("groups", GET=everyone(OK))
row("group", args={"slug": "dsg"}, GET=everyone(OK))
row("group-settings", args={"slug": "dsg"}, GET=secretariat(OK), POST=secretariat(HEARD))
row("group-aliases", args={"slug": "dsg"}, data={"spelling": "Prøve"}, GET=secretariat(OK), POST=secretariat(HEARD))
row(
    "group-alias-remove",
    args=lambda w: {"slug": "dsg", "alias_id": w.group.aliases.create(spelling="Prøvegruppen").pk},
    POST=secretariat(MOVED),
)
row("group-role", args={"slug": "dsg"}, GET=secretariat(OK), POST=secretariat(HEARD))

# --- people: persons


def _address(w: World) -> dict[str, Any]:
    return {"email": "ny@example.org", "seen": watched_address(w.stranger).mark()}


def _stranger(w: World) -> dict[str, Any]:
    return {"pk": w.stranger.pk}


def _lead(w: World) -> dict[str, Any]:
    return {"pk": w.people["lead"].pk}


def _absence(w: World) -> dict[str, Any]:
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 1, 2)}
    return {"pk": w.people["lead"].absences.create(**days).pk}


row("people", GET=signed_in(OK))
row("person", args=_stranger, GET=signed_in(OK))
row("people-without-address", GET=secretariat(OK))
row("people-duplicates", GET=secretariat(OK))
row("person-add", data={"name": "Ny Prøve"}, GET=secretariat(OK), POST=secretariat(MOVED))
row("person-address", args=_stranger, data=_address, GET=secretariat(OK), POST=secretariat(MOVED))
row("person-invite", args=_stranger, POST=secretariat(MOVED))
row("second-factor", data={"send": "1"}, GET=signed_in(OK), POST=signed_in(MOVED))
row("person-second-factor", args=_stranger, POST=secretariat(MOVED))
row("person-stop", args=_lead, POST=secretariat(MOVED))
row("person-role", args=_stranger, GET=secretariat(OK), POST=secretariat(HEARD))
row("role-end", args=lambda w: {"pk": w.people["chair"].roles.get().pk}, GET=secretariat(OK), POST=secretariat(HEARD))
row(
    "person-merge",
    args=lambda w: {"pk": w.stranger.pk, "other": w.people["lead"].pk},
    GET=secretariat(OK),
    POST=secretariat(MOVED),
)
row("person-contact", args=_stranger, GET=secretariat(OK), POST=secretariat(HEARD))
row("person-contact", args=_lead, GET=only(OK, "lead", "secretariat"), POST=only(HEARD, "lead", "secretariat"))
row("person-absence", args=_stranger, GET=secretariat(OK), POST=secretariat(HEARD))
row("person-absence", args=_lead, GET=only(OK, "lead", "secretariat"), POST=only(HEARD, "lead", "secretariat"))
row("absence-remove", args=_absence, POST=only(MOVED, "lead", "secretariat"))
row("profile", GET=signed_in(OK), POST=signed_in(HEARD))

# --- desk: tasks and the page of a guideline


def _slug(w: World) -> dict[str, Any]:
    return {"slug": w.guideline.slug}


def _assignment(w: World) -> dict[str, Any]:
    return {"assignment_id": w.entry.assignments.get().pk}


def _answered(w: World, kind: str) -> LeadAnswer:
    at = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)
    words = {"kind": kind, "focus_at": at if kind == "focus" else None, "at": at, "via": "web"}
    return LeadAnswer.objects.create(guideline=w.guideline, person=w.people["lead"], **words)


row("home", GET=everyone(MOVED))
row("tasks", GET=signed_in(OK))
row("lead-confirm", args=_assignment, POST=only(MOVED, "lead"))
row(
    "task-answer",
    args=lambda w: {"guideline_id": w.guideline.pk},
    data={"choice": "help"},
    GET=participants(OK),
    POST=participants(HEARD),
)
row("answer-handled", args=lambda w: {"pk": _answered(w, "help").pk}, POST=leaders(MOVED))
row("focus-file", args=lambda w: {"pk": _answered(w, "focus").pk}, GET=only(OK, "lead"))
row("guideline", args=_slug, GET=everyone(OK))
row("guideline-history", args=_slug, GET=participants(OK))

# --- register
row("guidelines", GET=everyone(OK))
row("guidelines-csv", GET=everyone(OK))
row("register-document", GET=secretariat(OK), POST=secretariat(HEARD))
row("document-page", args={"page": 1}, GET=signed_in(NOT_FOUND))  # with a document's key: tests/register
row("guideline-version", args=_slug, data={"label": "2.0"}, GET=secretariat(OK), POST=secretariat(HEARD))
row("guideline-title", args=_slug, data={"title": "Prøve"}, GET=secretariat(OK), POST=secretariat(HEARD))
row("verdict", args=_slug, data={"slags": "vurderet", "reason": "x"}, GET=leaders(OK), POST=leaders(HEARD))
row("verdict", args=_slug, data={"slags": "rettet", "reason": "x"}, GET=leaders(OK), POST=secretariat(HEARD))
row(
    "guideline-owner",
    args=_slug,
    data=lambda w: {"owner": w.group.pk},
    GET=leaders(OK),
    POST=leaders(HEARD),
)

# --- planning


def _entry(w: World) -> dict[str, Any]:
    return {"slug": "dsg", "entry_id": w.entry.pk}


def _row(w: World) -> dict[str, Any]:
    return {"slug": "dsg", "guideline_id": w.guideline.pk}


def _moved(w: World) -> dict[str, Any]:
    """An entry that the chair has just moved."""
    move_entry(w.entry, to_year=2031, reason="", by=Actor("user", f"person:{w.people['chair'].pk}"), now=clock.now())
    return {"slug": "dsg", "seq": Event.objects.latest("seq").pk}


def _upload(w: World) -> dict[str, Any]:
    """A planskema that waits for its approval."""
    table = "Retningslinje;Tovholder;2030\nPrøvesarkomer;Ditte Dam;x\n".encode()
    years: tuple[None, None] = (None, None)
    upload = store_upload(w.group, file_name="plan.csv", content=table, years=years, uploaded_by=None, now=clock.now())
    return {"slug": "dsg", "upload_id": upload.pk}


row("plans", GET=signed_in(OK))
row("plan", args={"slug": "dsg"}, GET=signed_in(OK))
row("plan-export", args={"slug": "dsg", "form": "docx"}, GET=signed_in(OK))
row("plan-export", args={"slug": "dsg", "form": "xlsx"}, GET=signed_in(OK))
row("plan-export", args={"slug": "dsg", "form": "pdf"}, GET=signed_in(OK))
row("plan-export", args={"slug": "dsg", "form": "csv"}, GET=signed_in(OK))
row("plan-export", args={"slug": "dsg", "form": "exe"}, GET=signed_in(NOT_FOUND))
row("plan-row", args=_row, POST=leaders(HEARD))
row("plan-undo", args=_moved, POST=leaders(MOVED))
row("entry-add", args={"slug": "dsg"}, GET=leaders(OK), POST=leaders(HEARD))
for _name in ("entry-move", "entry-leads", "entry-note", "entry-missed", "entry-withdraw", "entry-year"):
    row(_name, args=_entry, GET=leaders(OK), POST=leaders(HEARD))
row("revision-start", args=_entry, GET=leaders(OK), POST=leaders(HEARD))
for _name in ("revision-stage", "revision-deadline"):
    row(_name, args=_entry, GET=secretariat(OK), POST=secretariat(HEARD))
row("plan-import", args={"slug": "dsg"}, GET=leaders(OK), POST=leaders(HEARD))
row(
    "plan-import-review",
    args=_upload,
    data={"act": "drop"},
    GET=leaders(OK),
    POST=leaders(MOVED),
)

# --- the demo's own pages, which are there in the demo alone: open to whoever tries it
row("demo-role", data={"role": "nobody"}, is_demo=True, GET=everyone(OK), POST=everyone(NOT_FOUND))
row("demo-reset", data={"plan": "neither"}, is_demo=True, POST=everyone(NOT_FOUND))
row("demo-today", data={"day": "never"}, is_demo=True, POST=everyone(MOVED))
row("demo-mailbox", is_demo=True, GET=everyone(OK))
row("demo-mail", args={"key": uuid4()}, is_demo=True, GET=everyone(NOT_FOUND))

# --- the inbox (desk)
row("inbox", GET=secretariat(OK))
row("inbox-many", data={"act": "tag", "sag": "1"}, POST=secretariat(MOVED))
row("inbox-undo", POST=secretariat(MOVED))
row("inbox-view-save", data={"name": "Prøve", "here": "/indbakke/"}, POST=secretariat(MOVED))
row(
    "inbox-view-delete",
    args=lambda w: {"view_id": SavedView.objects.create(page="inbox", name=f"Prøve {uuid4()}").pk},
    POST=secretariat(MOVED),
)

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

from datetime import date
from typing import Any

from tests.permissions.table import (
    HEARD,
    LOGIN,
    MOVED,
    NO_METHOD,
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
row("glossary", GET=everyone(OK))
row("help", GET=everyone(OK))
row("legal", GET=everyone(OK))
row("was", GET=everyone(MOVED))
_language = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), everyone(MOVED))  # changes a cookie, nothing else
row("set-language", **_language)

# --- people: signing in
row("account_login", GET=signed_in(MOVED, anonymous=OK), POST=signed_in(MOVED, anonymous=HEARD))
row("sign-in-code", GET=everyone(LOGIN), POST=everyone(LOGIN))
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
row("person-address", args=_stranger, data={"email": "ny@example.org"}, GET=secretariat(OK), POST=secretariat(MOVED))
row("person-invite", args=_stranger, POST=secretariat(MOVED))
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


row("home", GET=everyone(MOVED))
row("tasks", GET=signed_in(OK))
row("lead-confirm", args=_assignment, POST=only(MOVED, "lead"))
row("guideline", args=_slug, GET=everyone(OK))
row("guideline-history", args=_slug, GET=participants(OK))

# --- register
row("guidelines", GET=everyone(OK))
row("guideline-version", args=_slug, data={"label": "2.0"}, GET=secretariat(OK), POST=secretariat(HEARD))
row("guideline-title", args=_slug, data={"title": "Prøve"}, GET=secretariat(OK), POST=secretariat(HEARD))
row(
    "guideline-owner",
    args=_slug,
    data=lambda w: {"owner": w.group.pk},
    GET=leaders(OK),
    POST=leaders(HEARD),
)

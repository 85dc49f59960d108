"""Which rows are asked for: what stands behind one number, as it stands in an address.

Each number of the overview leads to the address of its `Asked`, and both count with the same conditions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from guidelines.desk.overview.rules import BANDS, STAGES_SHOWN, Band, Cover, Span, quarter_days, years_ahead
from guidelines.desk.overview.scope import NO_GROUP, Scope
from guidelines.desk.overview.then import Day, Register, with_cover
from guidelines.documents.dates import parse_user_date
from guidelines.planning.models import Step
from guidelines.planning.rules import HolderRole
from guidelines.register.rules import ValidityState

ANY = "alle"
FIRST_DAY = date(2000, 1, 1)
"""Nothing is shown as of an earlier day."""
_STATES = {state.value for state in ValidityState}
_ROLES = {role.value for role in HolderRole}
_YEAR, _QUARTER, _BY = re.compile(r"\d{4}"), re.compile(r"\d{4}-[1-4]"), re.compile(r"til-\d{4}")
_AGE = re.compile(r"(\d{1,5})-(\d{0,5})")


@dataclass(frozen=True)
class Asked:
    """Rows of the register: by validity, by stage of the revision under way, or by deadline and what is done for it.

    `group` is a slug or `NO_GROUP`. `due` is a quarter (2027-1), a year, `til-2027` for what is left until the end of
    that year, a `Span`, or `ANY` for everything in use. `stage` is a stage's value, `RETURNED` or `ANY`.
    """

    group: str = ""
    state: str = ""
    stage: str = ""
    due: str = ""
    cover: str = ""

    def find(self, scope: Scope, day: Day) -> Register:
        """Return the guidelines of a scope that these are."""
        found = scope.used(day) if self.stage or self.due else scope.guidelines(day)
        if self.state:
            found = found.filter(validity=self.state)
        if self.stage:
            found = found.exclude(stage="") if self.stage == ANY else found.filter(stage=self.stage)
        if self.due:
            found = found.filter(due_in(self.due, day.on))
        return with_cover(found, day).filter(cover=self.cover) if self.cover else found

    def url(self, day: Day) -> str:
        """Return where they are listed."""
        told = {"gruppe": self.group, "gyldighed": self.state, "trin": self.stage, "frist": self.due}
        return _url("overview-rows", told | {"plan": self.cover}, day)

    def of(self, **changes: str) -> Asked:
        """The same with other things asked for."""
        return replace(self, **changes)


@dataclass(frozen=True)
class AskedSteps:
    """Open steps: by who holds them, and by how many days they have waited (`rules.Band.key`).

    `holder` is the slug of the group whose chair or authors hold them, `NO_GROUP` where none is known.
    """

    group: str = ""
    role: str = ""
    holder: str = ""
    age: str = ""

    def find(self, scope: Scope, day: Day) -> QuerySet[Step, Any]:
        """Return the steps of a scope that these are."""
        found = scope.steps(day)
        if self.role:
            found = found.filter(holder_role=self.role)
        if self.holder:
            found = (
                found.filter(holder_group__slug=self.holder)
                if self.holder != NO_GROUP
                else found.filter(holder_group=None)
            )
        return found.filter(waited(band_of(self.age), day.on)) if self.age else found

    def url(self, day: Day) -> str:
        """Return where they are listed."""
        told = {"gruppe": self.group, "rolle": self.role, "hos": self.holder, "alder": self.age}
        return _url("overview-steps", told, day)

    def of(self, **changes: str) -> AskedSteps:
        """The same with other things asked for."""
        return replace(self, **changes)


def _url(name: str, told: dict[str, str], day: Day) -> str:
    told = {key: value for key, value in told.items() if value} | ({"pr": day.on.isoformat()} if day.is_past else {})
    return f"{reverse(name)}?{urlencode(told)}" if told else reverse(name)


def overview_url(group: str, day: Day) -> str:
    """Return the address of the overview of a group ("" for all) on a day."""
    return _url("overview", {"gruppe": group}, day)


# --- what stands in an address


def day_of(query: QueryDict, today: date) -> Day | None:
    """Return the day that an address names in any Danish form, today where it names none; None for one not shown."""
    text = query.get("pr", "").strip()
    if not text:
        return Day(today, today)
    try:
        on = parse_user_date(text)
    except ValueError:
        return None
    return Day(on, today) if is_shown(on, today) else None


def is_shown(on: date, today: date) -> bool:
    """Return True for a day that can be looked at: it has come, and something is known of it."""
    return FIRST_DAY <= on <= today


def asked_of(query: QueryDict) -> Asked | None:
    """Return what an address asks for; None for what cannot be asked."""
    found = Asked(*(query.get(name, "") for name in ("gruppe", "gyldighed", "trin", "frist", "plan")))
    allowed: tuple[tuple[str, Callable[[str], bool]], ...] = (
        (found.state, _STATES.__contains__),
        (found.stage, {*STAGES_SHOWN, ANY}.__contains__),
        (found.due, _is_due),
        (found.cover, {cover.value for cover in Cover}.__contains__),
    )
    return found if all(not text or is_known(text) for text, is_known in allowed) else None


def steps_asked_of(query: QueryDict) -> AskedSteps | None:
    """Return what an address asks for; None for what cannot be asked."""
    found = AskedSteps(*(query.get(name, "") for name in ("gruppe", "rolle", "hos", "alder")))
    is_known = (not found.role or found.role in _ROLES) and (not found.age or _AGE.fullmatch(found.age) is not None)
    return found if is_known else None


def _is_due(text: str) -> bool:
    if text == ANY or text in set(Span):
        return True
    year = next((part for part in re.findall(r"\d{4}", text)), "")
    is_pattern = any(pattern.fullmatch(text) for pattern in (_YEAR, _QUARTER, _BY))
    return is_pattern and 2000 <= int(year) <= 2100


def band_of(key: str) -> Band:
    """Return the days that an address names; it has been looked at before."""
    known = next((band for band in BANDS if band.key == key), None)
    if known is not None:
        return known
    least, most = key.split("-")
    return Band(int(least), int(most) if most else None)


# --- conditions


def due_in(due: str, on: date) -> Q:
    """Return the condition that the next revision is due then; what has passed already is in `Span.PASSED` alone."""
    years = years_ahead(on)
    if due == ANY:
        return Q()
    if due == Span.PASSED:
        return Q(due_on__lt=on)
    if due == Span.LATER:
        return Q(due_on__gt=date(years[-1], 12, 31))
    if due == Span.UNKNOWN:
        return Q(due_on=None)
    if _QUARTER.fullmatch(due):
        year, quarter = (int(part) for part in due.split("-"))
        first, last = quarter_days(year, quarter)
    else:
        last = date(int(due[-4:]), 12, 31)
        first = on if due.startswith("til") else date(last.year, 1, 1)
    return Q(due_on__gte=max(first, on), due_on__lte=last)


def waited(band: Band, on: date) -> Q:
    """Return the condition that a step has waited so many days; what began after the day has waited for none."""
    first, last = band.since(on)
    condition = Q(since__lte=last) if band.least else Q()
    return condition if first is None else condition & Q(since__gte=first)

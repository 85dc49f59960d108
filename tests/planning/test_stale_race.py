"""Editors who send at once what each of them saw of one row: one is heard, the others are shown both sides (D9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client

from guidelines.journal.models import Event, EventDetail
from guidelines.journal.verify import verify
from guidelines.journal.writing import writing
from guidelines.models import PlanEntry
from guidelines.planning.views import plans, shared
from tests import factories
from tests.approval.together import nothing, post, together
from tests.seeing import mark_on, row_mark

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
ROUNDS = 6


def without_looking() -> None:
    """Let everybody change a row whatever they were shown of it."""

    @contextmanager
    def unseen(_told: str, _read: Any, *, by: Any, now: Any) -> Iterator[None]:
        with writing(by, now=now):
            yield

    shared.as_seen = plans.as_seen = unseen


def session(role: Callable[..., Any], *args: Any) -> tuple[Client, dict[str, str]]:
    client = factories.sign_in(Client(), role(*args))
    return client, {name: morsel.value for name, morsel in client.cookies.items()}


def sent_at_once(without: Callable[[], None] = nothing) -> list[str]:
    """Let four write on one row from what each saw, the same: two notes, a kind, and a lead author less."""
    dsg = factories.group("DSG")
    entry = factories.entry(factories.guideline(owner=dsg), 2029, leads=[factories.person("Zita Zebra")])
    plan = f"/planskema/dsg/{entry.pk}"
    editors = [session(factories.chair_of, dsg), *(session(factories.deputy_of, dsg) for _ in range(3))]
    forms: list[tuple[str, dict[str, Any]]] = [
        (f"{plan}/notat/", {"note": "Det ene"}),
        (f"{plan}/notat/", {"note": "Det andet"}),
        (f"/planskema/dsg/raekke/{entry.guideline_id}/", {"entry": entry.pk, "year": "2029", "kind": "minor"}),
        (f"{plan}/tovholder/", {"lead_0": ""}),
    ]
    orders = []
    for (client, cookies), (url, form) in zip(editors, forms, strict=True):
        is_row = "raekke" in url
        seen = row_mark(client, "/planskema/dsg/", entry.guideline_id) if is_row else mark_on(client, url)
        assert seen
        orders.append({"url": url, "form": {**form, "seen": seen}, "session": cookies})
    with together(post, [len(orders)], without=without) as race:
        return [answer.split()[0] for answer in race(orders)]


def test_one_is_heard_and_the_others_are_shown_both_sides() -> None:
    told = sent_at_once()
    assert sorted(told) == ["302", "409", "409", "409"]
    assert Event.objects.filter(object_type="planentry").count() == 1
    assert verify() is None


def test_the_switch_without_looking_more_than_one_is_heard_and_a_note_is_lost() -> None:
    assert sorted(sent_at_once(without_looking)) != ["302", "409", "409", "409"]
    notes = [detail.words for detail in EventDetail.objects.order_by("seq") if "to" in detail.words]
    assert PlanEntry.objects.get().note != notes[0]["to"]  # written over by one who had not seen it


def test_nothing_is_lost_in_turns_of_two_who_do_not_wait() -> None:
    """Each writes again and again from the newest page: every note that was written over had been seen by then."""
    dsg = factories.group("DSG")
    entry = factories.entry(factories.guideline(owner=dsg), 2029)
    url = f"/planskema/dsg/{entry.pk}/notat/"
    editors = [session(factories.chair_of, dsg), session(factories.deputy_of, dsg)]
    heard: list[tuple[str, str]] = []
    with together(post, [2]) as race:
        for number in range(ROUNDS):
            before = PlanEntry.objects.get().note
            forms = [
                {"note": f"{number} af {who}", "seen": mark_on(client, url)} for who, (client, _c) in enumerate(editors)
            ]
            orders = [
                {"url": url, "form": form, "session": cookies}
                for form, (_c, cookies) in zip(forms, editors, strict=True)
            ]
            told = [answer.split()[0] for answer in race(orders)]
            assert sorted(told) == ["302", "409"]
            heard.append((before, forms[told.index("302")]["note"]))
    words = [
        EventDetail.objects.get(seq=event.seq).words
        for event in Event.objects.filter(verb="entry_noted").order_by("seq")
    ]
    assert [(one["from"], one["to"]) for one in words] == heard
    assert verify() is None

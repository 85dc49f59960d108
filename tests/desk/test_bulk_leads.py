"""*Skift tovholder* on several guidelines: those chosen change, the others stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.models import Assignment, Guideline, Person
from guidelines.planning.actions import assign_leads
from guidelines.planning.actions.leads import Lead
from tests import factories
from tests.desk.bulk import post, press, rows, said, undo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
OTHER = Actor("user", "person:0")


@pytest.fixture
def staff(client: Client) -> Client:
    return factories.sign_in(client, factories.secretariat("Inge Lund"))


@pytest.fixture
def dsg() -> Any:
    return factories.group("DSG")


class TestChangeLead:
    @pytest.fixture
    def led(self, dsg: Any) -> tuple[list[Guideline], Person, Person]:
        old, new = factories.person("Gamle Åse"), factories.person("Nye Bo")
        made = [factories.guideline(title, owner=dsg) for title in ("A", "B", "C", "D")]
        for one in (made[0], made[1], made[3]):
            factories.entry(one, 2027, leads=[old])
        factories.entry(made[2], 2027, leads=[factories.person("En anden")])
        return made, old, new

    @pytest.mark.both
    def test_those_chosen_change_and_the_others_stay(self, staff: Client, led: Any) -> None:
        made, old, _new = led
        page = post(staff, "tovholder", made[:3], trin="vis", fra=old.pk, til="Nye Bo")
        assert rows(page) == {
            "A": ("2027: Gamle Åse", "Nye Bo"),
            "B": ("2027: Gamle Åse", "Nye Bo"),
            "C": ("–", "Bliver som den er Gamle Åse er ikke tovholder på den."),
        }
        told = said(staff, press(staff, page))
        assert "Nye Bo er nu tovholder i stedet for Gamle Åse." in told
        held = Assignment.objects.filter(ended_on=None).order_by("plan_entry__guideline__title")
        assert [item.person.name for item in held] == ["Nye Bo", "Nye Bo", "En anden", "Gamle Åse"]
        assert "Ændringen er fortrudt." in said(staff, undo(staff, told))
        held = Assignment.objects.filter(ended_on=None).order_by("plan_entry__guideline__title")
        assert [item.person.name for item in held] == ["Gamle Åse", "Gamle Åse", "En anden", "Gamle Åse"]

    def test_only_those_who_lead_a_chosen_one_can_be_replaced(self, staff: Client, led: Any) -> None:
        made, old, _new = led
        assert post(staff, "tovholder", made[2:3], trin="vis", fra=old.pk, til="Nye Bo").status_code == 422
        assert post(staff, "tovholder", made[:3], trin="vis", fra=old.pk, til="Ukendt").status_code == 422

    def test_what_somebody_changed_meanwhile_is_told_and_nothing_is_done(self, staff: Client, led: Any) -> None:
        made, old, new = led
        page = post(staff, "tovholder", made[:3], trin="vis", fra=old.pk, til="Nye Bo")
        leads = [Lead(old), Lead(factories.person("Medforfatter"))]
        assign_leads(made[1].plan_entries.get(), leads, by=OTHER, now=clock.now())
        late = press(staff, page)
        assert (late.status_code, "B Ændret i mellemtiden" in rows(late)) == (409, True)
        assert not Assignment.objects.filter(person=new).exists()
        assert press(staff, late).status_code == 302
        assert Assignment.objects.filter(person=new, ended_on=None).count() == 2

    def test_one_and_the_same_person_is_refused(self, staff: Client, led: Any) -> None:
        made, old, _new = led
        page = post(staff, "tovholder", made[:1], trin="vis", fra=old.pk, til="Gamle Åse")
        assert page.status_code == 422
        assert "Vælg to forskellige personer." in page.content.decode()
        assert "er ikke tovholder på den" not in page.content.decode()

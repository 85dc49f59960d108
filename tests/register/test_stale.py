"""Facts of the register and settings of a group that somebody changed while their page was open (D9)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.documents.dates import FuzzyDate
from guidelines.journal.models import Event
from guidelines.models import Group, Guideline, GuidelineGroup, Person
from guidelines.people.actions import change_settings, settings_of
from guidelines.register.actions import Correction, confirm_owner, correct_version, extend, retitle
from tests import factories
from tests.planning.conftest import NOW, clock_at_now  # noqa: F401
from tests.planning.test_stale import action, by, fields, sides
from tests.register.test_verdicts import words

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]


@pytest.fixture
def gist(dsg: Group) -> Guideline:
    made = factories.guideline("GIST", owner=dsg, slug="gist")
    day = FuzzyDate.day(date(2022, 1, 1))
    factories.version(made, published=date(2022, 1, 1), next_due=FuzzyDate.day(date(2027, 1, 1)), last_search=day)
    return made


@pytest.fixture
def dsg(db: None) -> Group:
    return factories.group("DSG")


@pytest.fixture
def karla(db: None) -> Person:
    return factories.secretariat("Karla Kvik")


@pytest.fixture
def staff(client: Client) -> Client:
    return factories.sign_in(client, factories.secretariat())


def said(response: Any) -> str:
    return words(response)


class TestTitle:
    def test_is_not_written_over_unseen(self, staff: Client, gist: Guideline, karla: Person) -> None:
        url = reverse("guideline-title", args=["gist"])
        shown = fields(staff.get(url))
        retitle(gist, title="GIST hos voksne", is_working_title=True, by=by(karla), now=NOW)
        late = staff.post(url, {**shown, "title": "GIST, udredning"})
        assert late.status_code == 409
        assert sides(late)["Titel"] == ("GIST hos voksne", "GIST, udredning")
        assert sides(late)["Det er en arbejdstitel"] == ("Ja", "ikke rørt")
        assert "Karla Kvik, for lidt siden" in said(late)
        assert "checked" in late.content.decode()  # the tick gives way to what stands: nobody has touched it here
        assert staff.post(action(late), {**fields(late), "is_working_title": "on"}).status_code == 302
        gist.refresh_from_db()
        assert (gist.title, gist.is_working_title) == ("GIST, udredning", True)


class TestOwner:
    def test_is_not_written_over_unseen(self, staff: Client, dsg: Group, karla: Person) -> None:
        shared, dgcg = factories.guideline("Uterine sarkomer", slug="uterine"), factories.group("DGCG")
        for group in (dsg, dgcg):
            GuidelineGroup.objects.create(guideline=shared, group=group, role="co_owner", confirmed=False)
        url = reverse("guideline-owner", args=["uterine"])
        shown = fields(staff.get(url))
        confirm_owner(shared, dgcg, by=by(karla), now=NOW)
        late = staff.post(url, {**shown, "owner": dsg.pk})
        assert late.status_code == 409
        assert sides(late)["Ejer"][0] == "DGCG"
        assert sides(late)["Ejer"][1].startswith("DSG")
        assert "Karla Kvik, for lidt siden : Ejeren blev bekræftet." in said(late)
        assert staff.post(url, {**fields(late), "owner": dsg.pk}).status_code == 302
        assert shared.group_links.get(role="owner").group == dsg


class TestVersion:
    def correct(self, gist: Guideline, karla: Person, **dates: FuzzyDate | None) -> None:
        version = gist.versions.get()
        correct_version(version, Correction(dates), reason="Karlas grund", by=by(karla), now=NOW)

    def test_a_date_is_not_corrected_over_another_and_what_i_left_alone_stays(
        self, staff: Client, gist: Guideline, karla: Person
    ) -> None:
        url = f"{reverse('verdict', args=['gist'])}?slags=rettet"
        shown = fields(staff.get(url))
        self.correct(gist, karla, last_search=FuzzyDate.day(date(2021, 5, 5)), next_due=FuzzyDate.day(date(2026, 5, 5)))
        late = staff.post(url, {**shown, "next_due": "1.12.2026", "reason": "Tastefejl"})
        assert late.status_code == 409
        assert sides(late)["Næste revision senest"] == ("5. maj 2026", "1.12.2026")
        assert sides(late)["Seneste litteratursøgning"] == ("5. maj 2021", "ikke rørt")
        assert "Karla Kvik, for lidt siden" in said(late)
        again = fields(late)
        assert (again["last_search"], again["next_due"], again["reason"]) == ("5.5.2021", "1.12.2026", "Tastefejl")
        assert staff.post(url, again).status_code == 302
        version = gist.versions.get()
        assert (version.last_search.first, version.next_due.first) == (date(2021, 5, 5), date(2026, 12, 1))
        assert Event.objects.filter(verb="version_corrected").latest("seq").facts["changed"].keys() == {"next_due"}

    def test_an_extension_is_not_given_twice_unseen(self, staff: Client, gist: Guideline, karla: Person) -> None:
        url = f"{reverse('verdict', args=['gist'])}?slags=forlaenget"
        shown = fields(staff.get(url))
        extend(gist, until=FuzzyDate.day(date(2028, 1, 1)), reason="Afventer", by=by(karla), now=NOW)
        late = staff.post(url, {**shown, "until": "1.6.2028", "reason": "Også mig"})
        assert (late.status_code, sides(late)) == (409, {"Næste revision senest": ("1. januar 2028", "1.6.2028")})
        assert staff.post(url, fields(late)).status_code == 302
        assert gist.versions.get().next_due.first == date(2028, 6, 1)


class TestSettings:
    def test_are_not_written_over_unseen(self, staff: Client, dsg: Group, karla: Person) -> None:
        url = reverse("group-settings", args=["dsg"])
        shown = fields(staff.get(url))
        changed = {**settings_of(dsg).__dict__, "deadline_day": 15, "revision_months": 48}
        change_settings(dsg, settings_of(dsg).__class__(**changed), by=by(karla), now=NOW)
        late = staff.post(url, {**shown, "revision_months": "36"})
        assert late.status_code == 409
        assert sides(late) == {
            "Måneder fra godkendelse til næste revision": ("48", "36"),
            "Frist i planåret: dag": ("15", "ikke rørt"),
        }
        assert "Karla Kvik, for lidt siden" in said(late)
        assert staff.post(url, fields(late)).status_code == 302
        dsg.refresh_from_db()
        assert (dsg.revision_months, dsg.deadline_day) == (36, 15)

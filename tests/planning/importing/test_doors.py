"""An import is no way past access and approval: nobody's guideline but one's own, no version but a first one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from zeal import zeal_ignore

from guidelines.models import Assignment, Group, Guideline, PlanImport, Revision
from guidelines.planning.rules import Stage
from tests import factories

pytestmark = pytest.mark.django_db
ASKS_OTHERS = "Titlen står på en retningslinje hos DAHANCA. Kun sekretariatet eller ledelsen af DAHANCA"
HEAD = "Retningslinje;Tovholder;2026;2027\n"


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def dahanca() -> Group:
    return factories.group("DAHANCA")


@pytest.fixture
def theirs(dahanca: Group) -> Guideline:
    """A guideline of DAHANCA with a version in force, planned with a tovholder."""
    made = factories.guideline("Strålebehandling af hoved-hals-kræft", owner=dahanca)
    factories.version(made, "2.1", administrative_approval=date(2024, 3, 1))
    factories.entry(made, 2026, leads=[factories.person("Holger Holt")])
    return made


@pytest.fixture
def gist(dsg: Group) -> Guideline:
    """A guideline of DSG with version 1.2, whose revision has come to its clinical approval."""
    made = factories.guideline("GIST", owner=dsg)
    factories.version(made, "1.2", administrative_approval=date(2020, 12, 21))
    factories.revision(factories.entry(made, 2026), Stage.CLINICAL_APPROVAL)
    return made


def reviewed(client: Client, group: str, rows: str, **answers: str) -> tuple[str, Any]:
    """Paste a plan for a group and approve it with these answers; the address of its review, and the answer."""
    address = client.post(f"/planskema/{group}/import/", {"text": HEAD + rows})["Location"]
    with zeal_ignore():
        return address, client.post(address, {"act": "approve", **answers})


def as_chair(of: Group) -> Client:
    return factories.sign_in(Client(), factories.chair_of(of))


def as_secretariat() -> Client:
    return factories.sign_in(Client(), factories.secretariat())


def standing(guideline: Guideline) -> dict[str, Any]:
    """What of a guideline an import could change."""
    leads = Assignment.objects.filter(plan_entry__guideline=guideline, ended_on=None)
    return {
        "versions": (guideline.versions.get(is_current=True).label, guideline.versions.count()),
        "leads": list(leads.values_list("person__name", flat=True)),
        "ties": list(guideline.group_links.values_list("group__abbreviation", "role", "confirmed").order_by("pk")),
    }


SAME_TITLE = "Strålebehandling af hoved-hals-kræft (010626 version 9.9);Bo Bech;x;\n"


class TestAGuidelineOfAnotherGroup:
    """Its title in one's own document opens nothing (foundations 2, 22)."""

    def test_is_not_taken_by_saying_yes(self, dsg: Group, theirs: Guideline) -> None:
        before = standing(theirs)
        reviewed(as_chair(dsg), "dsg", SAME_TITLE, **{"match-1": str(theirs.pk)})
        assert standing(theirs) == before
        assert PlanImport.objects.get().answers == {}

    def test_is_told_of_with_who_can_answer(self, dsg: Group, theirs: Guideline) -> None:
        chair = as_chair(dsg)
        address, _done = reviewed(chair, "dsg", SAME_TITLE)
        body = chair.get(address).content.decode()
        assert ASKS_OTHERS in body
        assert (f'value="{theirs.pk}"' in body, 'value="new"' in body) == (False, True)

    def test_is_another_one_where_the_chair_says_so(self, dsg: Group, theirs: Guideline) -> None:
        before = standing(theirs)
        reviewed(as_chair(dsg), "dsg", SAME_TITLE, **{"match-1": "new"})
        assert standing(theirs) == before
        assert Guideline.objects.of_group(dsg).get().title == theirs.title

    def test_is_shared_where_the_secretariat_says_yes(self, dsg: Group, theirs: Guideline) -> None:
        reviewed(as_secretariat(), "dsg", SAME_TITLE, **{"match-1": str(theirs.pk)})
        assert standing(theirs) == {
            "versions": ("9.9", 2),
            "leads": ["Bo Bech"],
            "ties": [("DAHANCA", "owner", True), ("DSG", "co_owner", False)],
        }

    def test_is_shared_where_a_leader_of_its_owner_says_yes(
        self, dsg: Group, dahanca: Group, theirs: Guideline
    ) -> None:
        both = factories.chair_of(dsg)
        factories.role(both, "deputy", dahanca)
        reviewed(factories.sign_in(Client(), both), "dsg", SAME_TITLE, **{"match-1": str(theirs.pk)})
        assert standing(theirs) == {
            "versions": ("2.1", 1),  # a version in force is replaced by the secretariat alone
            "leads": ["Bo Bech"],
            "ties": [("DAHANCA", "owner", True), ("DSG", "co_owner", False)],
        }

    @pytest.mark.parametrize("rows", ["Noget helt andet (010626 version 9.9);Bo Bech;x;\n", SAME_TITLE.upper()])
    def test_is_not_reached_by_a_forged_answer(self, dsg: Group, theirs: Guideline, rows: str) -> None:
        before = standing(theirs)
        reviewed(as_chair(dsg), "dsg", rows, **{"match-1": str(theirs.pk), "match-2": str(theirs.pk)})
        assert standing(theirs) == before

    def test_a_forged_answer_of_a_chair_is_not_kept_for_the_secretariat(self, dsg: Group, theirs: Guideline) -> None:
        chair, before = as_chair(dsg), standing(theirs)
        address = chair.post("/planskema/dsg/import/", {"text": HEAD + SAME_TITLE})["Location"]
        chair.post(address, {"act": "save", "match-1": str(theirs.pk)})
        review = as_secretariat().get(address).context["review"]
        assert ([row.match for row in review.rows], standing(theirs)) == ([""], before)

    def test_an_answer_points_to_what_was_proposed_and_to_nothing_else(self, dsg: Group, theirs: Guideline) -> None:
        own = factories.guideline("Kæmpecelletumorer", owner=dsg)
        before = standing(theirs)
        reviewed(as_secretariat(), "dsg", "Kæmpecelletumoer;Bo Bech;x;\n", **{"match-1": str(theirs.pk)})
        assert (standing(theirs), own.plan_entries.count(), Guideline.objects.count()) == (before, 0, 2)


class TestAVersionInForce:
    """A chair's document replaces none, and nobody's does while a revision is under way (register.access)."""

    NEWER = "GIST (201126 version 3.0);Bo Bech;x;\n"

    def test_is_not_replaced_past_an_approval_under_way(self, dsg: Group, gist: Guideline) -> None:
        chair = as_chair(dsg)
        address, _done = reviewed(chair, "dsg", self.NEWER)
        assert standing(gist)["versions"] == ("1.2", 1)
        body = chair.get(address).content.decode()
        assert "En revision er i gang. Version 3.0 bliver ikke skrevet; spørg sekretariatet." in body

    def test_is_not_replaced_by_the_secretariat_either_meanwhile(self, dsg: Group, gist: Guideline) -> None:
        reviewed(as_secretariat(), "dsg", self.NEWER)
        assert standing(gist)["versions"] == ("1.2", 1)

    def test_an_older_version_is_written_by_the_secretariat_meanwhile(self, dsg: Group, gist: Guideline) -> None:
        reviewed(as_secretariat(), "dsg", "GIST (201118 version 1.0);Bo Bech;x;\n")
        assert standing(gist)["versions"] == ("1.2", 2)

    def test_is_for_the_secretariat_to_replace(self, dsg: Group, gist: Guideline) -> None:
        Revision.objects.update(ended_on=date(2026, 1, 1), result="stopped")
        chair = as_chair(dsg)
        address, _done = reviewed(chair, "dsg", self.NEWER)
        assert standing(gist)["versions"] == ("1.2", 1)
        assert "Kun sekretariatet registrerer en version mere. Version 3.0 bliver ikke skrevet." in (
            chair.get(address).content.decode()
        )
        reviewed(as_secretariat(), "dsg", self.NEWER)
        assert standing(gist)["versions"] == ("3.0", 2)

    def test_the_first_version_of_a_new_guideline_is_written_for_a_chair(self, dsg: Group) -> None:
        reviewed(as_chair(dsg), "dsg", "Desmoid fibromatose (010626 version 1.0);Bo Bech;x;\n")
        assert standing(Guideline.objects.get())["versions"] == ("1.0", 1)

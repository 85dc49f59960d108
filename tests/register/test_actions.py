"""The verbs of the register: what they store, what they write in the journal, and what they refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from guidelines.documents.dates import FuzzyDate
from guidelines.journal.models import Event, EventDetail
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.register import actions
from guidelines.register.actions import VersionFacts
from guidelines.register.models import Guideline, GuidelineGroup
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.django_db]
NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
BY = Actor("user", "person:7")
APPROVED = FuzzyDate.day(date(2020, 12, 21), "211220")


def do(verb, *args, **kwargs):
    return verb(*args, by=BY, now=NOW, **kwargs)


def events():
    return list(Event.objects.order_by("seq").values_list("verb", flat=True))


def words():
    return EventDetail.objects.order_by("-seq")[0].words


class TestCreate:
    def test_a_guideline_of_a_group(self):
        dsg = factories.group("DSG")
        made = do(actions.create_guideline, title="Kræft i Ærø og Åbenrå", owner=dsg, is_working_title=True)

        stored = Guideline.objects.get()
        assert (stored.pk, stored.slug, stored.is_working_title) == (made.pk, "kraeft-i-aeroe-og-aabenraa", True)
        links = list(stored.group_links.values_list("group__abbreviation", "role", "confirmed"))
        assert links == [("DSG", "owner", True)]
        assert events() == ["guideline_created"]
        assert (Event.objects.get().facts, words()) == ({"owner": dsg.pk}, {"title": "Kræft i Ærø og Åbenrå"})

    def test_without_an_owner(self):
        assert do(actions.create_guideline, title="Uden", owner=None).group_links.count() == 0

    def test_addresses_differ_where_titles_do_not(self):
        slugs = [do(actions.create_guideline, title="GIST", owner=None).slug for _ in range(3)]
        assert slugs == ["gist", "gist-2", "gist-3"]

    def test_a_title_without_letters_has_an_address_too(self):
        assert do(actions.create_guideline, title="–", owner=None).slug == "retningslinje"


class TestRetitle:
    def test_keeps_the_address_and_moves_in_the_list(self):
        made = do(actions.create_guideline, title="Arbejde", owner=None, is_working_title=True)
        do(actions.retitle, made, title="  Ærø   sarkomer ", is_working_title=False)

        stored = Guideline.objects.get()
        assert (stored.title, stored.is_working_title, stored.slug) == ("Ærø sarkomer", False, "arbejde")
        assert "ærø" in stored.search_text
        assert events() == ["guideline_created", "guideline_retitled"]
        assert words() == {"from": "Arbejde", "to": "Ærø sarkomer"}

    def test_unchanged_writes_nothing(self):
        made = do(actions.create_guideline, title="Samme", owner=None)
        do(actions.retitle, made, title="Samme ", is_working_title=False)
        assert events() == ["guideline_created"]

    def test_blank_is_refused(self):
        made = do(actions.create_guideline, title="Samme", owner=None)
        with pytest.raises(Refused):
            do(actions.retitle, made, title="  ", is_working_title=False)
        assert Guideline.objects.get().title == "Samme"


class TestOwner:
    @pytest.fixture
    def shared(self):
        made = factories.guideline("Uterine sarkomer")
        for name in ("DGCG", "DSG"):
            do(actions.link_group, made, factories.group(name), role="co_owner", confirmed=False)
        return made

    def test_is_confirmed_and_the_other_becomes_a_confirmed_co_owner(self, shared):
        do(actions.confirm_owner, shared, factories.group("DSG"))

        links = set(shared.group_links.values_list("group__abbreviation", "role", "confirmed"))
        assert links == {("DSG", "owner", True), ("DGCG", "co_owner", True)}
        assert events() == ["group_linked", "group_linked", "owner_confirmed"]

    def test_can_change_hands(self, shared):
        do(actions.confirm_owner, shared, factories.group("DSG"))
        do(actions.confirm_owner, shared, factories.group("DGCG"))
        owners = shared.group_links.filter(role=GuidelineGroup.Role.OWNER)
        assert list(owners.values_list("group__abbreviation", flat=True)) == ["DGCG"]

    def test_a_stranger_is_refused(self, shared):
        with pytest.raises(Refused):
            do(actions.confirm_owner, shared, factories.group("DLCG"))
        assert not shared.group_links.filter(confirmed=True).exists()

    def test_a_tie_is_made_once(self, shared):
        do(actions.link_group, shared, factories.group("DSG"), role="co_owner", confirmed=True)
        assert shared.group_links.filter(confirmed=True).count() == 0
        assert events() == ["group_linked", "group_linked"]


class TestVersion:
    def test_keeps_every_date_with_its_words(self):
        made = factories.guideline()
        search = FuzzyDate.month(2020, 10, "oktober 2020")
        facts = VersionFacts("v. 1,1", kind="minor", dates={"administrative_approval": APPROVED, "last_search": search})
        do(actions.register_version, made, facts)

        stored = made.versions.get()
        assert (stored.label, stored.kind, stored.is_current) == ("1.1", "minor", True)
        assert (stored.administrative_approval, stored.last_search, stored.next_due) == (APPROVED, search, None)
        assert events() == ["version_registered"]
        assert Event.objects.get().facts == {
            "kind": "minor",
            "dates": {
                "administrative_approval": ["2020-12-21", "2020-12-21"],
                "last_search": ["2020-10-01", "2020-10-31"],
            },
            "sha256": "",
        }

    def test_the_highest_label_is_current_in_whatever_order_they_come(self):
        made = factories.guideline()
        for label in ("1.9", "1.10", "1.2"):
            do(actions.register_version, made, VersionFacts(label))
        assert list(made.versions.order_by("-label_key").values_list("label", "is_current")) == [
            ("1.10", True),
            ("1.9", False),
            ("1.2", False),
        ]

    def test_next_due_is_counted_from_a_named_fact(self):
        made = factories.guideline()
        facts = VersionFacts("1.0", dates={"published": APPROVED}, next_due_months=60, counts_from="published")
        do(actions.register_version, made, facts)

        stored = made.versions.get()
        assert stored.next_due == FuzzyDate(date(2025, 12, 21), date(2025, 12, 21), "day", "211220")
        assert (stored.next_due_counts_from, stored.next_due_interval_months) == ("published", 60)

    def test_an_interval_needs_its_date(self):
        made = factories.guideline()
        with pytest.raises(Refused):
            do(actions.register_version, made, VersionFacts("1.0", next_due_months=60))
        assert (made.versions.count(), events()) == (0, [])

    @pytest.mark.parametrize("again", ["1.0", "v. 1.0", "1,0"])
    def test_the_same_version_twice_is_refused(self, again):
        made = factories.guideline()
        do(actions.register_version, made, VersionFacts("1.0"))
        with pytest.raises(Refused):
            do(actions.register_version, made, VersionFacts(again))
        assert made.versions.count() == 1


class TestWithdraw:
    def test_holds_from_its_day_on(self):
        made = factories.guideline()
        do(actions.withdraw_guideline, made, on=date(2026, 12, 1), reason="Dækkes af en anden")
        stored = Guideline.objects.get()
        assert [stored.is_withdrawn(date(2026, 11, 30)), stored.is_withdrawn(date(2026, 12, 1))] == [False, True]
        assert (events(), words()) == (["guideline_withdrawn"], {"reason": "Dækkes af en anden"})

    def test_without_a_reason_is_refused(self):
        with pytest.raises(Refused):
            do(actions.withdraw_guideline, factories.guideline(), on=date(2026, 12, 1), reason=" ")

"""*Forældreløse*: the page, choosing a successor by one press, and replacing a tovholder in all plans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.approval.models import Contribution
from guidelines.desk.orphans.reading import read_orphans
from guidelines.desk.orphans.rules import Trouble, cases
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor, writing
from guidelines.models import Absence, Assignment, Group, LeadAnswer, Person, PlanEntry
from guidelines.people.access import Viewer
from guidelines.planning.actions import name_lead, note_entry, replace_lead
from guidelines.planning.actions.replacing import places
from guidelines.planning.rules import Stage
from tests import factories
from tests.desk.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
ROW = re.compile(r"<tr role=\"row\">(.*?)</tr>", re.DOTALL)
OFFER = re.compile(r"<form method=\"post\" action=\"([^\"]+)\">(.*?)</form>", re.DOTALL)
HIDDEN = re.compile(r'name="(person|set|i_stedet|tilbage)" value="([^"]*)"')
OFFICE = Viewer(is_secretariat=True)


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def chair(dsg: Group) -> Person:
    return factories.chair_of(dsg, "Formand Fjord")


def planned(owner: Group, *leads: Person, title: str = "", year: int | None = 2027) -> PlanEntry:
    return factories.entry(factories.guideline(title, owner=owner), year, leads=leads)


def page(client: Client, who: Person, **asked: Any) -> str:
    return factories.sign_in(client, who).get(reverse("orphans"), asked).content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def titles(html: str) -> list[str]:
    return [found.group(1) for row in ROW.findall(html) if (found := re.search(r"<a [^>]*>([^<]*)</a><small>", row))]


def offers(html: str) -> list[tuple[str, dict[str, str]]]:
    """Where each press goes, and what it sends."""
    return [(url, dict(HIDDEN.findall(form))) for url, form in OFFER.findall(html) if "/vaelg/" in url]


def troubles() -> dict[str, list[Trouble]]:
    """What is wrong with each guideline, by its title."""
    listed = cases(read_orphans(OFFICE, TODAY))
    return {case.guideline.title: [fault.trouble for fault in case.faults] for case in listed}


def two() -> list[Person]:
    return [factories.person(), factories.person()]


def test_nothing_missing_is_said(client: Client, dsg: Group, chair: Person) -> None:
    planned(dsg, *two())
    html = page(client, chair)
    assert "Alle planlagte retningslinjer har mere end én tovholder, og alle svarer." in html
    assert (titles(html), 'id="list-filter"' in html) == ([], False)
    planned(factories.group("DGCG"))
    html = page(client, factories.secretariat(), gruppe="dsg")
    assert (titles(html), "Ingen retningslinjer passer til filtrene." in html) == ([], True)


def test_chairs_see_their_groups_and_the_secretariat_all(client: Client, dsg: Group, chair: Person) -> None:
    planned(dsg, title="Aneurismer")
    planned(factories.group("DGCG"), title="Bækkencancer")
    planned(dsg, factories.person("Ene Ager"), title="Chondrosarkom", year=2026)
    out = planned(dsg, title="Ude")
    out.guideline.withdrawn_on = TODAY
    out.guideline.save()
    assert titles(page(client, chair)) == ["Aneurismer", "Chondrosarkom"]
    office = factories.secretariat()
    assert titles(page(client, office)) == ["Aneurismer", "Bækkencancer", "Chondrosarkom"]
    assert titles(page(client, office, gruppe="dgcg")) == ["Bækkencancer"]
    html = page(client, office, mangel="alone")
    assert titles(html) == ["Chondrosarkom"]
    assert "Ene Ager er alene om den." in html
    assert "Ingen retningslinjer passer til filtrene" in page(client, office, mangel="alone", gruppe="dgcg")


def test_what_each_fact_means(dsg: Group) -> None:
    gone, closed, refused, said_no, quiet = (factories.person(name) for name in "ABCDE")
    factories.role(gone, "member", dsg, ends_on=TODAY - timedelta(days=1))
    factories.user_for(closed).is_active = False
    assert closed.user is not None
    closed.user.save()
    Person.objects.filter(pk=refused.pk).update(address_state="refused")
    for who, title in ((gone, "Gået"), (closed, "Lukket"), (refused, "Afvist"), (said_no, "Nej")):
        planned(dsg, who, factories.person(), title=title)
    answered = PlanEntry.objects.get(guideline__title="Nej").guideline
    LeadAnswer.objects.create(guideline=answered, person=said_no, kind="declined", at=_at(1), via="link")
    factories.revision(planned(dsg, quiet, title="Stille"), deadline_on=TODAY - timedelta(days=30))
    in_hand = planned(dsg, quiet, factories.person(), title="Hos formanden")
    factories.revision(in_hand, Stage.CLINICAL_APPROVAL, deadline_on=TODAY - timedelta(days=300))
    factories.guideline("Uden plan", owner=dsg)
    assert troubles() == {
        "Gået": [Trouble.LEFT],
        "Lukket": [Trouble.LEFT],
        "Nej": [Trouble.DECLINED],
        "Stille": [Trouble.SILENT],
        "Afvist": [Trouble.REFUSED],
        "Uden plan": [Trouble.UNPLANNED],
    }


def _at(day: int) -> datetime:
    return datetime(2026, 11, day, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "day", "is_silent"), [("user", 1, False), ("link", 1, False), ("job", 1, True), (None, 0, True)]
)
def test_whatever_a_person_does_here_is_a_word_from_them(dsg: Group, kind: str, day: int, is_silent: bool) -> None:
    """The next due passed, or the year's day; the plan's next entry is the one that is late."""
    quiet, other = two()
    entry = planned(dsg, quiet, other, title="Stille", year=2026)
    factories.version(entry.guideline, next_due=date(2026, 10, 1))
    factories.entry(entry.guideline, 2028, leads=two())
    for number, who in ((day, quiet), (2, other)):
        if kind or who == other:
            by = Actor(kind if who == quiet else "user", f"person:{who.pk}")
            with writing(by, now=_at(number)) as journal:
                journal.record("entry_noted", entry)
    assert troubles() == ({"Stille": [Trouble.SILENT]} if is_silent else {})


def test_authors_and_tovholdere_before_come_from_plans_and_runs(dsg: Group) -> None:
    author, wrote, led, off = (factories.person(name) for name in ("Aut", "Bid", "Led", "Off"))
    entry = planned(dsg, title="Aneurismer")
    done = factories.entry(entry.guideline, 2022, leads=[led], outcome="done")
    Assignment.objects.create(plan_entry=done, person=author, role="author")
    Assignment.objects.create(plan_entry=entry, person=off, ended_on=TODAY)
    run = factories.revision(done, Stage.PUBLISHED, ended_on=TODAY, result="published")
    Contribution.objects.create(revision=run, person=wrote, kind="author", since=_at(1))
    [guideline] = read_orphans(OFFICE, TODAY).guidelines
    assert guideline.authors == {author.pk, wrote.pk}
    assert (guideline.led_in, guideline.turned_down) == ({led.pk: 2022}, {off.pk})


def test_who_can_be_asked_and_what_they_have(dsg: Group) -> None:
    member, writer, left = (factories.person(name) for name in ("Medlem", "Skriver", "Væk"))
    factories.role(member, "member", dsg)
    factories.role(left, "member", dsg, ends_on=TODAY - timedelta(days=1))
    planned(dsg, writer, left)
    planned(dsg, writer, year=None)
    for start, end in ((date(2027, 1, 1), date(2027, 1, 10)), (date(2027, 1, 6), date(2027, 1, 12))):
        Absence.objects.create(person=writer, starts_on=start, ends_on=end)
    Absence.objects.create(person=member, starts_on=TODAY, ends_on=TODAY)
    found = {one.name: one for one in read_orphans(OFFICE, TODAY).persons}
    assert (found["Medlem"].groups, found["Medlem"].is_away_today) == ({dsg.pk}, True)
    assert (found["Skriver"].writes_in, found["Skriver"].load) == ({dsg.pk}, {2027: 1, None: 1})
    assert (found["Skriver"].away, found["Skriver"].is_away_today) == ({2027: 12}, False)
    assert (found["Væk"].groups, found["Væk"].writes_in) == (set(), set())


def test_one_press_takes_the_place_of_who_has_left_and_is_taken_back(client: Client, dsg: Group, chair: Person) -> None:
    gone, stays = factories.person("Gået Grøn"), factories.person("Bliver Bæk")
    factories.role(gone, "member", dsg, ends_on=TODAY - timedelta(days=1))
    entry = planned(dsg, gone, stays, title="Aneurismer")
    new = factories.member_of(dsg, "Ny Nord")
    html = page(client, chair, mangel="left")
    assert "Ny Nord i stedet for Gået Grøn har en rolle i DSG · har ingen i 2027" in words(html)
    [(url, sent), *_rest] = [one for one in offers(html) if one[1]["person"] == str(new.pk)]
    answer = client.post(url, sent)
    assert answer.headers["Location"] == f"{reverse('orphans')}?mangel=left"
    told = client.get(reverse("orphans")).content.decode()
    assert "Ny Nord er tovholder for »Aneurismer«." in told
    assert _names(entry) == ["Ny Nord", "Bliver Bæk"]
    undo = re.search(r'action="(/foraeldreloese/fortryd/\d+/)"', told)
    assert undo
    assert "Ændringen er fortrudt." in client.post(undo.group(1), follow=True).content.decode()
    assert _names(entry) == ["Gået Grøn", "Bliver Bæk"]


def _names(entry: PlanEntry) -> list[str]:
    held = entry.assignments.filter(role="lead", ended_on=None).order_by("position")
    return list(held.values_list("person__name", flat=True))


def test_nobody_and_one_alone_get_another_beside_them(client: Client, dsg: Group, chair: Person) -> None:
    nobody, alone = planned(dsg), planned(dsg, factories.member_of(dsg, "Ene Ager"))
    html = page(client, chair)
    for url, sent in offers(html):
        assert sent["i_stedet"] == ""
        client.post(url, sent)
    assert _names(nobody)[0] in ("Ene Ager", "Formand Fjord")
    assert _names(alone) == ["Ene Ager", "Formand Fjord"]


def test_a_press_on_what_others_changed_does_nothing(client: Client, dsg: Group, chair: Person) -> None:
    entry = planned(dsg, factories.member_of(dsg, "Ene Ager"))
    [(url, sent)] = offers(page(client, chair))
    Assignment.objects.create(plan_entry=entry, person=factories.person("Anden"), position=1)
    told = client.post(url, sent, follow=True).content.decode()
    assert "En anden har imens ændret tovholderne" in told
    assert _names(entry) == ["Ene Ager", "Anden"]
    told = client.post(url, {**sent, "i_stedet": str(chair.pk)}, follow=True).content.decode()
    assert "En anden har imens ændret tovholderne" in told
    for wrong in ({**sent, "person": "x"}, {**sent, "person": "9" * 17}, {**sent, "set": "-1"}):
        assert client.post(url, wrong).status_code == 404


@pytest.mark.parametrize("back", ["https://ond.example.org/foraeldreloese/?a=b", "//ond.example.org", "/opgaver/?a=b"])
def test_the_way_back_is_the_list_and_nothing_else(client: Client, dsg: Group, chair: Person, back: str) -> None:
    planned(dsg, factories.member_of(dsg))
    [(url, sent)] = offers(page(client, chair))
    assert client.post(url, {**sent, "tilbage": back}).headers["Location"] == reverse("orphans")


def test_what_stands_in_no_plan_or_has_no_group_leads_to_where_it_is_mended(client: Client, dsg: Group) -> None:
    bare, free = factories.guideline("Bar"), factories.guideline("Fri", owner=dsg)
    html = page(client, factories.secretariat())
    assert reverse("guideline-owner", args=[bare.slug]) in html
    assert f"{reverse('entry-add', args=['dsg'])}?retningslinje={free.pk}" in html


# --- Skift tovholder overalt


def replacing(client: Client, who: Person, **asked: Any) -> str:
    return factories.sign_in(client, who).get(reverse("orphan-replace"), asked).content.decode()


def test_every_row_is_seen_before_one_press_changes_them(client: Client, dsg: Group, chair: Person) -> None:
    old, new = factories.person("Gamle Grøn"), factories.person("Nye Nord")
    first, both = planned(dsg, old, title="Aneurismer"), planned(dsg, old, new, title="Bløddele")
    foreign = planned(factories.group("DGCG"), old, title="Cervix")
    no = planned(dsg, old, title="Desmoid")
    LeadAnswer.objects.create(guideline=no.guideline, person=new, kind="declined", at=_at(1), via="web")
    third = planned(dsg, old, title="Ewing")
    Absence.objects.create(person=new, starts_on=date(2027, 3, 1), ends_on=date(2027, 5, 1))
    factories.role(new, "member", dsg, ends_on=TODAY - timedelta(days=1))
    html = replacing(client, chair, fra=old.pk, til="nye nord")
    assert [words(row) for row in ROW.findall(html.split("<tbody")[1])] == [
        "Aneurismer 2027 Gamle Grøn Nye Nord",
        "Bløddele 2027 Gamle Grøn og Nye Nord Nye Nord "
        "Nye Nord er allerede tovholder for den; Gamle Grøn er det ikke længere.",
        "Cervix 2027 Gamle Grøn Bliver som den er Den hører til en anden gruppe.",
        "Desmoid 2027 Gamle Grøn Bliver som den er Nye Nord har sagt nej til den.",
        "Ewing 2027 Gamle Grøn Nye Nord",
    ]
    assert re.findall(r'notice warning"><p>([^<]*)', html) == [
        "Nye Nord har ikke længere en rolle i DSG.",
        "Nye Nord får 3 i 2027; gruppens grænse er 2.",
        "Nye Nord er fraværende en del af 2027.",
    ]
    assert "Skift på 3 planlinjer" in html
    sent = {name: re.search(f'name="{name}" value="([^"]*)"', html).group(1) for name in ("fra", "til", "set")}  # type: ignore[union-attr]
    told = client.post(reverse("orphan-replace"), sent, follow=True).content.decode()
    assert "Nye Nord er nu tovholder i stedet for Gamle Grøn." in told
    now = [_names(one) for one in (first, both, foreign, no, third)]
    assert now == [["Nye Nord"], ["Nye Nord"], ["Gamle Grøn"], ["Gamle Grøn"], ["Nye Nord"]]
    undo = re.search(r'action="(/foraeldreloese/fortryd/\d+/)"', told)
    assert undo
    client.post(undo.group(1))
    assert _names(first) == _names(third) == ["Gamle Grøn"]
    assert _names(both) == ["Gamle Grøn", "Nye Nord"]


def test_undo_needs_the_right_to_the_entries_still(client: Client, dsg: Group, chair: Person) -> None:
    old, new = factories.person("Gamle Grøn"), factories.person("Nye Nord")
    one, all_over = planned(dsg, old), planned(dsg, new)
    by, now = Actor("user", f"person:{chair.pk}"), _at(21)
    name_lead(one, new, instead_of=old.pk, expected=[old.pk], by=by, now=now)
    single = Event.objects.latest("seq")
    expected = [(place.entry.pk, place.seen) for place in places(new, old, None)]
    everywhere = replace_lead(new, old, groups=None, expected=expected, by=by, now=now)
    factories.role(chair, "chair", factories.group("DGCG"))
    chair.roles.filter(group=dsg).update(ends_on=TODAY - timedelta(days=1))
    factories.sign_in(client, chair)
    for event in (single, everywhere):
        assert client.post(reverse("orphan-undo", args=[event.seq])).status_code == 404
    assert [_names(entry) for entry in (one, all_over)] == [["Gamle Grøn"]] * 2


def test_a_stale_preview_is_shown_again_and_undo_says_why_not(client: Client, dsg: Group, chair: Person) -> None:
    old, new = factories.person("Gamle Grøn"), factories.person("Nye Nord")
    entry = planned(dsg, old)
    replacing(client, chair)
    sent = {"fra": old.pk, "til": "Nye Nord", "set": f"{entry.pk}:{old.pk},{new.pk}"}
    answer = client.post(reverse("orphan-replace"), sent)
    assert answer.status_code == 422
    assert "Planen er ændret i mellemtiden. Se listen igen." in answer.content.decode()
    fresh = re.search(r'name="set" value="([^"]*)"', answer.content.decode())
    assert fresh
    told = client.post(reverse("orphan-replace"), {**sent, "set": fresh.group(1)}, follow=True).content.decode()
    note_entry(entry, note="Efter", by=Actor("user", "person:0"), now=_at(21))
    undo = re.search(r'action="(/foraeldreloese/fortryd/\d+/)"', told)
    assert undo
    assert (
        "En af planlinjerne er ændret efter det, så intet er fortrudt."
        in client.post(undo.group(1), follow=True).content.decode()
    )
    assert _names(entry) == ["Nye Nord"]
    back = {**sent, "fra": new.pk, "til": "Gamle Grøn"}
    assert client.post(reverse("orphan-replace"), {**back, "set": "x:y"}).status_code == 404


def test_names_that_fit_nobody_or_several_are_explained(client: Client, dsg: Group, chair: Person) -> None:
    old = factories.person("Gamle Grøn")
    planned(dsg, old)
    for _twice in range(2):
        factories.person("To Navne")
    assert "Vi kender ikke »Ukendt Uhr«. Ret navnet." in replacing(client, chair, fra=old.pk, til="Ukendt Uhr")
    assert "Der er flere personer, der hedder »To Navne«." in replacing(client, chair, fra=old.pk, til="To Navne")
    assert "Vælg en af personerne på listen." in replacing(client, chair, fra=chair.pk, til="Gamle Grøn")
    assert "Der er ingen planlinje at ændre." in replacing(client, chair, fra=old.pk, til="Gamle Grøn")


def _many(count: int, owner: Group) -> Iterator[PlanEntry]:
    for number in range(count):
        leads = [factories.member_of(owner)] if number % 3 else []
        entry = factories.entry(factories.guideline(owner=owner), 2020 + number % 9, leads=leads)
        if number % 2:
            factories.revision(entry, deadline_on=date(2026, 1, 1))
        yield entry


def test_the_number_of_statements_does_not_grow(client: Client, dsg: Group) -> None:
    factories.sign_in(client, factories.secretariat())
    other, numbers = factories.member_of(dsg, "Nye Nord"), []
    for count in (30, 370):
        entries = list(_many(count, dsg))
        old = factories.person()
        for entry in entries:
            Assignment.objects.create(plan_entry=entry, person=old, position=1)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("orphans")).status_code == 200
        with CaptureQueriesContext(connection) as preview:
            asked = {"fra": old.pk, "til": other.name}
            assert client.get(reverse("orphan-replace"), asked).status_code == 200
        numbers.append((len(queries), len(preview)))
    assert numbers[0] == numbers[1]
    with CaptureQueriesContext(connection) as own:
        read_orphans(OFFICE, TODAY)
    assert len(own) == 12

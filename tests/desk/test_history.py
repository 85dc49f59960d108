"""*Historik*: who sees which events, what the filters keep, and what it costs."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from guidelines.desk.history.filters import FAMILIES
from guidelines.desk.history.reading import FAMILY_MODULES
from guidelines.journal.history import describe
from guidelines.journal.writing import Actor, writing
from guidelines.models import GuidelineGroup
from guidelines.planning.actions import move_entry
from guidelines.register import actions
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def people():
    dsg, dgcg = factories.group("DSG"), factories.group("DGCG")
    return {
        "staff": factories.secretariat("Karla Engholm"),
        "chair": factories.chair_of(dsg, "Mona Holt"),
        "member": factories.member_of(dsg),
        "other": factories.chair_of(dgcg, "Ole Øst"),
        "lead": factories.reader("Tove Lund"),
        "reader": factories.reader(),
    }


def by(person, day=20):
    return {"by": Actor("user", f"person:{person.pk}"), "now": datetime(2026, 11, day, 9, 5, tzinfo=UTC)}


@pytest.fixture
def events(people):
    """A guideline of each group; the tovholder works for DGCG's."""
    made = {}
    for day, (name, who) in enumerate((("DSG", "chair"), ("DGCG", "other")), start=10):
        made[name] = actions.create_guideline(title=f"Om {name}", owner=factories.group(name), **by(people[who], day))
    entry = factories.entry(made["DGCG"], 2027, leads=[people["lead"]])
    move_entry(entry, to_year=2028, reason="Afventer nyt studie", **by(people["other"], 12))
    staff = by(people["staff"], 13)
    with writing(staff["by"], now=staff["now"]) as journal:
        journal.record("person_added", people["lead"], personal={"name": "Hemmelig Hansen"})
    return made


def rows(client, person, query="", name="journal"):
    """Each row as its words."""
    response = factories.sign_in(client, person).get(reverse(name) + query)
    assert response.status_code == 200
    body = response.content.decode().split("<tbody", 1)[-1].split("</tbody>")[0]
    found = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]*>", " ", row)).split()) for row in found]


def guidelines(found):
    return {name for name in ("DSG", "DGCG") if any(f"Om {name}" in row for row in found)}


class TestWhoSeesWhat:
    @pytest.mark.parametrize(
        ("who", "seen"),
        [
            ("staff", {"DSG", "DGCG"}),
            ("chair", {"DSG"}),
            ("member", {"DSG"}),
            ("other", {"DGCG"}),
            ("lead", {"DGCG"}),
            ("reader", set()),
        ],
    )
    def test_guidelines(self, client, people, events, who, seen):
        found = rows(client, people[who])
        assert guidelines(found) == seen
        csv = b"".join(client.get(reverse("journal-csv")).streaming_content).decode()
        assert guidelines([csv]) == seen

    def test_what_happened_to_people_is_the_secretariats(self, client, people, events):
        counts = {who: len(rows(client, person)) for who, person in people.items()}
        assert counts == {"staff": 4, "chair": 1, "member": 1, "other": 2, "lead": 2, "reader": 0}

    def test_one_sees_what_one_did(self, client, people, events):
        GuidelineGroup.objects.all().delete()
        assert len(rows(client, people["chair"])) == 1

    def test_the_public_signs_in(self, client):
        for name in ("journal", "journal-csv"):
            assert client.get(reverse(name))["Location"].startswith(reverse("account_login"))

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_nothing_is_changed_here(self, client, people, method):
        factories.sign_in(client, people["staff"])
        assert [getattr(client, method)(reverse(name)).status_code for name in ("journal", "journal-csv")] == [405, 405]


def test_a_row_tells_when_what_why_and_who(client, people, events):
    assert rows(client, people["other"])[0] == (
        "12.11.2026 10.05 Om DGCG Flyttet fra 2027 til 2028. Begrundelse: Afventer nyt studie Ole Øst"
    )


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("", 4),
            ("?retningslinje=DGCG", 2),
            ("?retningslinje=om-dsg", 1),
            ("?gruppe=dsg", 1),
            ("?person=øst", 2),
            ("?person=oest", 2),
            ("?art=plan", 1),
            ("?art=retningslinjer", 2),
            ("?fra=2026-11-12", 2),
            ("?til=2026-11-11", 2),
            ("?fra=2026-11-11&til=2026-11-11", 1),
            ("?fra=2026-11-11&gruppe=dsg", 0),
        ],
    )
    def test_keep_what_they_say(self, client, people, events, query, count):
        assert len(rows(client, people["staff"], query)) == count
        lines = b"".join(client.get(reverse("journal-csv") + query).streaming_content).decode().splitlines()
        assert len(lines) == count + 1

    def test_what_is_no_date_is_said(self, client, people, events):
        response = factories.sign_in(client, people["staff"]).get(reverse("journal") + "?fra=i+går")
        assert b'id="id_fra_error"' in response.content

    def test_do_not_widen_what_one_may_see(self, client, people, events):
        assert rows(client, people["chair"], "?gruppe=dgcg") == []
        assert rows(client, people["chair"], "?person=Karla") == []

    def test_every_verb_has_a_family_and_every_family_a_name(self):
        modules = {module for known in FAMILY_MODULES.values() for module in known}
        rooms = {sentence.__module__ for sentence in describe.values()}
        assert rooms - modules == {"guidelines.journal.history"}
        assert set(FAMILIES) == set(FAMILY_MODULES)


def test_markup_and_formulas_stay_text(client, people):
    title = "=cmd()<b>x</b>"
    actions.create_guideline(title=title, owner=factories.group("DSG"), **by(people["chair"]))
    factories.sign_in(client, people["staff"])
    assert b"=cmd()<b>" not in client.get(reverse("journal")).content
    csv = b"".join(client.get(reverse("journal-csv")).streaming_content).decode()
    assert f""";"'{title}";""" in csv


@pytest.mark.parametrize(("language", "said"), [("en", "The guideline was"), ("da", "Retningslinjen blev")])
def test_the_file_speaks_the_readers_language_to_its_last_row(client, people, settings, language, said):
    actions.create_guideline(title="Emne", owner=factories.group("DSG"), **by(people["chair"]))
    factories.sign_in(client, people["staff"])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(reverse("journal-csv"))
    with translation.override(None):
        lines = b"".join(answer.streaming_content).decode().splitlines()
    assert [said in line for line in lines] == [False, True]


@pytest.mark.parametrize("count", [2, 60])
def test_costs_the_same_however_much_there_is(client, people, count):
    for number in range(count):
        actions.create_guideline(title=f"G{number}", owner=factories.group("DSG"), **by(people["chair"]))
    factories.sign_in(client, people["chair"])
    url = reverse("journal") + "?art=retningslinjer"
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    # session, account, person, roles; events, how many; names, titles, words; groups to choose from; six for the menu
    assert len(queries) == 16

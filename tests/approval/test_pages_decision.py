"""*Afgørelse*, *Godkendelser*, Fortryd, the deputy and naming somebody, as pages."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.approval import actions
from guidelines.approval.models import Elector, RunApproval
from guidelines.approval.rules import Factor, Outcome, Position
from guidelines.models import Decision, Person, Role
from guidelines.planning.actions import ask_extension
from reminders.models import Mail
from tests import factories
from tests.approval import scene
from tests.approval.scene import NOW, Scene
from tests.people.test_sign_in import mailed_code

SPENT = "Koden er brugt eller mere end fem minutter gammel. Få en ny."
ELSEWHERE = "Du skrev dette ved »Send tilbage«, men valgte »Godkend«."

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


@pytest.fixture
def moment() -> Iterator[Any]:
    """Half an hour after the scene begins, standing still."""
    with time_machine.travel(NOW + timedelta(minutes=30), tick=False) as found:
        yield found


@pytest.fixture
def here(store: Any, moment: Any) -> Scene:
    """A revision that awaits the chair of DSG."""
    return scene.at(Position.CLINICAL)


class Desk:
    """Somebody at the page of a step."""

    def __init__(self, step: int, who: Person) -> None:
        self.who = who
        self.client = factories.sign_in(Client(), who)
        self.url = reverse("decision", args=[step])
        self.code_url = reverse("decision-code", args=[step])

    def look(self) -> dict[str, Any]:
        """What the page that is shown would send."""
        response = self.client.get(self.url)
        assert response.status_code == 200
        return sent_by(response)

    def code(self, form: dict[str, Any]) -> str:
        """Ask for a code, and return the one that was mailed."""
        assert self.client.post(self.code_url, form).status_code == 200
        return mailed_code(self.who.email)

    def send(self, form: dict[str, Any], **fields: Any) -> Any:
        """Send the decision."""
        return self.client.post(self.url, {**form, **fields})


def sent_by(response: Any) -> dict[str, Any]:
    """The hidden fields of the form in an answer."""
    form = response.context["form"]
    return {name: form[name].value() for name in ("key", "sha256", "edition")}


def desk(here: Scene, who: Person | None = None) -> Desk:
    return Desk(here.step().step.pk, who or here.chairs["DSG"])


# --- three presses


def test_an_approval_takes_a_look_a_code_and_a_press(here: Scene) -> None:
    chair = desk(here)
    form = chair.look()
    response = chair.send(form, outcome="approve", code=chair.code({**form, "outcome": "approve"}))
    assert (response.status_code, response.url) == (302, reverse("approvals"))
    made = Decision.objects.get()
    assert (made.outcome, made.factor, made.sha256, made.person) == (
        "approve",
        Factor.CODE,
        form["sha256"],
        here.chairs["DSG"],
    )
    assert here.position is Position.SUBMITTED


def test_approve_is_chosen_beforehand_but_not_for_an_author(here: Scene) -> None:
    found = {}
    for who in (here.chairs["DSG"], None):
        if who is None:
            scene.declare(here.revision, here.chairs["DSG"], here.now)
            here.upload(person=here.chairs["DSG"])
        form = desk(here).client.get(desk(here).url).context["form"]
        found[who is None] = (form["outcome"].value(), form.has_worked)
    assert found == {False: ("approve", False), True: (None, True)}


def test_the_next_one_opens_after_a_decision(here: Scene) -> None:
    other = scene.start(("DGCG",))
    other.groups, other.chairs = {"DGCG": other.groups["DGCG"]}, {"DGCG": here.chairs["DSG"]}
    Role.objects.filter(group=other.groups["DGCG"], kind=Role.Kind.CHAIR).update(person=here.chairs["DSG"])
    other.ask()
    chair = desk(here)
    page = chair.client.get(chair.url)
    assert page.context["place"] == "1 af 2"
    response = chair.send(sent_by(page), outcome="send_back", correct="Afsnit 3")
    assert response.url == reverse("decision", args=[other.step().step.pk])


# --- what is wrong stands at its field, and what was typed stays


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"outcome": ""}, "outcome", "Vælg din afgørelse."),
        ({"outcome": "approve"}, "code", "Få en kode, og skriv den her."),
        (
            {"outcome": "approve", "code": "000000"},
            "code",
            "Koden er brugt eller mere end fem minutter gammel. Få en ny.",
        ),
        ({"outcome": "approve_remark"}, "remark", "Skriv bemærkningen."),
        ({"outcome": "send_back"}, "correct", "Skriv, hvad der skal rettes."),
        ({"outcome": "defer"}, "until", "Vælg den dag, afgørelsen udsættes til."),
        (
            {"outcome": "approve", "correct": "Ret"},
            "correct",
            "Du skrev dette ved »Send tilbage«, men valgte »Godkend«.",
        ),
    ],
)
def test_what_is_missing_is_said_at_its_field(here: Scene, sent: dict[str, str], field: str, sentence: str) -> None:
    chair = desk(here)
    response = chair.send(chair.look(), **{"remark": "", **sent})
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert sentence in response.content.decode().replace("&quot;", '"')
    assert Decision.objects.count() == 0


def test_a_code_is_sent_and_what_was_typed_stays(here: Scene) -> None:
    chair = desk(here)
    response = chair.client.post(chair.code_url, {**chair.look(), "outcome": "approve_remark", "remark": "Ret tabel 2"})
    form = response.context["form"]
    assert (form["remark"].value(), form["outcome"].value(), form.code_sent_to) == (
        "Ret tabel 2",
        "approve_remark",
        here.chairs["DSG"].email,
    )
    assert form.errors == {}
    assert Mail.objects.latest("pk").address == here.chairs["DSG"].email


def test_a_code_is_good_for_five_minutes_and_once(here: Scene, moment: Any) -> None:
    chair = desk(here)
    form = chair.look()
    code = chair.code(form)
    moment.shift(timedelta(minutes=5))
    late = chair.send(form, outcome="approve", code=code)
    assert (late.status_code, list(late.context["form"].errors)) == (422, ["code"])
    assert Decision.objects.count() == 0


def test_a_code_for_one_step_signs_no_other(here: Scene) -> None:
    other = scene.start(("DGCG",))
    Role.objects.filter(group=other.groups["DGCG"], kind=Role.Kind.CHAIR).update(person=here.chairs["DSG"])
    other.ask()
    first, second = desk(here), Desk(other.step().step.pk, here.chairs["DSG"])
    code = first.code(first.look())
    assert second.send(second.look(), outcome="approve", code=code).status_code == 422
    assert Decision.objects.count() == 0


def test_a_group_that_asks_for_an_app_sends_no_code(here: Scene) -> None:
    RunApproval.objects.filter(revision=here.revision).update(needs_second_factor=True)
    chair = desk(here)
    form = chair.look()
    assert chair.client.post(chair.code_url, form).status_code == 422
    refused = chair.send(form, outcome="approve")
    assert refused.context["form"].errors == {"code": ["Skriv koden fra din godkendelsesapp."]}
    assert Mail.objects.count() == 0


# --- what the page showed


def test_a_new_document_answers_409_and_shows_what_there_is_now(here: Scene) -> None:
    chair = desk(here)
    form = chair.look()
    code = chair.code(form)
    here.upload()
    response = chair.send(form, outcome="approve", code=code)
    assert (response.status_code, Decision.objects.count()) == (409, 0)
    assert "Der er lagt et nyt dokument op." in response.context["changes"]
    assert form["sha256"] not in response.content.decode()


def test_other_words_answer_409_and_keep_what_was_typed_with_no_outcome_chosen(here: Scene) -> None:
    chair = desk(here)
    form = chair.look()
    here.describe(summary="En anden")
    response = chair.send(form, outcome="send_back", correct="Afsnit 3 mangler en kilde")
    shown = response.context["form"]
    assert response.status_code == 409
    assert len(response.context["changes"]) == 1
    assert (shown["correct"].value(), shown["outcome"].value(), shown["edition"].value()) == (
        "Afsnit 3 mangler en kilde",
        None,
        here.case.edition,
    )
    assert shown["key"].value() != form["key"]
    assert "En anden" in response.content.decode()


def test_a_code_is_not_sent_for_a_page_out_of_date(here: Scene) -> None:
    chair = desk(here)
    form = chair.look()
    here.describe(summary="En anden")
    assert chair.client.post(chair.code_url, form).status_code == 409
    assert Mail.objects.count() == 0


def test_a_deputy_who_decided_first_is_named(here: Scene) -> None:
    chair = desk(here)
    form = chair.look()
    actions.hand_over(here.step().step, person=here.chairs["DSG"], by=scene.BY, now=here.tick())
    here.decide(Outcome.SEND_BACK, person=here.deputies["DSG"])
    response = chair.send(form, outcome="approve", code="123456")
    assert (response.status_code, response.context["changes"]) == (409, ["Stedfortræder DSG har truffet afgørelsen."])
    assert response.context["form"] is None


def test_the_same_page_sent_twice_is_one_decision(here: Scene) -> None:
    chair = desk(here)
    form = chair.look()
    said = {"outcome": "send_back", "correct": "Afsnit 3", "return_due_on": "1.12.2026"}
    first, again = chair.send(form, **said), chair.send(form, **said)
    other = chair.send(form, **{**said, "correct": "Afsnit 4"})
    assert [first.status_code, again.status_code, other.status_code] == [302, 302, 409]
    assert [made.text for made in Decision.objects.all()] == ["Afsnit 3"]


# --- own work, the deputy, nobody left


def test_an_author_is_warned_and_must_say_why(here: Scene) -> None:
    scene.declare(here.revision, here.chairs["DSG"], here.now)
    here.upload(person=here.chairs["DSG"])
    chair = desk(here)
    page = chair.client.get(chair.url).content.decode()
    assert "Du har selv arbejdet på versionen. Overvej at lade stedfortræderen afgøre." in page
    assert "Send til Stedfortræder DSG" in page
    form = chair.look()
    code = chair.code(form)
    refused = chair.send(form, outcome="approve", code=code)
    assert list(refused.context["form"].errors) == ["own_work_reason"]
    done = chair.send(form, outcome="approve", code=code, own_work_reason="Den eneste i gruppen med indsigt")
    assert done.status_code == 302
    assert Decision.objects.get().own_work_reason == "Den eneste i gruppen med indsigt"


def test_the_deputy_is_one_press_away(here: Scene) -> None:
    chair, step = desk(here), here.step().step.pk
    response = chair.client.post(reverse("hand-over", args=[step]), follow=True)
    assert "Den ligger nu hos Stedfortræder DSG." in response.content.decode()
    assert here.step().holder == here.deputies["DSG"]
    assert desk(here, here.deputies["DSG"]).look()["sha256"] == here.case.sha256


def test_the_secretariat_names_somebody_where_nobody_is_left(here: Scene) -> None:
    Role.objects.filter(group=here.groups["DSG"]).delete()
    client = factories.sign_in(Client(), here.secretary)
    step = here.step().step.pk
    somebody = factories.reader("Signe Udpeget")
    url = reverse("appoint", args=[step])
    unknown = client.post(url, {"name": "Ingen Kendt", "reason": "Ferie"})
    assert (unknown.status_code, list(unknown.context["form"].errors)) == (422, ["name"])
    assert client.post(url, {"name": "Signe Udpeget", "reason": "Ferie"}).status_code == 302
    assert here.step().holder == somebody
    assert Elector.objects.get(person=somebody).capacity == "appointed"


# --- Fortryd, and who sees what


def test_a_decision_is_undone_on_the_page_for_ten_minutes(here: Scene, moment: Any) -> None:
    chair = desk(here)
    chair.send(chair.look(), outcome="send_back", correct="Afsnit 3")
    made = Decision.objects.get()
    url = reverse("decision-undo", args=[made.pk])
    assert f'action="{url}"' in chair.client.get(chair.url).content.decode()
    assert f'action="{url}"' in chair.client.get(reverse("approvals")).content.decode()
    moment.shift(timedelta(minutes=11))
    assert f'action="{url}"' not in chair.client.get(chair.url).content.decode()
    moment.shift(timedelta(minutes=-2))
    response = chair.client.post(url, follow=True)
    assert "Afgørelsen er fortrudt. Den bliver stående i historikken." in response.content.decode()
    assert (here.position, Decision.objects.get().undone_at is not None) == (Position.CLINICAL, True)


def test_nobody_else_undoes_it(here: Scene) -> None:
    chair = desk(here)
    chair.send(chair.look(), outcome="send_back", correct="Afsnit 3")
    other = factories.sign_in(Client(), here.secretary)
    assert other.post(reverse("decision-undo", args=[Decision.objects.get().pk])).status_code == 404


def test_those_inside_read_whose_ball_it_is_and_others_get_404(here: Scene) -> None:
    lead = factories.sign_in(Client(), here.lead).get(desk(here).url)
    assert (lead.status_code, lead.context["form"]) == (200, None)
    assert "Bolden ligger hos Formand DSG." in lead.content.decode()
    assert factories.sign_in(Client(), factories.reader()).get(desk(here).url).status_code == 404


def test_the_secretariat_decides_its_own_case_on_the_same_form(store: Any, moment: Any) -> None:
    here = scene.at(Position.REVIEW)
    secretary, colleague = desk(here, here.secretary), desk(here, here.colleague)
    form = secretary.look()
    assert colleague.client.get(colleague.url).context["form"] is None
    response = secretary.send(form, outcome="approve", code=secretary.code(form))
    assert (response.status_code, here.position) == (302, Position.APPROVED)
    assert Decision.objects.latest("pk").capacity == "secretariat"


# --- Godkendelser


def test_the_list_says_what_waits_and_when_it_is_empty_what_was_last(here: Scene) -> None:
    chair = desk(here)
    page = chair.client.get(reverse("approvals"))
    [item] = page.context["waiting"]
    assert (item.view.step, item.label_to, item.is_own_work) == (here.step().step, "1.0", False)
    chair.send(chair.look(), outcome="defer", until="1.12.2026")
    rests = chair.client.get(reverse("approvals"))
    assert [one.is_resting for one in rests.context["waiting"]] == [True]
    assert "Udsat til 1. december 2026" in rests.content.decode()
    chair.send(chair.look(), outcome="send_back", correct="Afsnit 3")
    empty = chair.client.get(reverse("approvals")).content.decode()
    assert "Intet venter på dig." in empty
    assert "Din seneste afgørelse: Sendt tilbage" in empty


def test_the_list_takes_as_many_queries_for_five_as_for_one(here: Scene, django_assert_max_num_queries: Any) -> None:
    client = factories.sign_in(Client(), here.chairs["DSG"])
    client.get(reverse("approvals"))
    with django_assert_max_num_queries(100) as few:
        client.get(reverse("approvals"))
    for number in range(4):
        made = scene.start(("DGCG",)) if number == 0 else None
        if made is None:
            guideline = factories.guideline(owner=here.groups["DSG"])
            entry = factories.entry(guideline, 2026, leads=[here.lead])
            made = Scene(
                actions.start_run(entry, deadline_on=None, by=scene.BY, now=here.now),
                entry,
                here.groups,
                here.lead,
                here.chairs,
                here.deputies,
                here.secretary,
                here.colleague,
                here.now,
            )
            made.ask()
    with django_assert_max_num_queries(len(few.captured_queries)):
        response = client.get(reverse("approvals"))
    assert len(response.context["waiting"]) == 4


def test_a_key_that_is_no_key_is_refused(here: Scene) -> None:
    chair = desk(here)
    response = chair.send({**chair.look(), "key": "x"}, outcome="send_back", correct="Afsnit 3")
    assert (response.status_code, Decision.objects.filter(key=uuid.UUID(int=0)).exists()) == (422, False)


def test_new_deadlines_asked_for_wait_beside_the_approvals() -> None:
    here = scene.start(("DSG", "DGCG"))
    facts = {"person": here.lead, "to_on": date(2027, 6, 1), "reason": "Studiet venter"}
    asked = ask_extension(here.revision.guideline, **facts, by=scene.actor(here.lead), now=here.tick())
    pages = {
        name: factories.sign_in(Client(), who).get(reverse("approvals")).content.decode()
        for name, who in (("owner", here.chairs["DSG"]), ("deputy", here.deputies["DSG"]), ("co", here.chairs["DGCG"]))
    }
    words = "Tove Tovholder beder om 1. juni 2027 i stedet for 1. marts 2027"
    assert {name: words in page for name, page in pages.items()} == {"owner": True, "deputy": True, "co": False}
    assert f'href="{reverse("extension-decide", args=[asked.pk])}"' in pages["owner"]
    assert ("Intet venter på dig." in pages["owner"], "Intet venter på dig." in pages["co"]) == (False, True)

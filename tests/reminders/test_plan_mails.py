"""An approved plan goes to its tovholdere by mail, once, where its chair asked for it."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.test import Client

from guidelines.models import Group, Person, PlanApproval, PlanEntry, PlanMailing, User
from guidelines.people.actions import merge_persons
from guidelines.register.actions import withdraw_guideline
from reminders.models import Mail
from reminders.plan_mails import FRESH, plan_plan_mails
from tests import factories
from tests.planning.approve_pages import hidden, plan_of
from tests.planning.approving import actor, approve, seen
from tests.planning.conftest import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def chair(dsg: Group) -> Person:
    return factories.chair_of(dsg, "Formand Fjord")


@pytest.fixture
def plan(dsg: Group) -> dict[str, PlanEntry]:
    """Zita leads two, Bo one without a year."""
    return plan_of(dsg)


def readers() -> list[str]:
    return list(Mail.objects.order_by("person__name").values_list("person__name", flat=True))


def text_to(name: str) -> tuple[str, str]:
    """Subject and plain words of the mail to a person."""
    message = message_from_bytes(bytes(Mail.objects.get(person__name=name).content or b""), policy=policy.default)
    body: Any = message.get_body(("plain",))  # type: ignore[attr-defined]
    return str(message["Subject"]), " ".join(body.get_content().split())


def test_each_tovholder_gets_one_mail_with_their_own(dsg: Group, chair: Person, plan: Any) -> None:
    made = approve(dsg, chair, mails=True, remark="Kun i produktet")
    assert (plan_plan_mails(LATER), plan_plan_mails(LATER)) == (2, 0)
    assert readers() == ["Bo Bæk", "Zita Zebra"]
    subject, words = text_to("Zita Zebra")
    assert subject == "Planen er godkendt: DSG"
    assert "Formand Formand Fjord godkendte DSG's plan 21. november 2026." in words
    assert "Du er tovholder for: »Sen sarkom« (2026); »Planlagt sarkom« (2027)." in words
    approved = f"Planen, som den blev godkendt: http://testserver/planskema/dsg/godkendt/{made.pk}/"
    assert approved in words
    assert "Planen, som den er i dag, som PDF: http://testserver/planskema/dsg/eksport.pdf" in words
    assert "Formand Fjord har sendt planen til dem, der er tovholdere i den." in words
    assert "Kun i produktet" not in words
    assert "Du er tovholder for: »Årløs sarkom« (uden år)." in text_to("Bo Bæk")[1]
    assert set(Mail.objects.values_list("kind", "state")) == {("receipt", "planned")}


def test_nobody_gets_it_unasked(dsg: Group, chair: Person, plan: Any) -> None:
    approve(dsg, chair)
    assert (PlanMailing.objects.count(), plan_plan_mails(LATER)) == (0, 0)


def test_whom_it_does_not_reach(dsg: Group, chair: Person, plan: Any) -> None:
    """Who approved, has no address or a refused one, led what is done or out of use; who was merged gets one."""
    for name, facts in (("Uden Adresse", {"email": ""}), ("Afvist Andersen", {"address_state": "refused"})):
        factories.entry(factories.guideline(owner=dsg), 2029, leads=[factories.person(name, **facts)])
    stopped = factories.person("Stoppet Storm")
    factories.user_for(stopped)
    User.objects.filter(person=stopped).update(is_active=False)
    factories.entry(factories.guideline(owner=dsg), 2029, leads=[chair, stopped])
    done = factories.entry(factories.guideline(owner=dsg), 2026, leads=[factories.person("Færdig Friis")])
    PlanEntry.objects.filter(pk=done.pk).update(outcome="done")
    by = {"by": actor(chair, dsg), "now": NOW}
    withdraw_guideline(plan["yearless"].guideline, on=NOW.date(), reason="Afløst", **by)
    approve(dsg, chair, mails=True)
    kept = factories.person("Zita Z. Zebra")
    merge_persons(Person.objects.get(name="Zita Zebra"), into=kept, **by)
    assert (plan_plan_mails(LATER), readers()) == (1, ["Zita Z. Zebra"])
    assert "»Sen sarkom« (2026); »Planlagt sarkom« (2027)." in text_to("Zita Z. Zebra")[1]


def test_an_approval_that_cannot_be_read_stops_no_other(dsg: Group, chair: Person, plan: Any) -> None:
    for number, text in enumerate(('{"form": 99}', "{}", "[]", "")):
        unread = factories.group(f"G{number}")
        facts = {"person": chair, "capacity": "chair", "at": NOW, "sha256": "0" * 64, "text": text}
        PlanMailing.objects.create(approval=PlanApproval.objects.create(group=unread, **facts))
    approve(dsg, chair, mails=True)
    assert (plan_plan_mails(LATER), readers()) == (2, ["Bo Bæk", "Zita Zebra"])
    assert PlanMailing.objects.filter(mailed_at=None).count() == 0


def test_a_mail_that_is_there_already_stops_no_other(dsg: Group, chair: Person, plan: Any) -> None:
    approve(dsg, chair, mails=True)
    plan_plan_mails(LATER)
    Mail.objects.filter(person__name="Zita Zebra").delete()
    PlanMailing.objects.update(mailed_at=None)
    assert (plan_plan_mails(LATER), readers()) == (1, ["Bo Bæk", "Zita Zebra"])


def test_a_year_that_only_follows_from_the_totals_is_not_said_to_be_agreed(
    dsg: Group, chair: Person, plan: Any
) -> None:
    PlanEntry.objects.filter(pk=plan["planned"].pk).update(year_basis="totals")
    approve(dsg, chair, mails=True)
    plan_plan_mails(LATER)
    assert "»Planlagt sarkom« (2027 ifølge totalerne, ikke bekræftet)." in text_to("Zita Zebra")[1]


def test_the_same_approval_sent_again_with_the_tick_goes_out(dsg: Group, chair: Person, plan: Any) -> None:
    shown = seen(dsg)
    made = [approve(dsg, chair, **shown, mails=mails) for mails in (False, True, True)]
    assert {one.pk for one in made} == set(PlanMailing.objects.values_list("approval", flat=True))
    assert (plan_plan_mails(LATER), plan_plan_mails(LATER)) == (2, 0)


def test_only_the_newest_approval_goes_out(dsg: Group, chair: Person, plan: Any) -> None:
    approve(dsg, chair, mails=True)
    newest = approve(dsg, chair, mails=True)
    assert plan_plan_mails(LATER) == 2
    assert f"/godkendt/{newest.pk}/" in text_to("Bo Bæk")[1]
    assert PlanMailing.objects.filter(mailed_at=None).count() == 0


def test_an_old_approval_goes_to_nobody(dsg: Group, chair: Person, plan: Any) -> None:
    approve(dsg, chair, mails=True)
    assert (plan_plan_mails(NOW + FRESH), Mail.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("ticked", "said"), [(True, "Planen er godkendt, og tovholderne får et link"), (False, "Planen er godkendt.")]
)
def test_the_page_asks_and_says_so(
    client: Client, dsg: Group, chair: Person, plan: Any, ticked: bool, said: str
) -> None:
    url = "/planskema/dsg/godkend/"
    page = factories.sign_in(client, chair).get(url)
    assert page.context["form"]["mails"].value() is True
    sent = {**hidden(page), "remark": "", "act": "approve", **({"mails": "on"} if ticked else {})}
    answer = client.post(url, sent)
    assert said in client.get(answer.headers["Location"]).content.decode()
    assert PlanMailing.objects.filter(approval=PlanApproval.objects.get()).exists() is ticked


def test_the_page_says_where_nobody_can_be_reached(client: Client, dsg: Group, chair: Person, plan: Any) -> None:
    Person.objects.exclude(pk=chair.pk).update(email="")
    url = "/planskema/dsg/godkend/"
    page = factories.sign_in(client, chair).get(url)
    assert "Send tovholderne et link til planen" in page.content.decode()
    answer = client.post(url, {**hidden(page), "remark": "", "act": "approve", "mails": "on"})
    assert "Ingen af dens tovholdere kan nås med mail" in client.get(answer.headers["Location"]).content.decode()


def test_what_was_ticked_is_kept_where_it_is_refused(client: Client, dsg: Group, chair: Person, plan: Any) -> None:
    url = "/planskema/dsg/godkend/"
    shown = hidden(factories.sign_in(client, chair).get(url))
    for ticked in (True, False):
        sent = {**shown, "remark": "x" * 2001, "act": "approve", **({"mails": "on"} if ticked else {})}
        assert bool(client.post(url, sent).context["form"]["mails"].value()) is ticked

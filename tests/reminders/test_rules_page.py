"""*Regler*: a change is tried out on every mail of the next 12 months, and nothing is saved before it is kept."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.journal.writing import Actor
from guidelines.models import Event
from reminders.comparing import compare
from reminders.ladder import Setting
from reminders.ladder_setting import read_ladders, set_ladder, with_changes
from reminders.models import GroupRelease, LadderSetting, Mail, Occurrence
from tests import factories
from tests.reminders.scene import FINAL_SLOT, moment, scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = moment(FINAL_SLOT, days=-60)
COLLEAGUE = Actor("user", "person:999")


@pytest.fixture(autouse=True)
def here() -> Any:
    """Two months before the deadline of the scene is near."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client) -> Client:
    """The browser of somebody in the secretariat."""
    return factories.sign_in(client, factories.secretariat("Inge Lund"))


def typed(desk: Client, slug: str = "dsg", **changed: Any) -> dict[str, Any]:
    """What a browser would send of the page, with these fields changed; None leaves a box empty."""
    body = desk.get(reverse("rules", args=[slug])).content.decode()
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]+>", body):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        is_sent = 'type="checkbox"' not in tag or "checked" in tag
        if name and is_sent and name[1] not in ("csrfmiddlewaretoken", "q"):
            found[name[1]] = value[1] if value else "on"
    found.update(changed)
    return {name: value for name, value in found.items() if value is not None}


def rehearse(desk: Client, data: dict[str, Any], slug: str = "dsg") -> tuple[str, dict[str, Any]]:
    """Press *Se, hvad der sker*; the page, and what it sends with *Behold*."""
    body = desk.post(reverse("rules", args=[slug]), {**data, "rehearse": "1"}).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', body)
    return body, {**data, "seen": seen[1] if seen else "", "keep": "1"}


def test_a_change_is_seen_before_it_is_kept(desk: Client) -> None:
    scene()
    body, kept = rehearse(desk, typed(desk, on_final_7=None))
    assert "1 mail færre, 0 flyttet, 1 falder væk, 0 kommer til." in body
    assert (LadderSetting.objects.count(), Event.objects.filter(verb="ladder_changed").count()) == (0, 0)
    response = desk.post(reverse("rules", args=["dsg"]), kept, follow=True)
    assert "Reglerne er gemt." in response.content.decode()
    assert list(LadderSetting.objects.values_list("group__slug", "rung", "number", "is_on")) == [
        ("dsg", "final_7", None, False)
    ]
    assert (Mail.objects.count(), Occurrence.objects.count()) == (0, 0)


def test_several_changes_are_kept_together(desk: Client) -> None:
    scene()
    _body, kept = rehearse(desk, typed(desk, on_final_7=None, on_final_30=None, n_draft_30="45"))
    desk.post(reverse("rules", args=["dsg"]), kept)
    assert list(LadderSetting.objects.order_by("rung").values_list("rung", "number", "is_on")) == [
        ("draft_30", 45, None),
        ("final_30", None, False),
        ("final_7", None, False),
    ]


def test_a_number_that_moves_a_mail_shows_it_before_and_after(desk: Client) -> None:
    scene()
    body, _kept = rehearse(desk, typed(desk, n_final_7="14"))
    assert "Lige så mange mails som før, 1 flyttet, 0 falder væk, 0 kommer til." in body
    assert body.count("Frist, sidste påmindelse: Kæmpecelletumorer") == 2
    assert "12. november 2030" in body
    assert "19. november 2030" in body


def test_what_does_not_differ_is_folded(desk: Client) -> None:
    scene()
    body, _kept = rehearse(desk, typed(desk, n_final_7="14"))
    folded = re.findall(r"<details>\s*<summary>(.*?)</summary>", body)
    assert folded
    assert all("får det samme" in summary for summary in folded)


def test_dropping_is_leaving_the_page(desk: Client) -> None:
    scene()
    rehearse(desk, typed(desk, n_final_7="14"))
    body = desk.get(reverse("rules", args=["dsg"])).content.decode()
    assert re.search(r'name="n_final_7" value="7"', body)
    assert LadderSetting.objects.count() == 0


def test_what_was_not_rehearsed_is_not_kept(desk: Client) -> None:
    scene()
    _body, kept = rehearse(desk, typed(desk, n_final_7="14"))
    response = desk.post(reverse("rules", args=["dsg"]), {**kept, "n_final_7": "10"})
    assert "Hvad der sker" in response.content.decode()
    assert LadderSetting.objects.count() == 0


@pytest.mark.parametrize("press", ["rehearse", "keep"])
def test_a_colleagues_change_in_between_is_shown_beside_ones_own(desk: Client, press: str) -> None:
    there = scene()
    data = typed(desk, n_final_7="14")
    _body, kept = rehearse(desk, data)
    set_ladder(there.group, {"final_7": Setting(10)}, by=COLLEAGUE, now=NOW)
    response = desk.post(reverse("rules", args=["dsg"]), kept if press == "keep" else {**data, "rehearse": "1"})
    assert response.status_code == 409
    body = response.content.decode()
    assert "En kollega har ændret disse regler imens." in body
    assert '<th scope="row">Frist, sidste påmindelse</th><td>10 dage</td><td>14 dage</td>' in body
    assert re.search(r'name="n_final_7" value="14"', body)
    assert list(LadderSetting.objects.values_list("rung", "number")) == [("final_7", 10)]


def test_a_change_for_all_groups_counts_as_one_in_between(desk: Client) -> None:
    scene()
    data = typed(desk, n_final_7="14")
    set_ladder(None, {"final_30": Setting(45)}, by=COLLEAGUE, now=NOW)
    assert desk.post(reverse("rules", args=["dsg"]), {**data, "rehearse": "1"}).status_code == 409


def test_a_ladder_that_breaks_a_rule_is_refused_at_its_field(desk: Client) -> None:
    scene()
    response = desk.post(reverse("rules", args=["dsg"]), {**typed(desk, n_chair_30="20"), "rehearse": "1"})
    assert response.status_code == 422
    assert 'id="id_n_chair_30_error"' in response.content.decode()
    response = desk.post(reverse("rules", args=["dsg"]), {**typed(desk, n_final_7="nej"), "rehearse": "1"})
    assert response.status_code == 422
    assert 'value="nej"' in response.content.decode()
    assert LadderSetting.objects.count() == 0


def test_what_is_the_same_as_for_all_follows_them(desk: Client) -> None:
    there = scene()
    set_ladder(there.group, {"final_7": Setting(10)}, by=COLLEAGUE, now=NOW)
    assert "1 egen" in desk.get(reverse("reminders"), {"vis": "regler"}).content.decode()
    _body, kept = rehearse(desk, typed(desk, n_final_7="7"))
    desk.post(reverse("rules", args=["dsg"]), kept)
    assert list(LadderSetting.objects.values_list("number", "is_on")) == [(None, None)]
    assert "som for alle" in desk.get(reverse("reminders"), {"vis": "regler"}).content.decode()


def test_the_rules_for_all_groups_change_every_groups_mails(desk: Client) -> None:
    scene()
    body, kept = rehearse(desk, typed(desk, "alle", on_final_7=None), "alle")
    assert "1 mail færre" in body
    desk.post(reverse("rules", args=["alle"]), kept)
    assert read_ladders().of(None).has("final_7") is False


def test_nothing_changed_is_said(desk: Client) -> None:
    scene()
    body, _kept = rehearse(desk, typed(desk))
    assert "Du har ikke ændret noget endnu." in body
    assert 'name="keep"' not in body


def test_the_comparison_is_that_of_two_rehearsals() -> None:
    there = scene()
    after = with_changes(there.group, {"late_14": Setting(21), "chair_30": Setting(40)})
    found = compare(there.group, after, today=NOW.date())
    assert (found.fewer, found.moved, found.gone, found.new) == (1, 3, 0, 0)  # the status joins the chair's overview
    changed = [slot.on for slot in found.slots if slot.changed]
    assert changed == sorted(changed)
    assert date(2030, 12, 17) in changed


def test_an_unknown_group_is_not_found(desk: Client) -> None:
    assert desk.get(reverse("rules", args=["findes-ikke"])).status_code == 404


def test_a_release_shows_the_rules_and_is_rehearsed_anew_when_they_changed_since(desk: Client) -> None:
    there = scene()
    GroupRelease.objects.all().delete()
    url = reverse("release", args=["dsg"])
    shown = desk.get(url).content.decode()
    assert "<dt>Frist, sidste påmindelse</dt><dd>7 dage</dd>" in shown
    version = re.search(r'name="version" value="([^"]+)"', shown)
    assert version is not None
    set_ladder(there.group, {"final_7": Setting(is_on=False)}, by=COLLEAGUE, now=NOW)
    for seen in ({"version": version[1]}, {}):
        response = desk.post(url, seen)
        assert response.status_code == 409
        body = response.content.decode()
        assert "Gruppens regler er ændret, efter at du så dette." in body
        assert "<dt>Frist, sidste påmindelse</dt><dd>slået fra <b" in body
        assert "Frist, sidste påmindelse: Kæmpecelletumorer" not in body
    assert GroupRelease.objects.count() == 0
    fresh = re.search(r'name="version" value="([^"]+)"', body)
    assert fresh is not None
    desk.post(url, {"version": fresh[1]})
    assert GroupRelease.objects.count() == 1

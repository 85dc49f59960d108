"""Verbs on roles and groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from guidelines.models import Group, Role
from guidelines.people import actions
from guidelines.people.access import ANONYMOUS, may_see_address, viewer_of
from tests import factories
from tests.people.conftest import BY, NOW, refusal

pytestmark = [pytest.mark.django_db, pytest.mark.both]
Verbs = Callable[[], list[str]]
TODAY = date(2026, 11, 21)


def test_a_role_is_given_once_and_ends_on_its_last_day(verbs: Verbs) -> None:
    person, dsg = factories.person("Ditte Dam"), factories.group("DSG")
    role = actions.give_role(person, kind="chair", group=dsg, starts_on=TODAY, by=BY, now=NOW)
    again = {"kind": "chair", "group": dsg, "starts_on": TODAY}
    assert refusal(actions.give_role, person, **again) == "Ditte Dam has that role already."
    assert refusal(actions.end_role, role, on=date(2026, 11, 20)) == "A role cannot end before it began."
    actions.end_role(role, on=date(2026, 12, 31), by=BY, now=NOW)
    assert [list(Role.objects.on(day)) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [[role], []]
    assert refusal(actions.end_role, role, on=TODAY) == "The role has ended already."
    assert refusal(actions.give_role, person, **again) == "Ditte Dam has that role already."
    actions.give_role(person, kind="chair", group=dsg, starts_on=date(2027, 1, 1), by=BY, now=NOW)
    assert verbs() == ["role_given", "role_ended", "role_given"]


def test_only_the_secretariat_has_no_group() -> None:
    person = factories.person()
    message = "Choose a group for this role. Only the secretariat has none."
    assert refusal(actions.give_role, person, kind="chair", group=None, starts_on=TODAY) == message
    dsg = factories.group("DSG")
    assert refusal(actions.give_role, person, kind="secretariat", group=dsg, starts_on=TODAY) == message


def test_somebody_stays_in_the_secretariat() -> None:
    role = factories.secretariat().roles.get()
    message = "This is the last person in the secretariat. Give somebody else the role first."
    assert refusal(actions.end_role, role, on=TODAY) == message
    factories.secretariat()
    assert actions.end_role(role, on=TODAY, by=BY, now=NOW).ends_on == TODAY


def test_settings_of_a_group_change_and_are_told(verbs: Verbs) -> None:
    dsg = factories.group("DSG")
    settings = actions.settings_of(dsg)
    assert (settings.revision_months, settings.assessment_months) == (60, 36)
    actions.change_settings(dsg, settings, by=BY, now=NOW)
    wanted = replace(settings, name="Dansk Prøvegruppe", chair_title="forperson", revision_months=48)
    changed = actions.change_settings(dsg, wanted, by=BY, now=NOW)
    assert actions.settings_of(Group.objects.get(pk=dsg.pk)) == wanted == actions.settings_of(changed)
    assert list(Group.objects.named("dansk prøvegruppe")) == [dsg]
    assert verbs() == ["group_changed"]


def test_a_spelling_stands_for_one_group(verbs: Verbs) -> None:
    dsg = factories.group("DSG")
    alias = actions.add_alias(dsg, spelling=" Sarkom  Gruppen ", by=BY, now=NOW)
    assert list(Group.objects.named("sarkom gruppen")) == [dsg]
    other = factories.group("DGCG")
    message = "“sarkom gruppen” already stands for DSG."
    assert refusal(actions.add_alias, other, spelling="sarkom gruppen") == message
    assert refusal(actions.add_alias, other, spelling="DSG") == "“DSG” already stands for DSG."
    assert refusal(actions.add_alias, other, spelling=" ") == "Write the spelling."
    assert actions.remove_alias(alias, by=BY, now=NOW) == dsg
    assert list(Group.objects.named("sarkom gruppen")) == []
    assert verbs() == ["alias_added", "alias_removed"]


def test_the_groups_of_the_country_ship_with_the_product() -> None:
    kinds = [Group.objects.filter(kind=kind).count() for kind in ("umbrella", "dmcg", "subgroup")]
    assert kinds == [3, 24, 2]
    assert [group.abbreviation for group in Group.objects.named("degc")] == ["DECV"]
    assert Group.objects.get(abbreviation="DOLG").parent == Group.objects.get(abbreviation="DLCG")


def test_who_sees_what() -> None:
    dsg, other = factories.group("DSG"), factories.group("DGCG")
    chair, member = factories.chair_of(dsg), factories.member_of(dsg)
    secretary, former = factories.secretariat(), factories.reader()
    factories.role(former, "chair", dsg, ends_on=date(2026, 11, 20))
    viewers = [viewer_of(who.user, TODAY) for who in (chair, member, secretary, former)]
    assert [viewer.leads(dsg) for viewer in viewers] == [True, False, False, False]
    assert [viewer.belongs_to(dsg) for viewer in viewers] == [True, True, False, False]
    assert [viewer.belongs_to(other) for viewer in viewers] == [False] * 4
    assert [viewer.is_secretariat for viewer in viewers] == [False, False, True, False]
    assert [may_see_address(viewer, chair) for viewer in [*viewers, ANONYMOUS]] == [True, False, True, False, False]
    assert viewers[0].actor(acting_for=dsg).key == f"person:{chair.pk}"
    with pytest.raises(ValueError, match="anonymous"):
        ANONYMOUS.actor()

"""*Regler for tjek*: everybody signed in reads them, the secretariat switches one off for a group."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.documents.checks.catalogue import RULES
from guidelines.documents.checks.types import Finding
from guidelines.models import Group, RuleSwitch, Waiver
from guidelines.register.actions import switch_off
from guidelines.register.checking import judge, terms_of, waivers_of
from guidelines.register.models import Guideline
from tests import factories
from tests.register.test_checks import NOW, found, who

pytestmark = pytest.mark.django_db
RULE = "link_missing"


def text(page) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.content.decode())).split())


@pytest.fixture
def secretary():
    return factories.secretariat("Sekretær Sø")


@pytest.fixture
def office(secretary) -> Client:
    return factories.sign_in(Client(), secretary)


def test_all_rules_are_listed_by_weight(client):
    dsg = factories.group("DSG")
    reader = factories.sign_in(client, factories.reader("Rigmor Ravn"))
    page = reader.get(reverse("check-rules"))
    rows = [row for _severity, rows in page.context["weights"] for row in rows]
    assert sorted(row.rule.code for row in rows) == sorted(rule.code for rule in RULES)
    assert [severity for severity, _rows in page.context["weights"]] == ["error", "warning", "unknown"]
    said = text(page)
    assert [rule.code for rule in RULES if str(rule.about) not in said] == []
    assert "Slå fra" not in said
    for one in ("DSG", "DGCG"):
        group = dsg if one == "DSG" else factories.group(one)
        switch_off(group, code=RULE, reason=f"Aftalt med {one}", **who(factories.secretariat("Kaja Kontor")))
    said = text(reader.get(reverse("check-rules")))
    assert "DGCG : Aftalt med DGCG Kaja Kontor, 22. november 2026 DSG : Aftalt med DSG" in said


def test_the_secretariat_switches_one_off_and_on(office, secretary):
    dsg = factories.group("DSG")
    page = office.get(reverse("check-rule", args=[RULE]))
    assert "Et link, der henvises til" in text(page)
    page = office.post(reverse("check-rule", args=[RULE]), {"group": dsg.pk, "reason": "Står i et bilag"}, follow=True)
    assert "Tjekket er slået fra for DSG." in text(page)
    switch = RuleSwitch.objects.get()
    assert (switch.group, switch.code, switch.reason, switch.by) == (dsg, RULE, "Står i et bilag", secretary)
    page = office.post(reverse("check-rule-on", args=[switch.pk]), follow=True)
    assert "Tjekket gælder igen for DSG." in text(page)
    assert list(RuleSwitch.objects.in_force()) == []
    assert "gælder allerede" in text(office.post(reverse("check-rule-on", args=[switch.pk]), follow=True))


def test_what_was_typed_stays_where_it_is_refused(office):
    dsg = factories.group("DSG")
    page = office.post(reverse("check-rule", args=[RULE]), {"group": dsg.pk, "reason": " "})
    assert (page.status_code, RuleSwitch.objects.count()) == (422, 0)
    page = office.post(reverse("check-rule", args=[RULE]), {"group": "", "reason": "Står i et bilag"})
    assert (page.status_code, "Står i et bilag" in text(page)) == (422, True)


def test_a_group_it_is_off_for_is_not_offered_again(office, secretary):
    dsg, dgcg = factories.group("DSG"), factories.group("DGCG")
    switch_off(dsg, code=RULE, reason="Aftalt", **who(secretary))
    form = office.get(reverse("check-rule", args=[RULE])).context["form"]
    assert (dsg in form.fields["group"].queryset, dgcg in form.fields["group"].queryset) == (False, True)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_rule_that_is_none_is_not_found(office, method):
    assert getattr(office, method)(reverse("check-rule", args=["moon_phase"])).status_code == 404


# --- what documents of a guideline are held against


def terms(guideline: Guideline) -> tuple[int, set[str]]:
    made = terms_of(guideline)
    return made.limits.longest_interval_months, set(made.without)


def test_the_limits_are_the_guidelines_own_or_its_groups(django_assert_num_queries):
    dsg, dgcg = factories.group("DSG"), factories.group("DGCG")
    Group.objects.filter(pk=dsg.pk).update(revision_months=36)
    Group.objects.filter(pk=dgcg.pk).update(revision_months=48)
    shared = factories.guideline("Uterine sarkomer", owner=dsg, co_owners=[dgcg])
    with django_assert_num_queries(2):
        assert terms(shared) == (48, set())
    Guideline.objects.filter(pk=shared.pk).update(revision_months=24)
    shared.refresh_from_db()
    assert terms(shared) == (24, set())
    assert terms(factories.guideline("Uden gruppe", owner=None)) == (60, set())


def test_a_rule_is_off_where_it_is_off_for_the_owner(secretary):
    dsg, dgcg = factories.group("DSG"), factories.group("DGCG")
    shared = factories.guideline("Uterine sarkomer", owner=dsg, co_owners=[dgcg])
    switch_off(dgcg, code=RULE, reason="Aftalt", **who(secretary))
    assert terms(shared)[1] == set()
    switch = switch_off(dsg, code=RULE, reason="Aftalt", **who(secretary))
    assert terms(shared)[1] == {RULE}
    shared.group_links.update(confirmed=False)
    assert terms(shared)[1] == {RULE}
    RuleSwitch.objects.filter(pk=switch.pk).delete()
    assert terms(shared)[1] == set()


BYTES = "ab" * 32


def test_a_finding_without_words_is_waived_for_its_document_alone(secretary):
    guideline = factories.guideline("Uterine sarkomer")
    bare, quoted = found(said="a"), found("link_missing", "b", "Se listen her:")
    for one in judge([bare, quoted], {}, document=BYTES).open:
        Waiver.objects.create(
            guideline=guideline, code=one.code, fingerprint=one.fingerprint, reason="Spurgt", by=secretary, at=NOW
        )
    waivers = waivers_of(guideline)
    assert [one.message for one in judge([bare, quoted], waivers, document=BYTES).waived] == ["a", "b"]
    changed = judge([bare, quoted], waivers, document="cd" * 32)
    assert ([one.message for one in changed.open], [one.message for one in changed.waived]) == (["a"], ["b"])


def test_a_waived_finding_stands_apart_until_it_counts_again(secretary):
    guideline = factories.guideline("Uterine sarkomer")
    first, other = found(said="a"), found(said="b")
    marked = judge([first, other], {}, document=BYTES).open[0]
    assert isinstance(marked, Finding)
    waiver = Waiver.objects.create(
        guideline=guideline, code=first.code, fingerprint=marked.fingerprint, reason="Spurgt", by=secretary, at=NOW
    )
    judged = judge([first, other], waivers_of(guideline), document=BYTES)
    assert [one.message for one in judged.open] == ["b"]
    assert [(one.message, one.waiver) for one in judged.waived] == [("a", waiver)]
    Waiver.objects.update(withdrawn_at=NOW, withdrawn_by=secretary)
    assert len(judge([first, other], waivers_of(guideline), document=BYTES).open) == 2

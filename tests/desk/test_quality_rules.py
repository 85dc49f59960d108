"""The rules of the register: each finds what it is for, says why, leads to where it is mended, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from guidelines.desk.quality.catalogue import RULES
from guidelines.desk.quality.standing import Listed, read_quality
from guidelines.documents.checks.fingerprints import fingerprint
from guidelines.documents.checks.types import Finding
from guidelines.documents.dates import FuzzyDate
from guidelines.documents.storing import path_of
from guidelines.models import (
    Group,
    Guideline,
    GuidelineGroup,
    GuidelineVersion,
    Person,
    RuleSwitch,
    Step,
    VersionCheck,
    Waiver,
)
from guidelines.people.access import Viewer
from guidelines.planning.rules import Outcome
from guidelines.register.checked import check_documents
from tests import factories
from tests.documents.uploads import stored, word_text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SECRETARIAT = Viewer(is_secretariat=True)
APPROVED, DUE = date(2024, 3, 1), date(2029, 3, 1)
CONTRADICTION = "\n".join(
    (
        "Prøveretningslinje",
        "GODKENDT",
        "Faglig godkendelse",
        "3. marts 2026",
        "Administrativ godkendelse",
        "1. marts 2026",
    )
)


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


def quality(viewer: Viewer = SECRETARIAT) -> list[Listed]:
    return read_quality(viewer, TODAY)


def found(viewer: Viewer = SECRETARIAT) -> list[tuple[str, str, str]]:
    """Rule, name of what it is about, address of the fix."""
    told = []
    for item in quality(viewer):
        one = item.finding
        name = getattr(one.about, "title", "") or getattr(one.about, "name", "")
        fix = one.fix
        told.append((one.rule.code, name, reverse(fix.name, args=fix.args) + (f"?{fix.query}" if fix.query else "")))
    return told


def sound(title: str = "Uterine sarkomer", owner: Group | None = None, **facts: Any) -> Guideline:
    """A guideline with nothing to find: owned, in force, due, planned with a tovholder who is there."""
    owner = owner or factories.group("DSG")
    made = factories.guideline(title, owner=owner)
    dates = {"administrative_approval": APPROVED, "next_due": DUE}
    factories.version(made, **{**dates, **facts})
    return made


def planned(of: Guideline, year: int | None = 2028, lead: Person | None = None, **facts: Any) -> Any:
    return factories.entry(of, year, leads=[lead or factories.member_of(factories.group("DSG"))], **facts)


def test_a_register_in_order_gives_nothing() -> None:
    guideline = sound()
    planned(guideline)
    factories.person("Uden Opgaver", email="")
    assert found() == []


def test_what_is_planned_without_a_tovholder_or_without_a_year(dsg: Group) -> None:
    entry = factories.entry(sound("Aneurismer"), 2028)
    lost = planned(sound("Bløddelssarkomer"), None)
    assert found() == [
        ("lead_missing", "Aneurismer", reverse("entry-leads", args=["dsg", entry.pk])),
        ("year_unknown", "Bløddelssarkomer", reverse("entry-year", args=["dsg", lost.pk])),
    ]
    assert quality()[0].finding.why == "Den er planlagt til 2028, men ingen er tovholder."


def test_a_year_from_totals_alone_is_not_known() -> None:
    entry = planned(sound(), 2028, year_basis="totals")
    assert found() == [("year_unknown", "Uterine sarkomer", reverse("entry-year", args=["dsg", entry.pk]))]


def test_a_tovholder_whose_role_ended_or_whose_account_is_closed(dsg: Group) -> None:
    gone, stopped, elsewhere, outside = (factories.reader(name) for name in ("Asta", "Bo", "Carl", "Dan"))
    factories.role(gone, "member", dsg, ends_on=TODAY - timedelta(days=1))
    assert stopped.user
    stopped.user.is_active = False
    stopped.user.save()
    factories.role(elsewhere, "member", dsg, ends_on=TODAY)
    factories.role(outside, "member", factories.group("DGCG"), ends_on=date(2025, 1, 1))
    for title, lead in zip(("Aa", "Bb", "Cc", "Dd"), (gone, stopped, elsewhere, outside), strict=True):
        planned(sound(f"{title}-tumorer"), lead=lead)
    assert [(code, name) for code, name, _fix in found()] == [("lead_left", "Bb-tumorer"), ("lead_left", "Aa-tumorer")]


def test_somebody_who_owes_something_and_cannot_be_written_to(dsg: Group) -> None:
    silent = factories.person("Stille Sø", email="")
    bounced = factories.person("Retur Ravn", address_state="refused")
    for title in ("Angiosarkom", "Liposarkom"):
        planned(sound(title), lead=silent)
    planned(sound("Myxosarkom"), lead=bounced)
    assert found() == [
        ("address_refused", "Retur Ravn", reverse("person-address", args=[bounced.pk])),
        ("lead_without_address", "Stille Sø", reverse("person-address", args=[silent.pk])),
    ]
    assert [item.finding.why for item in quality()] == [
        "Mail bliver afvist, og »Myxosarkom« venter på svar.",
        "»Angiosarkom« og 1 mere venter på en person, som ingen påmindelse kan nå.",
    ]
    assert [item.groups for item in quality()] == [(("dsg", "DSG"),), (("dsg", "DSG"),)]


def test_a_chair_or_a_holder_of_a_step_whose_address_is_refused(dsg: Group) -> None:
    chair = factories.chair_of(dsg, "Frida Formand")
    holder = factories.person("Hans Holder")
    revision = factories.revision(planned(sound()))
    Step.objects.filter(revision=revision).update(holder_person=holder)
    assert found() == []
    Person.objects.filter(pk__in=[chair.pk, holder.pk]).update(address_state="refused")
    assert [(item.finding.rule.code, item.finding.why) for item in quality()] == [
        ("address_refused", "Mail bliver afvist, og personen leder DSG."),
        ("address_refused", "Mail bliver afvist, og »Uterine sarkomer« venter på svar."),
    ]


def test_a_version_without_a_day_or_with_days_in_an_impossible_order() -> None:
    first = sound("Angiosarkom", next_due=None)
    second = sound("Liposarkom", last_search=FuzzyDate(date(2025, 1, 1), date(2025, 12, 31), "year", "2025"))
    sound("Myxosarkom", last_search=FuzzyDate(date(2024, 1, 1), date(2024, 12, 31), "year", "2024"))
    fix = "{}?slags=rettet"
    assert found() == [
        ("dates_out_of_order", "Liposarkom", fix.format(reverse("verdict", args=[second.slug]))),
        ("next_due_missing", "Angiosarkom", fix.format(reverse("verdict", args=[first.slug]))),
    ]
    assert (
        quality()[0].finding.why
        == "Administrativ godkendelse (1. marts 2024) ligger før seneste litteratursøgning (2025)."
    )


def test_a_revision_of_nothing(dsg: Group) -> None:
    revised, new = factories.guideline("Revideres", owner=dsg), factories.guideline("Nyskrives", owner=dsg)
    planned(revised)
    planned(new, kind="new")
    assert found() == [("revision_without_version", "Revideres", reverse("guideline-version", args=[revised.slug]))]


def test_what_is_past_its_day_and_nobody_planned() -> None:
    late = {"administrative_approval": date(2021, 12, 1), "next_due": TODAY - timedelta(days=1)}
    forgotten, in_plan, today = sound("Angiosarkom", **late), sound("Liposarkom", **late), sound("Myxosarkom")
    planned(in_plan)
    GuidelineVersion.objects.filter(guideline=today).update(next_due_last=TODAY)
    under_way = planned(sound("Chondrosarkom", **late))
    factories.revision(under_way)
    type(under_way).objects.filter(pk=under_way.pk).update(outcome=Outcome.DONE.value)
    fix = f"{reverse('entry-add', args=['dsg'])}?retningslinje={forgotten.pk}"
    assert found() == [("overdue_unplanned", "Angiosarkom", fix)]


def test_a_year_gone_by_with_nothing_decided() -> None:
    entry = planned(sound("Angiosarkom"), 2025)
    planned(sound("Liposarkom"), 2026)
    planned(sound("Myxosarkom"), 2025, outcome=Outcome.MISSED.value)
    factories.revision(planned(sound("Chondrosarkom"), 2025))
    assert found() == [("year_passed", "Angiosarkom", reverse("entry-move", args=["dsg", entry.pk]))]


def test_an_owner_that_nobody_has_named(dsg: Group) -> None:
    nobody = factories.guideline("Angiosarkom")
    shared = factories.guideline("Liposarkom", co_owners=[dsg, factories.group("DGCG")])
    single = factories.guideline("Myxosarkom")
    GuidelineGroup.objects.create(guideline=single, group=dsg, role="owner", confirmed=False)
    assert found() == [
        ("owner_unknown", "Angiosarkom", nobody.get_absolute_url()),
        ("owner_unknown", "Liposarkom", reverse("guideline-owner", args=[shared.slug])),
        ("owner_unknown", "Myxosarkom", reverse("guideline-owner", args=[single.slug])),
    ]
    assert [item.finding.why for item in quality()] == [
        "Ingen gruppe står som ejer.",
        "Den er fælles for DGCG, DSG, og ingen har sagt, hvem der ejer den.",
        "DSG står som ejer, men ingen har bekræftet det.",
    ]


def test_titles_that_are_the_same_or_nearly_so() -> None:
    titles = ("Solitære enkondromer", "Solitære endonkromer", "Multiple enkondromer", "Multiple  enkondromer")
    made = [sound(title) for title in titles]
    fix = [f"{reverse('verdict', args=[one.slug])}?slags=sammenlagt" for one in made]
    assert found() == [
        ("titles_alike", "Solitære endonkromer", fix[1]),
        ("titles_alike", "Multiple  enkondromer", fix[3]),
    ]
    assert quality()[1].finding.why == "En anden retningslinje har samme titel."


def test_a_working_title_after_a_version(dsg: Group) -> None:
    left = sound("Angiosarkom")
    Guideline.objects.filter(pk=left.pk).update(is_working_title=True)
    factories.guideline("Liposarkom", owner=dsg, is_working_title=True)
    assert found() == [("working_title_left", "Angiosarkom", reverse("guideline-title", args=[left.slug]))]


def test_an_interval_above_the_longest(dsg: Group) -> None:
    too_long = sound("Angiosarkom", next_due=date(2029, 4, 2))
    sound("Liposarkom", next_due=date(2029, 4, 1))
    own = sound("Myxosarkom", next_due=date(2030, 3, 1))
    assert [name for _code, name, _fix in found()] == ["Angiosarkom", "Myxosarkom"]
    Guideline.objects.filter(pk=own.pk).update(revision_months=72)
    assert found() == [("interval_too_long", "Angiosarkom", f"{reverse('verdict', args=[too_long.slug])}?slags=rettet")]


def test_a_file_that_is_missing_or_another(dsg: Group) -> None:
    missing, shorter, changed, _whole = (
        sound(title, document=stored(word_text(title), "a.docx"))
        for title in ("Angiosarkom", "Liposarkom", "Myxosarkom", "Chondrosarkom")
    )
    for of, act in ((missing, "unlink"), (shorter, "shorten"), (changed, "change")):
        document = of.versions.get().document
        assert document
        path = path_of(document)
        path.chmod(0o600)
        if act == "unlink":
            path.unlink()
        else:
            path.write_bytes(b"x" * (document.size - (act == "shorten")))
    assert [name for _code, name, _fix in found()] == ["Angiosarkom", "Liposarkom"]
    check_documents(now=NOW, seconds=60)
    fix = [f"{reverse('verdict', args=[of.slug])}?slags=rettet" for of in (missing, shorter, changed)]
    names = ("Angiosarkom", "Liposarkom", "Myxosarkom")
    assert found() == [("document_damaged", name, url) for name, url in zip(names, fix, strict=True)]


def test_a_document_that_was_signed_here_is_not_to_be_corrected() -> None:
    signed = sound(document=stored(word_text("Sarkomer"), "a.docx"), registered_outside=False)
    document = signed.versions.get().document
    assert document
    path_of(document).unlink()
    assert found() == [("document_damaged", "Uterine sarkomer", signed.get_absolute_url())]


def test_errors_in_the_document_of_a_version_in_force(dsg: Group) -> None:
    sound("Angiosarkom", document=stored(word_text(CONTRADICTION), "a.docx"))
    sound("Liposarkom", document=stored(word_text(""), "b.docx"))
    assert found() == []
    check_documents(now=NOW, seconds=60)
    assert [(code, name) for code, name, _fix in found()] == [
        ("document_errors", "Angiosarkom"),
        ("document_unreadable", "Liposarkom"),
    ]
    assert "3. marts 2026" in quality()[0].finding.why
    switch = RuleSwitch.objects.create(
        group=dsg, code="clinical_after_administrative", reason="Prøve", by=factories.person(), at=NOW
    )
    assert [code for code, _name, _fix in found()] == ["document_unreadable"]
    switch.delete()
    GuidelineVersion.objects.filter(guideline__title="Angiosarkom").update(
        document=stored(word_text("Rettet nu"), "c.docx")
    )
    assert [code for code, _name, _fix in found()] == ["document_unreadable"]


def test_what_is_withdrawn_or_merged_is_left_out(dsg: Group) -> None:
    factories.guideline("Angiosarkom", withdrawn_on=date(2026, 1, 1))
    factories.guideline("Liposarkom", merged_into=sound())
    assert found() == []


def test_a_chair_sees_what_is_the_groups_own_and_no_addresses(dsg: Group) -> None:
    other = factories.group("DGCG")
    factories.entry(sound("Angiosarkom"), 2028)
    factories.entry(sound("Ovariecancer", owner=other), 2028)
    shared = factories.guideline("Vulvasarkom", owner=other, co_owners=[dsg])
    entry = factories.entry(shared, 2028, kind="new", leads=[factories.person(email="")])
    chair = Viewer(led_groups=frozenset({dsg.pk}))
    assert [(code, name) for code, name, _fix in found(chair)] == [("lead_missing", "Angiosarkom")]
    entry.assignments.all().delete()
    assert found(chair)[1] == ("lead_missing", "Vulvasarkom", reverse("entry-leads", args=["dsg", entry.pk]))


def test_the_same_finding_keeps_its_key_and_another_has_another() -> None:
    entry = planned(sound(), 2024)
    before = quality()[0]
    assert quality()[0].key == before.key
    type(entry).objects.filter(pk=entry.pk).update(year=2025)
    assert (quality()[0].finding.rule, quality()[0].key == before.key) == (before.finding.rule, False)


def accept_all() -> None:
    by = factories.person("Sekretær Sø")
    for item in quality():
        if item.acceptance is not None:
            continue
        one = item.finding
        about = {"guideline_id" if hasattr(one.about, "title") else "person_id": one.about.pk}
        Waiver.objects.create(**about, code=one.rule.code, fingerprint=one.fingerprint, reason="Aftalt", by=by, at=NOW)
    assert still_open() == []


def still_open() -> list[str]:
    return [item.finding.rule.code for item in quality() if item.acceptance is None]


def test_what_is_accepted_lapses_with_the_plan_it_was_accepted_for(dsg: Group) -> None:
    entry = factories.entry(sound(), 2028)
    factories.entry(sound("Angiosarkom"), None, leads=[factories.member_of(dsg)])
    accept_all()
    type(entry).objects.filter(pk=entry.pk).update(year=2029)
    assert still_open() == ["lead_missing"]
    type(entry).objects.filter(year=None).update(kind="update")
    assert still_open() == ["lead_missing", "year_unknown"]


def test_what_is_accepted_lapses_with_the_document_or_the_approval(dsg: Group) -> None:
    made = sound(next_due=None)
    accept_all()
    versions = GuidelineVersion.objects.filter(guideline=made)
    versions.update(administrative_approval_first=date(2024, 4, 1), administrative_approval_last=date(2024, 4, 1))
    assert still_open() == ["next_due_missing"]
    accept_all()
    versions.update(document=stored(word_text("Prøve"), "a.docx"))
    assert still_open() == ["next_due_missing"]


def test_what_is_accepted_of_an_address_lapses_with_the_address(dsg: Group) -> None:
    chair = factories.chair_of(dsg)
    refused = Person.objects.filter(pk=chair.pk)
    refused.update(address_state="refused")
    accept_all()
    refused.update(email="anden@example.org")
    assert still_open() == ["address_refused"]


def test_an_error_without_a_quotation_lapses_with_its_document() -> None:
    bare = Finding("approver_is_author", "error", "Godkenderen er forfatter.")
    made, keys = sound(), []
    for name in ("a", "b"):
        document = stored(word_text(name), f"{name}.docx")
        GuidelineVersion.objects.filter(guideline=made).update(document=document)
        message = {"da": bare.message, "en": bare.message}
        kept = {"code": bare.code, "fingerprint": fingerprint(bare, document.sha256), "message": message}
        facts = {"is_intact": True, "is_readable": True, "errors": [kept], "sha256": document.sha256}
        version = GuidelineVersion.objects.get(guideline=made)
        VersionCheck.objects.update_or_create(version=version, defaults={**facts, "rules": "x", "checked_at": NOW})
        assert still_open() == ["document_errors"]
        keys.append(quality()[0].key)
        accept_all()
    assert keys[0] != keys[1]


def test_every_rule_has_a_code_of_its_own_and_is_tested_here() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes) == 17

"""A1 and A12 in the database: what it refuses of decisions, contributions and stored files, whoever asks and how.

The switch: with the triggers removed each of these goes through, and is found out.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from guidelines.approval.refusals import (
    CONTRIBUTION,
    DECISION,
    FILE,
    PUBLICATION,
    PUBLISHED,
    RECUSAL,
    SIGNED,
    UNDOING,
)
from guidelines.journal import triggers
from guidelines.journal.checks import guard_after_migrate, journal_is_guarded, lift_before_migrate
from guidelines.models import (
    Assignment,
    Contribution,
    Decision,
    GuidelineVersion,
    Move,
    Publication,
    Recusal,
    Revision,
    RunApproval,
    StoredFile,
)
from guidelines.people.actions import merge_persons
from tests import factories
from tests.approval.rewriting import COLUMNS, VERSION_COLUMNS, copied, rows, statements
from tests.approval.signing import ADMINISTRATIVE, CLINICAL, NOW, Scene, scene
from tests.people.conftest import BY
from tests.services.database import become

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


@pytest.fixture(name="scene")
def _scene() -> Scene:
    return scene()


@pytest.fixture(params=["DATABASE_URL", "MIGRATE_DATABASE_URL"])
def either_role(request: pytest.FixtureRequest) -> Iterator[None]:
    """The application's role, then the owner's; SQLite has one."""
    become(request.param)
    yield
    become("DATABASE_URL")


@pytest.fixture
def unguarded() -> Iterator[None]:
    """Work as the owner without triggers; the flush after the test puts them back."""
    become("MIGRATE_DATABASE_URL")
    triggers.remove(connection)
    yield
    become("DATABASE_URL")


# --- A1: own work


def own_work(scene: Scene) -> dict[str, str]:
    """What the database says to every way of approving one's own work, by the name of the way."""
    contributor, author, uploader = factories.secretariat(), factories.secretariat(), factories.secretariat()
    duplicate, successor = factories.person("Ulla Uld"), factories.secretariat()
    Contribution.objects.create(revision=scene.revision, person=contributor, kind="upload", since=NOW)
    Contribution.objects.create(revision=scene.revision, person=duplicate, kind="author", since=NOW)
    merge_persons(duplicate, into=successor, by=BY, now=NOW)
    both = factories.chair_of(factories.group("DSG"))
    factories.role(both, "secretariat")
    Contribution.objects.create(revision=scene.revision, person=both, kind="upload", since=NOW)
    Assignment.objects.create(plan_entry=scene.revision.plan_entry, person=author, role="author")
    Assignment.objects.create(plan_entry=scene.revision.plan_entry, person=uploader, role="lead")
    remark = {"outcome": "approve_remark", "text": "Fint."}
    return {
        "who uploaded": scene.refuses(contributor),
        "with a remark": scene.refuses(contributor, **remark),
        "with a reason": scene.refuses(contributor, own_work_reason="Ingen andre."),
        "as author of the plan": scene.refuses(author),
        "as lead of the plan": scene.refuses(uploader),
        "with two roles": scene.refuses(both),
        "under another row of the person": scene.refuses(successor),
        "as the row that was merged": scene.refuses(duplicate),
        "as clinical approval of an administrative step": scene.refuses(contributor, meaning="clinical"),
        "of another revision": scene.refuses(contributor, revision=_another_revision()),
        "clinical, without a reason": scene.refuses(scene.lead, CLINICAL),
    }


def _another_revision() -> Revision:
    return factories.revision(factories.entry(factories.guideline(owner=factories.group("DGCG"))), ADMINISTRATIVE)


def test_own_work_is_not_approved(scene: Scene, either_role: None) -> None:
    answers = own_work(scene)
    assert [way for way, answer in answers.items() if not answer.startswith("approval: ")] == []
    assert sorted(set(answers.values())) == [
        "approval: a decision is made once and belongs to its step",
        "approval: nobody approves own work",
    ]
    assert Decision.objects.count() == 0


def test_without_the_triggers_own_work_would_be(scene: Scene, unguarded: None) -> None:
    assert {way: answer for way, answer in own_work(scene).items() if answer} == {}


def test_work_of_others_is(scene: Scene) -> None:
    former, reviewer = factories.secretariat(), factories.secretariat()
    rows = Assignment.objects
    rows.create(plan_entry=scene.revision.plan_entry, person=former, role="lead", ended_on=date(2026, 1, 1))
    rows.create(plan_entry=scene.revision.plan_entry, person=reviewer, role="reviewer")
    assert [scene.refuses(who) for who in (scene.officer, former, reviewer)] == ["", "", ""]
    assert scene.refuses(scene.chair, CLINICAL) == ""


def test_own_work_may_be_sent_back(scene: Scene) -> None:
    Contribution.objects.create(revision=scene.revision, person=scene.officer, kind="upload", since=NOW)
    assert scene.refuses(scene.officer, outcome="send_back", text="Ret kilderne.") == ""
    assert scene.refuses(scene.officer, outcome="defer", until=date(2026, 12, 1), file=None, sha256="", factor="") == ""


@pytest.mark.parametrize(("rule", "expected"), [("advised", ""), ("required", "approval: nobody approves own work")])
def test_a_chair_who_is_author_needs_a_reason_or_another(scene: Scene, rule: str, expected: str) -> None:
    group = scene.steps[CLINICAL].for_group or factories.group("DSG")
    RunApproval.objects.create(
        revision=scene.revision,
        for_group=group,
        approver_group=group,
        self_approval=rule,
        needs_second_factor=False,
        clinical_days=14,
    )
    Contribution.objects.create(revision=scene.revision, person=scene.chair, kind="author", since=NOW)
    assert scene.refuses(scene.chair, CLINICAL, own_work_reason="Stedfortræderen er også forfatter.") == expected
    assert scene.refuses(scene.chair, CLINICAL) == "approval: nobody approves own work"


# --- recusal


def test_who_is_recused_acts_in_no_capacity(scene: Scene, either_role: None) -> None:
    refused = "approval: who is recused acts in no capacity"
    recusal = Recusal.objects.create(revision=scene.revision, person=scene.officer, at=NOW)
    assert scene.refuses(scene.officer) == refused
    assert scene.refuses(scene.officer, outcome="send_back", text="Nej.") == refused
    assert scene.refuses(scene.officer, outcome="recuse") == ""
    assert scene.refuses(scene.chair, CLINICAL) == ""
    Recusal.objects.filter(pk=recusal.pk).update(undone_at=NOW)
    assert scene.refuses(scene.officer) == ""


def test_without_the_triggers_the_recused_would_act(scene: Scene, unguarded: None) -> None:
    Recusal.objects.create(revision=scene.revision, person=scene.officer, at=NOW)
    assert scene.refuses(scene.officer) == ""


# --- A12: history


@pytest.fixture
def signed(scene: Scene) -> Decision:
    """One decision in force and one undone, a recusal and one undone, a published version and one from outside."""
    kept = scene.decide(scene.chair, CLINICAL)
    undone = scene.decide(scene.officer)
    document = scene.file.document
    published = factories.version(
        scene.revision.guideline, "1.0", registered_outside=False, document=document, file_sha256=document.sha256
    )
    factories.version(factories.guideline(), "0.9")
    factories.guideline()
    Publication.objects.create(revision=scene.revision, version=published, published_by=scene.officer, published_at=NOW)
    Recusal.objects.create(revision=scene.revision, person=factories.person(), at=NOW)
    Recusal.objects.create(revision=scene.revision, person=factories.person(), at=NOW, undone_at=NOW)
    Decision.objects.filter(pk=undone.pk).update(undone_at=NOW + timedelta(minutes=5))
    return kept


def tried(statement: str) -> bool | None:
    """True where a statement changes something, None where it is refused; it is taken back either way."""
    before = rows()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(statement)
            changed = rows() != before
            transaction.set_rollback(True)
    except DatabaseError:
        changed = None
    assert rows() == before
    return changed


def test_raw_sql_changes_nothing(signed: Decision, either_role: None) -> None:
    assert [statement for statement in statements() if tried(statement) is not None] == []


def test_each_statement_would_change_something_without_the_triggers(signed: Decision, unguarded: None) -> None:
    harmless = [statement for statement in statements() if tried(statement) is not True]
    assert harmless == []


def test_a_decision_put_in_the_place_of_another_is_refused(scene: Scene, signed: Decision) -> None:
    """By each of the unique columns, the partial ones too: REPLACE would delete the one that stands."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite replaces")
    deputy = factories.deputy_of(factories.group("DSG"))
    move = Move.objects.create(revision=scene.revision, verb="approve", stage_from=CLINICAL, stage_to=CLINICAL, at=NOW)
    another = {"move_id": str(move.pk), "key": f"'{uuid.uuid4().hex}'"}
    by_step = copied(**another, person_id=str(deputy.pk))
    by_person = copied(**another, step_id=str(scene.steps[ADMINISTRATIVE].pk), meaning="'administrative'")
    by_move = copied(key=another["key"], undone_at="at")
    for columns in (by_step, by_person, by_move):
        assert tried(f"INSERT OR REPLACE INTO {DECISION} {columns}") is None
    triggers.remove(connection)
    for columns in (by_step, by_person, by_move):
        assert tried(f"INSERT OR REPLACE INTO {DECISION} {columns}") is True


def test_django_changes_nothing(signed: Decision) -> None:
    """The ways of the ORM, as the role the site works with."""
    signed.name = "En anden"
    ways = [
        signed.save,
        signed.delete,
        lambda: Decision.objects.update(name="x"),
        lambda: Decision.objects.all().delete(),
        lambda: Decision.objects.all()._raw_delete("default"),
        lambda: Decision.objects.bulk_update([signed], ["name"]),
        lambda: Decision.objects.bulk_create(
            [signed], update_conflicts=True, unique_fields=["id"], update_fields=["name"]
        ),
        lambda: Decision.objects.update(undone_at=None),
        lambda: Contribution.objects.update(kind="author"),
        lambda: Contribution.objects.all().delete(),
        lambda: StoredFile.objects.update(size=1),
        lambda: StoredFile.objects.all()._raw_delete("default"),
        lambda: GuidelineVersion.objects.update(file_sha256="c" * 64),
        lambda: Publication.objects.update(published_at=NOW),
        lambda: Publication.objects.all().delete(),
        lambda: Recusal.objects.all().delete(),
    ]
    before = rows()
    for way in ways:
        with pytest.raises(DatabaseError), transaction.atomic():
            way()
    assert rows() == before


def test_a_decision_is_undone_and_voided_once(scene: Scene, signed: Decision) -> None:
    before = Decision.objects.filter(pk=signed.pk).values(*SIGNED).get()
    later = NOW + timedelta(minutes=9)
    assert Decision.objects.filter(pk=signed.pk).update(voided_at=later) == 1
    assert Decision.objects.filter(pk=signed.pk).update(undone_at=later) == 1
    for column in UNDOING:
        with pytest.raises(DatabaseError, match="approval: a decision can only be undone or voided"):
            Decision.objects.filter(pk=signed.pk).update(**{column: NOW})
    assert Decision.objects.filter(pk=signed.pk).values(*SIGNED).get() == before


def test_what_nobody_signed_may_be_said_anew_of_a_published_version(signed: Decision) -> None:
    """The verbs assess, extend and correct, and a newer version takes its place; from outside all is corrected."""
    ours = GuidelineVersion.objects.filter(label="1.0")
    assert ours.update(next_due_last=date(2030, 1, 1), last_search_last=date(2026, 1, 1), link="https://x.org") == 1
    assert ours.update(is_current=False) == 1
    ours.get().save()
    assert GuidelineVersion.objects.filter(label="0.9").update(file_sha256="c" * 64, submitted_source="x") == 1


def test_every_column_that_is_kept_of_a_version_is_there() -> None:
    assert sorted(set(PUBLISHED) - set(VERSION_COLUMNS)) == []


def test_a_recusal_is_undone_once_and_follows_its_person(scene: Scene) -> None:
    duplicate, kept = factories.person("Lea Lund"), factories.person("Lea Lund-Holm")
    recusal = Recusal.objects.create(revision=scene.revision, person=duplicate, at=NOW)
    row = Recusal.objects.filter(pk=recusal.pk)
    merge_persons(duplicate, into=kept, by=BY, now=NOW)
    assert row.update(person=kept) == 1
    assert row.update(undone_at=NOW) == 1
    with pytest.raises(DatabaseError, match="approval: a recusal can only be undone"):
        row.update(undone_at=NOW + timedelta(minutes=1))


def test_every_column_of_a_decision_is_named() -> None:
    assert sorted((*SIGNED, *UNDOING)) == sorted(COLUMNS)


def test_a_contribution_follows_its_person(scene: Scene) -> None:
    kept = factories.person("Lea Lund-Holm")
    assert tried(f"UPDATE {CONTRIBUTION} SET person_id = {kept.pk}") is None
    scene.lead.user = None
    scene.lead.save()
    merge_persons(scene.lead, into=kept, by=BY, now=NOW)
    assert Contribution.objects.filter(person=scene.lead).update(person=kept) == 1


# --- the guard itself


def test_the_triggers_are_named_missed_and_put_back(unguarded: None) -> None:
    missing = triggers.missing(connection)
    ours = [name for name in missing if name.startswith("guidelines_")]
    assert len(ours) == 22
    assert f"{DECISION}_insert_own_work" in journal_is_guarded(databases=["default"])[0].msg
    guard_after_migrate(using="default")
    assert triggers.missing(connection) == []


def test_a_table_that_a_trigger_looks_at_can_be_made_anew() -> None:
    """As Django's migrations do on SQLite, which renames no table while a trigger names one that is gone."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL alters tables where they stand")
    field = Assignment._meta.get_field("role")
    with connection.constraint_checks_disabled():
        with pytest.raises(DatabaseError, match="error in trigger"), connection.schema_editor() as editor:
            editor._remake_table(Assignment, alter_fields=[(field, field)])
        lift_before_migrate(using="default", plan=[])
        assert triggers.missing(connection) == []
        lift_before_migrate(using="default", plan=["a migration"])
        with connection.schema_editor() as editor:
            editor._remake_table(Assignment, alter_fields=[(field, field)])
    guard_after_migrate(using="default")
    assert triggers.missing(connection) == []


@pytest.mark.postgres
def test_the_application_role_may_add_and_little_more() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type)
            FROM information_schema.role_table_grants
            WHERE grantee = 'dsg_app' AND table_name = ANY (%s) GROUP BY 1 ORDER BY 1
            """,
            [[DECISION, CONTRIBUTION, FILE, PUBLICATION, RECUSAL]],
        )
        tables = sorted((CONTRIBUTION, DECISION, FILE, PUBLICATION, RECUSAL))
        assert cursor.fetchall() == [(table, "INSERT SELECT") for table in tables]
        cursor.execute(
            """
            SELECT table_name, column_name FROM information_schema.role_column_grants
            WHERE grantee = 'dsg_app' AND table_name = ANY (%s) AND privilege_type = 'UPDATE' ORDER BY 1, 2
            """,
            [[DECISION, CONTRIBUTION, FILE, PUBLICATION, RECUSAL]],
        )
        assert cursor.fetchall() == [
            (CONTRIBUTION, "person_id"),
            (DECISION, "undone_at"),
            (DECISION, "voided_at"),
            (RECUSAL, "person_id"),
            (RECUSAL, "undone_at"),
        ]

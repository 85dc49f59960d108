"""A12: what the database refuses, whoever asks; and that nothing was changed by asking."""

from __future__ import annotations

import hashlib
import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, connections, transaction
from django.db.utils import NotSupportedError

from guidelines.journal import triggers
from guidelines.journal.actions import erase
from guidelines.journal.checks import guard_after_migrate, journal_is_guarded
from guidelines.journal.dialects import Postgresql, Sqlite
from guidelines.journal.models import Event, EventDetail, Head
from guidelines.journal.refusals import TABLES
from guidelines.journal.verify import verify
from tests.journal.conftest import COLUMNS, NOW, SOMEBODY
from tests.services.database import become

pytestmark = pytest.mark.both

COPY = COLUMNS.replace("verb,", "'else',")
NEXT = COPY.replace("seq,", "5,").replace("previous,", "digest,")
ERASED = "personal = '', salt = '', erased_because = 'x', erased_at = CURRENT_TIMESTAMP"
EVERYWHERE = [
    "UPDATE journal_event SET verb = 'else'",
    "UPDATE journal_event SET verb = 'else' WHERE seq = 2",
    "UPDATE journal_event SET seq = seq + 10",
    "DELETE FROM journal_event",
    "DELETE FROM journal_event WHERE seq = 3",
    f"INSERT INTO journal_event ({COLUMNS}) SELECT {COPY} FROM journal_event WHERE seq = 2",
    f"INSERT INTO journal_event ({COLUMNS}) SELECT {COPY.replace('seq,', '6,')} FROM journal_event WHERE seq = 4",
    f"INSERT INTO journal_event ({COLUMNS}) SELECT {COPY.replace('seq,', '5,')} FROM journal_event WHERE seq = 4",
    f"INSERT INTO journal_event ({COLUMNS}) SELECT {COPY.replace('seq,', '0,')} FROM journal_event WHERE seq = 1",
    f"INSERT INTO journal_event SELECT {COPY} FROM journal_event WHERE seq=2 ON CONFLICT (seq) DO UPDATE SET verb='x'",
    "UPDATE journal_detail SET personal = '{}'",
    "UPDATE journal_detail SET personal = '', salt = ''",
    "UPDATE journal_detail SET personal = '', salt = '', erased_at = CURRENT_TIMESTAMP",
    f"UPDATE journal_detail SET {ERASED}, seq = 9",
    "UPDATE journal_detail SET erased_because = 'x', erased_at = CURRENT_TIMESTAMP",
    "DELETE FROM journal_detail",
    "INSERT INTO journal_detail (seq, personal, salt, erased_because) VALUES (2, '{}', 'x', '')",
    "INSERT INTO journal_detail (seq, personal, salt, erased_because) VALUES (9, '{}', 'x', '')",
    "INSERT INTO journal_detail (seq, personal, salt, erased_because, erased_at) VALUES (4, '', '', 'x', '2026-01-01')",
    "UPDATE journal_head SET seq = 2",
    "UPDATE journal_head SET digest = 'x'",
    "UPDATE journal_head SET seq = 2, digest = (SELECT digest FROM journal_event WHERE seq = 2)",
    "DELETE FROM journal_head",
    "INSERT INTO journal_head (id, seq, digest) VALUES (1, 0, 'x')",
]
SQLITE = [
    f"INSERT OR REPLACE INTO journal_event ({COLUMNS}) SELECT {COPY} FROM journal_event WHERE seq = 2",
    f"REPLACE INTO journal_event ({COLUMNS}) SELECT {COPY} FROM journal_event WHERE seq = 3",
    f"INSERT OR REPLACE INTO journal_event (rowid, {COLUMNS}) SELECT 1, {NEXT} FROM journal_event WHERE seq = 4",
    "UPDATE OR REPLACE journal_event SET seq = 1 WHERE seq = 2",
    f"UPDATE OR REPLACE journal_detail SET {ERASED}, rowid = 2 WHERE rowid = 1",
    "INSERT OR REPLACE INTO journal_detail (rowid, seq, personal, salt, erased_because) VALUES (1, 4, '{}', 'x', '')",
    "INSERT OR REPLACE INTO journal_detail (seq, personal, salt, erased_because) VALUES (3, '{}', 'x', '')",
    "INSERT OR REPLACE INTO journal_head (id, seq, digest) VALUES (1, 0, 'x')",
]
POSTGRESQL = [
    "TRUNCATE journal_event",
    "TRUNCATE journal_event, journal_detail, journal_head",
    "TRUNCATE journal_detail",
    "TRUNCATE journal_head",
]
HERE = [(EVERYWHERE, ("sqlite", "postgresql")), (SQLITE, ("sqlite",)), (POSTGRESQL, ("postgresql",))]


def journal_bytes():
    tables = [model.objects.order_by("pk").values_list() for model in (Event, EventDetail, Head)]
    return hashlib.sha256(json.dumps([list(map(list, rows)) for rows in tables], default=str).encode()).hexdigest()


def statements():
    return [statement for some, vendors in HERE if connection.vendor in vendors for statement in some]


def refused(statement):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("role", ["DATABASE_URL", "MIGRATE_DATABASE_URL"])
def test_raw_sql_changes_nothing(as_owner, write, role):
    write(3, personal={"note": "words"})
    write()
    become(role)
    before = journal_bytes()

    assert [statement for statement in statements() if not refused(statement)] == []
    assert journal_bytes() == before
    assert verify() is None


def test_the_last_detail_is_not_replaced(write, transactional_db):
    write(personal={"note": "words"})
    replace = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    assert refused(f"{replace} INTO journal_detail (seq, personal, salt, erased_because) VALUES (1, '{{}}', 'x', '')")
    assert verify() is None


def test_each_statement_would_change_something_without_the_triggers(unguarded, write):
    write(3, personal={"note": "words"})
    write()
    before = journal_bytes()
    harmless = []
    for statement in statements():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                changed = journal_bytes() != before
                transaction.set_rollback(True)
        except DatabaseError:
            changed = None  # a key or a constraint refuses it as well
        if changed is False:
            harmless.append(statement)

    assert harmless == []
    assert journal_bytes() == before


def test_the_database_says_why(as_owner, write):
    write()
    with pytest.raises(DatabaseError, match="journal: events cannot be changed"), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_event SET verb = 'else'")


class TestInstallation:
    def test_every_trigger_stands_after_migrate(self, db):
        assert triggers.missing(connection) == []
        assert journal_is_guarded(databases=["default"]) == []

    def test_it_can_be_repeated(self, as_owner, write):
        write()
        triggers.install(connection)
        assert triggers.missing(connection) == []
        assert (Head.objects.get().seq, verify()) == (1, None)

    def test_removed_triggers_are_named_refused_and_put_back(self, unguarded):
        dialect = Sqlite if connection.vendor == "sqlite" else Postgresql
        wanted = dialect(connection.introspection.table_names()).wanted()
        assert triggers.missing(connection) == list(wanted)
        assert len(dialect(TABLES).wanted()) == (9 if connection.vendor == "sqlite" else 12)
        assert set(dialect(TABLES).wanted()) < set(wanted)
        error = journal_is_guarded(databases=["default"])[0]
        assert error.id == "guidelines.E010"
        with pytest.raises(SystemCheckError, match="journal_event_update"):
            call_command("check", databases=["default"])

        guard_after_migrate(using="default")

        assert triggers.missing(connection) == []

    def test_migrate_puts_them_back(self, unguarded):
        call_command("migrate", verbosity=0)
        assert triggers.missing(connection) == []

    def test_migrate_is_only_warned(self, unguarded, monkeypatch):
        monkeypatch.setattr("sys.argv", ["manage.py", "migrate"])
        (warning,) = journal_is_guarded(databases=["default"])
        assert (warning.id, warning.is_serious()) == ("guidelines.E010", False)
        call_command("migrate", verbosity=0, skip_checks=False, stderr=io.StringIO())
        assert journal_is_guarded(databases=["default"]) == []

    def test_a_weakened_trigger_counts_as_missing(self, as_owner):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER journal_event_update")
                cursor.execute(
                    "CREATE TRIGGER journal_event_update BEFORE UPDATE ON journal_event WHEN false BEGIN SELECT 1; END"
                )
            else:
                cursor.execute("ALTER TABLE journal_event DISABLE TRIGGER journal_event_update")

        assert triggers.missing(connection) == ["journal_event_update"]
        triggers.install(connection)
        assert triggers.missing(connection) == []

    def test_a_lost_head_is_not_made_up(self, unguarded, write):
        write()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM journal_head")
        triggers.install(connection)
        assert Head.objects.count() == 0

    def test_an_empty_journal_gets_its_head_back(self, unguarded):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM journal_head")
        triggers.install(connection)
        assert Head.objects.get().seq == 0


@pytest.fixture
def bare():
    """A database without the journal's tables."""
    fresh = connections["default"].copy()
    fresh.introspection.table_names = list  # type: ignore[method-assign]
    return fresh


def test_where_there_is_no_journal_there_is_nothing_to_guard(bare):
    assert triggers.missing(bare) == []
    triggers.install(bare)
    triggers.remove(bare)
    triggers.grant_application_role(bare, "somebody")
    assert bare.connection is None


def test_another_database_is_refused(bare):
    bare.vendor = "oracle"
    with pytest.raises(NotSupportedError, match="oracle"):
        triggers._dialect(bare)


@pytest.mark.postgres
class TestTheApplicationRole:
    def test_it_may_write_and_erase(self, write, transactional_db):
        write(2, personal={"note": "words"})
        assert erase([1, 2], because="request", by=SOMEBODY, now=NOW) == [1, 2]
        assert verify() is None

    def test_it_may_not_more(self, db):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("dsg_app",)
            cursor.execute(
                """
                SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type)
                FROM information_schema.role_table_grants
                WHERE grantee = 'dsg_app' AND table_name LIKE 'journal%' GROUP BY 1 ORDER BY 1
                """
            )
            assert cursor.fetchall() == [
                ("journal_detail", "INSERT SELECT"),
                ("journal_event", "INSERT SELECT"),
                ("journal_head", "SELECT"),
            ]

    def test_a_temporary_table_does_not_get_in_between(self, write, transactional_db):
        write(2)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE journal_event AS SELECT * FROM public.journal_event WHERE seq = 2")
            cursor.execute("UPDATE pg_temp.journal_event SET seq = 5")
            sixth = COPY.replace("seq,", "6,").replace("previous,", "digest,")
            forged = f"INSERT INTO public.journal_event ({COLUMNS}) SELECT {sixth} FROM pg_temp.journal_event"
            with pytest.raises(DatabaseError, match="journal: an event must be the next link"):
                cursor.execute(forged)
            cursor.execute("DROP TABLE pg_temp.journal_event")

    def test_the_owner_keeps_its_rights(self, as_owner, db):
        triggers.grant_application_role(connection, "dsg_owner")
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_table_privilege('dsg_owner', 'journal_event', 'UPDATE')")
            assert cursor.fetchone() == (True,)

"""A13: whoever rewrites history with the triggers off is found out, and where."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from guidelines.journal.actions import erase
from guidelines.journal.models import Event, EventDetail, Head
from guidelines.journal.rules import GENESIS, canonical, chained
from guidelines.journal.verify import Fault, examine, verify
from tests.journal.conftest import COLUMNS, NOW, SOMEBODY

COMPARED = "0 rækker og 0 oplysninger som fortalt; 0 oplysninger er ikke fortalt og ikke sammenlignet"


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rewritten(seq, verb, previous):
    """Put other words into an event, with a digest that fits them."""
    text = json.loads(Event.objects.get(seq=seq).text)
    text = canonical({**text, "verb": verb})
    digest = chained(previous, text)
    sql(
        "UPDATE journal_event SET verb = %s, text = %s, previous = %s, digest = %s WHERE seq = %s",
        *(verb, text, previous, digest, seq),
    )
    return digest


def recompute_all():
    digest = GENESIS
    for seq in Event.objects.order_by("seq").values_list("seq", flat=True):
        digest = rewritten(seq, "else", digest)
    sql("UPDATE journal_head SET digest = %s", digest)


def swap():
    sql("UPDATE journal_event SET seq = 99 WHERE seq = 3")
    sql("UPDATE journal_event SET seq = 3 WHERE seq = 4")
    sql("UPDATE journal_event SET seq = 4 WHERE seq = 99")


def insert_between():
    sql("UPDATE journal_event SET seq = 7 WHERE seq = 6")
    columns = COLUMNS.replace("seq,", "6,", 1)
    sql(f"INSERT INTO journal_event ({COLUMNS}) SELECT {columns} FROM journal_event WHERE seq = 5")
    sql("UPDATE journal_head SET seq = 7")


def insert_before_the_first():
    columns = COLUMNS.replace("seq,", "0,", 1)
    sql(f"INSERT INTO journal_event ({COLUMNS}) SELECT {columns} FROM journal_event WHERE seq = 1")


def cut(*, mend_head):
    sql("DELETE FROM journal_event WHERE seq > 4")
    sql("DELETE FROM journal_detail WHERE seq > 4")
    if mend_head:
        sql("UPDATE journal_head SET seq = 4, digest = (SELECT digest FROM journal_event WHERE seq = 4)")


def text_of(seq, text):
    previous = Event.objects.get(seq=seq).previous
    sql("UPDATE journal_event SET text = %s, digest = %s WHERE seq = %s", text, chained(previous, text), seq)


TAMPERINGS = {
    "edit a column": (
        lambda: sql("UPDATE journal_event SET verb = 'else' WHERE seq = 3"),
        Fault(3, "its columns say other than its text"),
    ),
    "edit the moment": (
        lambda: sql("UPDATE journal_event SET at = '2020-01-01 00:00:00' WHERE seq = 3"),
        Fault(3, "its columns say other than its text"),
    ),
    "edit the text": (
        lambda: sql("UPDATE journal_event SET text = replace(text, 'noted', 'moved') WHERE seq = 3"),
        Fault(3, "its text is not the one its digest was taken of"),
    ),
    "edit the digest": (
        lambda: sql("UPDATE journal_event SET digest = previous WHERE seq = 3"),
        Fault(3, "its text is not the one its digest was taken of"),
    ),
    "recompute one": (
        lambda: rewritten(3, "else", Event.objects.get(seq=2).digest),
        Fault(4, "it does not follow from the event before it"),
    ),
    "put in a text that is none": (lambda: text_of(3, "[]"), Fault(3, "its text cannot be read")),
    "delete": (
        lambda: sql("DELETE FROM journal_event WHERE seq = 3"),
        Fault(4, "event 3 is missing before it"),
    ),
    "delete the first": (
        lambda: sql("DELETE FROM journal_event WHERE seq = 1"),
        Fault(2, "event 1 is missing before it"),
    ),
    "swap": (swap, Fault(3, "it does not follow from the event before it")),
    "insert": (insert_between, Fault(6, "it does not follow from the event before it")),
    "insert before the first": (insert_before_the_first, Fault(0, "the chain begins with event 1")),
    "cut the tail": (
        lambda: cut(mend_head=False),
        Fault(5, "the chain ends with event 4, but the head names event 6"),
    ),
    "take the head away": (
        lambda: sql("DELETE FROM journal_head"),
        Fault(7, "the chain ends with event 6, but the head names nothing"),
    ),
    "edit the words": (
        lambda: sql("UPDATE journal_detail SET personal = '{}' WHERE seq = 3"),
        Fault(3, "its detail is not the one it tells of"),
    ),
    "delete the words": (
        lambda: sql("DELETE FROM journal_detail WHERE seq = 3"),
        Fault(3, "its detail is gone"),
    ),
    "empty the words": (
        lambda: sql("UPDATE journal_detail SET personal = '', salt = '' WHERE seq = 3"),
        Fault(3, "its detail is not the one it tells of"),
    ),
    "erase the words silently": (
        lambda: EventDetail.objects.filter(seq=3).update(personal="", salt="", erased_at=NOW, erased_because="request"),
        Fault(3, "its detail was erased without an event that says so"),
    ),
    "mark as erased, but keep": (
        lambda: EventDetail.objects.filter(seq=3).update(erased_at=NOW, erased_because="request"),
        Fault(3, "its detail is marked as erased, but is not empty"),
    ),
    "add words": (
        lambda: EventDetail.objects.create(seq=1, personal="{}", salt="x"),
        Fault(1, "it has a detail it does not tell of"),
    ),
    "add words to nothing": (
        lambda: EventDetail.objects.create(seq=40, personal="{}", salt="x"),
        Fault(40, "there is a detail, but no event"),
    ),
}


@pytest.fixture
def chain(unguarded, write):
    """Six events; all but the first and the last with words."""
    write()
    write(4, personal={"note": "words"})
    write()


@pytest.mark.both
@pytest.mark.parametrize(("tamper", "fault"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_is_found(chain, tamper, fault):
    assert verify() is None
    tamper()
    assert verify() == fault


@pytest.mark.both
def test_every_column_of_every_event_counts(chain):
    for seq in range(1, 7):
        for column in COLUMNS.split(", ")[2:]:
            before = Event.objects.values_list(column, flat=True).get(seq=seq)
            sql(f"UPDATE journal_event SET {column} = %s WHERE seq = %s", "else", seq)
            fault = verify()
            assert (column, fault.seq if fault else None) == (column, seq)
            sql(f"UPDATE journal_event SET {column} = %s WHERE seq = %s", before, seq)
    assert verify() is None


@pytest.mark.both
class TestWithAnExportedHead:
    def test_the_chain_may_have_grown_since(self, chain, write):
        head = Head.objects.get()
        write()
        assert examine(head_seq=head.seq, head_digest=head.digest).fault is None
        assert examine(head_digest=head.digest).fault is None

    def test_the_head_of_an_empty_journal_is_part_of_every_chain(self, chain):
        assert examine(head_seq=0, head_digest=GENESIS).fault is None

    def test_a_mended_cut_is_found(self, chain):
        head = Head.objects.get()
        cut(mend_head=True)
        fault = Fault(5, "the chain ends with event 4, before the head that was exported")
        assert verify() is None
        assert examine(head_seq=head.seq, head_digest=head.digest).fault == fault
        assert examine(head_digest=head.digest).fault == fault

    def test_a_history_written_anew_is_found(self, chain):
        head = Head.objects.get()
        recompute_all()
        assert verify() is None
        fault = Fault(6, "it is not the head that was exported")
        assert examine(head_seq=head.seq, head_digest=head.digest).fault == fault

    def test_an_old_database_put_back_and_written_on_is_found(self, chain, write):
        head = Head.objects.get()
        cut(mend_head=True)
        write(3)
        assert verify() is None
        fault = Fault(6, "it is not the head that was exported")
        assert examine(head_seq=head.seq, head_digest=head.digest).fault == fault


@pytest.mark.both
class TestErasure:
    def test_the_words_go_and_the_chain_stays_whole(self, write, transactional_db):
        write(4, personal={"note": "Åse Ærø"})
        write()
        assert erase([2, 3, 5, 77], because="request", by=SOMEBODY, now=NOW) == [2, 3]

        erased = EventDetail.objects.get(seq=2)
        assert (erased.words, erased.salt, erased.erased_at, erased.erased_because) == ({}, "", NOW, "request")
        assert [detail.is_erased for detail in EventDetail.objects.order_by("seq")] == [False, True, True, False]
        told = Event.objects.filter(verb="erased_detail").order_by("seq")
        assert [(event.object_type, event.object_key, event.facts) for event in told] == [
            ("eventdetail", "2", {"because": "request"}),
            ("eventdetail", "3", {"because": "request"}),
        ]
        assert verify() is None

    def test_twice_is_once(self, write, transactional_db):
        write(personal={"note": "Åse Ærø"})
        assert erase([1], because="request", by=SOMEBODY, now=NOW) == [1]
        assert erase([1], because="retention", by=SOMEBODY, now=NOW) == []
        assert (Event.objects.count(), verify()) == (2, None)

    def test_words_put_back_are_found(self, chain):
        words = EventDetail.objects.get(seq=3)
        erase([3], because="request", by=SOMEBODY, now=NOW)
        sql("DELETE FROM journal_detail WHERE seq = 3")
        words.save(force_insert=True)
        assert verify() == Fault(3, "its detail is there, but an event says that it was erased")


@pytest.mark.usefixtures("store")
class TestTheCommand:
    def run(self, capsys, *arguments):
        try:
            call_command("verify_journal", *arguments)
        except SystemExit as leaving:
            return leaving.code, capsys.readouterr().out
        return 0, capsys.readouterr().out

    def test_a_whole_chain(self, write, capsys):
        digest = write(3)[-1].digest
        said = f"3 events, chain whole, head {digest}\n{COMPARED}\n0 documents, all as uploaded\n"
        assert self.run(capsys) == (0, said)
        code, out = self.run(capsys, "--json")
        wanted = {"whole": True, "head": {"seq": 3, "digest": digest, "files": 0}, "fault": None}
        compared = {"rows": [], "compared": {"rows": 0, "facts": 0, "not_compared": 0}}
        assert (code, json.loads(out)) == (0, {**wanted, **compared, "files": [], "strays": [], "removed": []})

    def test_a_broken_chain(self, chain, capsys):
        sql("UPDATE journal_event SET verb = 'else' WHERE seq = 3")
        assert self.run(capsys) == (
            1,
            f"Broken at event 3: its columns say other than its text.\n{COMPARED}\n0 documents, all as uploaded\n",
        )
        code, out = self.run(capsys, "--json")
        said = json.loads(out)
        assert (code, said["whole"], said["head"]["seq"]) == (1, False, 2)
        assert said["fault"] == {"seq": 3, "problem": "its columns say other than its text"}

    def test_its_json_is_the_export_of_the_head(self, chain, capsys, tmp_path):
        export = tmp_path / "head.json"
        export.write_text(self.run(capsys, "--json")[1])
        assert self.run(capsys, "--head", str(export))[0] == 0
        digest = Head.objects.get().digest
        cut(mend_head=True)
        complaint = "Broken at event 5: the chain ends with event 4, before the head that was exported.\n"
        complaint += f"{COMPARED}\n0 documents, all as uploaded\n"
        assert self.run(capsys, "--head", str(export)) == (1, complaint)
        assert self.run(capsys, "--expect", digest) == (1, complaint)

    @pytest.mark.parametrize("content", ["", "[]", "{}", '{"head": {"seq": "x", "digest": ""}}'])
    def test_a_file_without_a_head(self, db, tmp_path, content):
        path = tmp_path / "head.json"
        path.write_text(content)
        with pytest.raises(CommandError, match="holds no head") as refused:
            call_command("verify_journal", head=path)
        assert refused.value.returncode == 2

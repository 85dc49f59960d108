"""The bench: its pages show what the minimums by hand show, within their query budgets, and its figures add up."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from bench.approvals import Approving, OpenPage
from bench.browser import Failed, fetch
from bench.cases import ABOVE_EMPTY, KINDS, PUBLIC_LIST, TASKS, Case, cases, plan_goal
from bench.command import SIZES, arguments, exit_code
from bench.data import fill
from bench.measuring import Different, Page, Result, look, measure
from bench.minimum_approval import by_hand
from bench.reminding import measure_reminders, ours
from bench.report import as_json, table
from bench.rounds import Wrong, presses_of, side_by_side, twin_of_database
from bench.runs import open_runs
from bench.seen import list_rows, plan_rows
from bench.storms import Queue, Storm
from bench.timing import LEAST, MOST, Times, in_turn
from bench.words import names, titles
from guidelines.lists import clock
from guidelines.models import Decision
from reminders.models import Mail, Occurrence, SlotRun
from reminders.slots import last_slot, slot_at

ROOT = Path(__file__).resolve().parent.parent
PAGE = Page(rows=60, queries=9, data_queries=3, bytes_a_row=1400.4, gzip_a_row=99.6, hand_bytes_a_row=1300.0)
TIMES = Times(ours=[9.0, 10.0, 11.0], hand=[2.0, 2.0, 2.0], empty=[4.0, 4.0, 4.0], keyset=[3.0, 5.0, 4.0])


@pytest.fixture
def register(transactional_db, settings):
    """The cases over a register of sixty guidelines, committed so that the bare driver sees them."""
    settings.ROOT_URLCONF = "bench.urls"
    today = clock.today()
    filled = fill(60, today)
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as bare:
        yield {case.label: case for case in cases(filled, KINDS, bare, today)}


def case(**changes) -> Case:
    """A case that nobody opens."""
    made = Case("plan", "plan of 60", 60, None, "/planskema/x/", lambda: b"", plan_rows, ABOVE_EMPTY, 3)
    return replace(made, **changes)


class TestTheSmallestRegister:
    def test_pages_show_the_rows_made_by_hand_within_their_budgets(self, register):
        application = WSGIHandler()
        looked = {label: look(each, application) for label, each in register.items()}

        assert {label: (page.rows, page.data_queries) for label, page in looked.items()} == {
            "plan of 60": (60, 3),
            "list, public": (50, 2),
            "list, signed in": (50, 2),
            "my tasks": (looked["my tasks"].rows, 4),
        }
        assert looked["my tasks"].rows > 5
        assert looked["plan of 60"].bytes_a_row < 1500
        assert looked["plan of 60"].gzip_a_row < 300

    def test_other_rows_than_by_hand_are_no_measurement(self, register):
        each = register["list, public"]
        other = replace(each, minimum=lambda: each.minimum().replace(b"Palliation ved", b"Palliation af"))

        with pytest.raises(Different, match=r"list, public: row \d+ shows \('Palliation ved "):
            look(other, WSGIHandler())
        with pytest.raises(Different, match="list, public: 50 rows, by hand 0"):
            look(replace(each, minimum=lambda: b""), WSGIHandler())

    def test_every_reference_is_timed_in_turn(self, register):
        result = measure(register["list, public"], WSGIHandler(), seconds=0)
        assert {name: len(times) for name, times in result.times.items()} == dict.fromkeys(
            ("ours", "hand", "empty", "keyset"), LEAST
        )

    def test_a_page_that_fails_is_no_measurement(self, register):
        with pytest.raises(Failed, match="/planskema/store/: 302 Found"):
            fetch(WSGIHandler(), register["plan of 60"].path)


class TestTheReminders:
    def test_by_hand_writes_what_was_planned_and_leaves_nothing(self, transactional_db):
        today = clock.today()
        filled = fill(60, today)
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as bare:
            result = measure_reminders(filled, bare, today, seconds=0)
            rows = ours(slot_at(last_slot(today)), keep=True)
            written = {table: len(values) for table, values in rows.items()}

        assert (result.page.rows, result.page.data_queries) == (written["reminders_occurrence"], 11)
        assert result.page.rows > 60
        assert {name: len(times) for name, times in result.times.items()} == {"ours": LEAST, "hand": LEAST}
        assert (Occurrence.objects.count(), Mail.objects.count(), SlotRun.objects.count()) == (0, 0, 0)


class TestApprovals:
    @pytest.fixture
    def presses(self, transactional_db, monkeypatch):
        """Four approvals about to be given, on SQLite."""
        if connection.vendor != "sqlite":
            pytest.skip("the twin of this test is a file")
        now = clock.now()
        world = fill(60, now.date())
        return presses_of(world, open_runs(world, 4, now), now)

    def test_by_hand_leaves_the_rows_that_ours_does(self, presses):
        ours, hand, sql = side_by_side([presses[:2], presses[2:]], twin_of_database())
        assert (len(ours), len(hand), Decision.objects.count()) == (1, 1, 4)
        assert 4 < sql <= 15

    def test_another_row_is_no_measurement(self, presses, monkeypatch):
        def forgetful(bare, given):
            by_hand(bare, given)
            bare.connection.execute("UPDATE guidelines_step SET closed_on = NULL WHERE id = ?", [given.closed])

        monkeypatch.setattr("bench.rounds.by_hand", forgetful)
        with pytest.raises(Wrong, match="ours and by hand left different rows"):
            side_by_side([presses], twin_of_database())

    def test_what_is_over_its_limit(self):
        writers = {count: {"a_second": a_second, "errors": [], "lost": 0} for count, a_second in (("1", 10), ("4", 8))}
        found = {"engine": "sqlite", "ours": [30.0] * 3, "hand": [1.0, 2.0, 0.5], "statements": 14, "writers": writers}
        found["writers_by_hand"] = {"1": 100.0, "4": 90.0}
        assert (Approving(found).faults, Approving({**found, "engine": "postgresql"}).faults) == (
            [],
            ["time", "writers"],
        )
        assert (
            "30.0 ms, by hand 1.00 ms; 30.0 x (15.0-60.0, must 35); 14 statements; 10 a second"
            in Approving(found).line()
        )
        assert "by 4 (0.80 x, must 0.7); by hand 0.90 x; 0 errors; ok" in Approving(found).line()
        writers["4"]["errors"].append("OperationalError: database is locked")
        writers["4"]["lost"] = 2
        assert (Approving(found).faults, len(Approving(found).errors)) == (["errors"], 2)

    def test_pages_take_no_more_statements_for_more_revisions(self):
        page = OpenPage("inbox", 400, {2: 20, 20: 20}, TIMES)
        assert (page.faults, page.line()) == (
            [],
            "inbox, 20 under way of 400: 10.0 ms, 2.50 x empty; 20 statements for 2, 20 for 20; ok",
        )
        assert OpenPage("inbox", 400, {2: 20, 20: 39}, TIMES).faults == ["queries"]


class TestStorms:
    FOUND = {
        "engine": "postgresql", "mails": 10_000, "each": 1, "taken": 9_600, "seconds": 48.0, "processor": 9.6,
        "sample": 2_000, "planning": 1.5, "reminders": 10_000, "held": 0,
        "bare": [[0.2, 0.1], [0.1, 0.1], [0.3, 0.1]], "by_hand": [[1.0, 0.25], [2.0, 0.2], [0.9, 0.5]],
        "idle_p99": 20.0, "busy_p99": 35.0, "failed_pages": 0, "side_by_side": {"1": 40.0, "4": 130.0},
    }  # fmt: skip

    def test_a_line_and_what_is_over_its_limit(self):
        storm = Storm("storm", self.FOUND)
        assert (storm.faults, storm.as_json()["over"], round(storm.times("bare"))) == ([], [], 50)
        assert storm.line() == (
            "storm, PostgreSQL: 10,000 reminders planned in 1.5 s; 9,600 mails in 48.0 s, 200 a second; "
            "10.0 x a sender by hand (must 12, aim 2.5); 50 x smtplib with ready bytes; "
            "page p99 35 ms, idle 20 ms (1.8 x, must 2); 0 pages failed; "
            "to a server of 5 ms 40 a second over 1 connection, 130 over 4 (3.2 x, must 3); ok"
        )
        worse = {"by_hand": [[0.5, 0.5]] * 3, "busy_p99": 41.0, "side_by_side": {"1": 40.0, "4": 119.0}}
        assert Storm("storm", {**self.FOUND, **worse}).faults == ["time", "connections", "pages"]

    def test_on_sqlite_the_processor_counts(self):
        assert Storm("storm", {**self.FOUND, "engine": "sqlite"}).times("by_hand") == pytest.approx(8.0)

    def test_a_queue_of_ticks_against_a_task_a_mail(self):
        queue = Queue({"engine": "sqlite", "single": 200, "mails": 2_000, "each": 20.0, "together": 110.0})
        assert (queue.faults, queue.as_json()["times"]) == ([], 5.5)
        assert queue.line() == (
            "celery, SQLite: 200 mails by a task each 20 a second; 2,000 by the tick 110 a second (5.5 x, must 5); ok"
        )
        assert Queue({**queue.found, "each": 23.0}).faults == ["batch"]

    def test_a_storm_is_sent_whole_by_ours_and_by_hand(self, tmp_path):
        """In a process of its own, as the bench does; forty mails."""
        command = [sys.executable, "-m", "bench.storming", "40", "1"]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "BENCH_DATABASE_URL": ""}, stdout=subprocess.PIPE)
        found = json.loads(done.stdout)
        assert (found["reminders"], found["taken"], found["sample"], found["failed_pages"]) == (40, 32, 32, 0)
        assert sorted(found["side_by_side"]) == ["1", "4"]


class TestTheFigures:
    def test_goals_are_made_round_by_round(self):
        assert ABOVE_EMPTY.figures(TIMES) == [2.5, 3.0, 3.5]
        assert PUBLIC_LIST.figures(TIMES) == [3.0, 2.0, 2.75]
        assert TASKS.figures(TIMES) == [2.25, 2.5, 2.75]
        assert plan_goal(400).figures(TIMES) == [4.5, 5.0, 5.5]
        assert [plan_goal(rows).must for rows in (60, 400, 10_000)] == [4.0, 3.0, 1.5]

    def test_the_median_counts(self):
        result = Result(case(), PAGE, TIMES)
        assert (result.figures, result.faults) == ((3.0, 2.5, 3.5), [])

    def test_each_limit_is_held_by_itself(self):
        heavy = replace(PAGE, bytes_a_row=1501)
        assert Result(case(goal=plan_goal(400)), PAGE, TIMES).faults == ["time"]
        assert Result(case(data_queries=2), PAGE, TIMES).faults == ["queries"]
        assert Result(case(bytes_a_row=1500), heavy, TIMES).faults == ["bytes"]
        assert Result(case(), heavy, TIMES).faults == []

    def test_only_the_gate_fails(self):
        good, bad = Result(case(), PAGE, TIMES), Result(case(data_queries=2), PAGE, TIMES)
        assert [exit_code([good, bad], gate=gate) for gate in (False, True)] == [0, 1]
        assert exit_code([good], gate=True) == 0

    def test_functions_run_in_turn_until_the_time_is_up(self):
        ran = []
        times = in_turn({"a": lambda: ran.append("a"), "b": lambda: ran.append("b")}, seconds=0)
        assert "".join(ran) == "aabb" + ("baab" * LEAST)[: 2 * LEAST]
        assert {name: len(rounds) for name, rounds in times.items()} == {"a": LEAST, "b": LEAST}
        assert len(in_turn({"a": lambda: None}, seconds=60)["a"]) == MOST


class TestThePrint:
    def test_a_line_a_page_and_what_grows(self):
        small = Result(case(size=400), PAGE, TIMES)
        large = Result(case(size=10_000, data_queries=2), PAGE, Times({**TIMES, "ours": [12.0, 15.0, 18.0]}))
        lines = table([small, large]).splitlines()

        assert (
            lines[1].split()
            == (
                "plan of 60 400 60 10.0 2.0 4.0 5.00 3.00 (2.50-3.50) (ours - empty) / by hand 4.0 ok 3 of 9 1,400 100"
            ).split()
        )
        assert "over: time, queries" in lines[2]
        assert lines[4] == "plan of 60: 400 -> 10,000 guidelines costs 1.33 x (must 1.3) over"

    def test_json_holds_everything(self):
        made = as_json(Result(case(), PAGE, TIMES))
        assert made["ms"] == {"ours": 10.0, "hand": 2.0, "empty": 4.0, "keyset": 4.0}
        assert made["queries"] == {"all": 9, "data": 3, "budget": 3}
        assert made["bytes_a_row"] == {"html": 1400, "gzip": 100, "by_hand": 1300}
        assert (made["goal"]["median"], made["goal"]["must"], made["over"]) == (3.0, 4.0, [])


class TestTheCommand:
    def test_measures_everything_unless_told(self):
        assert (arguments([]).only, arguments([]).sizes, arguments([]).gate) == (KINDS, SIZES, False)

    def test_takes_pages_and_sizes(self):
        asked = arguments(["--only", "plan", "--sizes", "10000,400", "--json", "--gate"])
        assert (asked.only, asked.sizes, asked.json, asked.gate) == (["plan"], (400, 10_000), True, True)


class TestTheData:
    def test_titles_are_many_and_different(self):
        assert (len(set(titles(10_000))), titles(3)) == (10_000, titles(4)[:3])
        with pytest.raises(ValueError, match="there are 10500 titles, not 10501"):
            titles(10_501)

    def test_names_are_different(self):
        assert len(set(names(5_000))) == 5_000

    def test_what_is_seen_is_read_from_either_markup(self):
        row = '<tr role="row" id="r1"><th><a href="/x/">A &amp; B</a></th><td role="cell" class="who">Bo, Åse</td>'
        years = '<td role="cell" class="y now"><b class="mark new">Ny</b></td><td role="cell" class="y"></td>'
        rest = '<td role="cell" class="next" data-l="x">1.1.2030<small>aftalt</small></td></tr>'
        assert plan_rows(row + years + rest) == [("A &amp; B", "Bo, Åse", "new", "", "1.1.2030")]

        listed = (
            '<tbody><tr><th><a href="/x/">A</a></th><td>DSG</td><td><b class="pill ok">Gyldig</b></td></tr></tbody>'
        )
        assert list_rows(listed) == [("A", "DSG", "ok")]

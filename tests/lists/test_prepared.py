"""Statements that are written once: the same rows as the queryset, from the database as it is now."""

from __future__ import annotations

from datetime import date
from threading import Thread

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Value

from guidelines.lists.prepared import Prepared, Statements
from guidelines.models import Group, Guideline, PlanEntry
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.django_db]
TODAY = date(2026, 11, 21)


def titles():
    return Guideline.objects.order_by("sort_key").values_list("title")


class TestARunningStatement:
    def test_gives_what_the_queryset_gives_value_by_value(self):
        made = factories.guideline("Åse", is_working_title=True, withdrawn_on=date(2026, 1, 31))
        factories.version(made, next_due=date(2030, 12, 1))
        factories.guideline("Ærø")
        entries = PlanEntry.objects.filter(guideline=OuterRef("pk"))
        queryset = (
            Guideline.objects.with_validity(TODAY)
            .annotate(is_planned=Exists(entries))
            .order_by("sort_key")
            .values_list("title", "is_working_title", "withdrawn_on", "validity", "due_on", "is_planned", "sort_key")
        )
        rows = list(Prepared(queryset))
        assert rows == list(queryset)
        assert rows[1][:6] == ("Åse", True, date(2026, 1, 31), "withdrawn", date(2030, 12, 1), False)

    def test_reads_anew_each_time_in_one_statement(self, django_assert_num_queries):
        prepared = Prepared(titles())
        factories.guideline("Første")
        with django_assert_num_queries(1):
            before = list(prepared)
        factories.guideline("Anden")
        with django_assert_num_queries(1):
            after = list(prepared)
        assert (before, after) == ([("Første",)], [("Anden",), ("Første",)])

    def test_asks_nothing_where_nothing_can_be_found(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert list(Prepared(titles().filter(pk__in=[]))) == []

    def test_may_be_a_union(self):
        factories.group("DSG")
        named = Group.objects.filter(abbreviation="DSG").order_by().annotate(what=Value("group"))
        union = named.values_list("what", "abbreviation").union(named.values_list("what", "slug"), all=True)
        assert sorted(Prepared(union)) == [("group", "DSG"), ("group", "dsg")]

    def test_leaves_the_queryset_as_it_was(self):
        queryset = titles()
        Prepared(queryset)
        assert str(queryset.filter(language="da").query) == str(titles().filter(language="da").query)


@pytest.mark.django_db(transaction=True)
def test_runs_on_the_connection_of_each_thread():
    factories.guideline("Åse")
    prepared, found = Prepared(titles()), []

    def read():
        found.extend(prepared)
        connection.close()

    thread = Thread(target=read)
    thread.start()
    thread.join()
    assert found == [("Åse",)]


class TestStatementsThatAreKept:
    def test_are_written_once_for_each_key(self):
        factories.guideline("Første")
        made = []

        def make():
            made.append(1)
            return titles()

        kept = Statements(2)
        assert [list(kept.get(key, make)) for key in ("a", "b", "a")] == [[("Første",)]] * 3
        assert len(made) == 2

    def test_are_forgotten_when_there_are_too_many(self):
        kept = Statements(2)
        first = kept.get("a", titles)
        kept.get("b", titles)
        kept.get("c", titles)
        assert kept.get("a", titles) is not first

"""Statements that are written once: the same rows as the queryset, from the database as it is now."""

from __future__ import annotations

from datetime import UTC, date, datetime
from threading import Thread
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import DateField, DateTimeField, Exists, OuterRef, TextField, UUIDField, Value

from guidelines.documents.models import StoredFile
from guidelines.lists.prepared import Changing, Given, Prepared, Reading, Statements, insert
from guidelines.models import Absence, Group, Guideline, Person, PlanEntry, Role
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


MOMENT = datetime(2026, 7, 1, 0, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))  # the day before, in UTC


def stored(**fields):
    """A row with a key, a moment and a number of its own."""
    said = {"sha256": uuid4().hex * 2, "size": 7, "kind": "pdf", "file_name": "æ 100%.pdf", "stored_at": MOMENT}
    return StoredFile(**{**said, **fields})


def values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


class TestAReading:
    def test_asks_for_other_values_each_time_and_gives_the_rows_of_the_model(self, django_assert_num_queries):
        first, second = factories.group("DSG"), factories.group("DGCG")
        people = {each.pk: factories.chair_of(each) for each in (first, second)}
        reading = Reading(lambda: Role.objects.filter(group=Given("group")).select_related("person", "group__parent"))
        for each in (first, second):
            with django_assert_num_queries(1):
                [role] = reading(group=each.pk)
                assert (role.person, role.group, role.group.parent) == (people[each.pk], each, None)
            assert values(role) == values(Role.objects.get(group=each))
            assert not role._state.adding
        assert reading(group=0) == []

    def test_finds_by_day_and_by_moment_in_any_zone_and_by_key(self):
        row = stored()
        row.save()
        by_key = Reading(lambda: StoredFile.objects.filter(pk=Given("key", UUIDField())))
        since = Reading(lambda: StoredFile.objects.filter(stored_at__gte=Given("moment", DateTimeField())))
        [found] = by_key(key=row.pk)
        assert (found, found.stored_at, type(found.pk)) == (row, MOMENT, UUID)
        assert found.stored_at.tzinfo == UTC
        assert by_key(key=uuid4()) == []
        assert since(moment=MOMENT.astimezone(UTC)) == since(moment=MOMENT) == [row]
        assert since(moment=MOMENT.replace(minute=31)) == []

    def test_looks_inside_what_it_is_annotated_with(self):
        away, here = factories.person("Borte"), factories.person("Her")
        Absence.objects.create(person=away, starts_on=TODAY, ends_on=date(2026, 11, 22))
        absences = Absence.objects.on(Given("day", DateField())).filter(person=OuterRef("pk"))
        reading = Reading(lambda: Person.objects.annotate(away=Exists(absences)).order_by("pk"))
        for day, expected in ((TODAY, True), (date(2026, 11, 22), True), (date(2026, 11, 23), False)):
            assert [(row, row.away) for row in reading(day=day)] == [(away, expected), (here, False)]

    def test_gives_tuples_of_plain_values(self):
        group = factories.group("DSG")
        factories.chair_of(group)
        start = Role.objects.get().starts_on
        reading = Reading(lambda: Role.objects.filter(group=Given("group")).values_list("kind", "starts_on")[:1])
        assert reading(group=group.pk) == [("chair", start)]

    def test_compares_nothing_with_none(self):
        reading = Reading(lambda: Person.objects.filter(merged_into=Given("kept")))
        factories.person()
        with pytest.raises(ValueError, match="kept"):
            reading(kept=None)

    def test_is_one_statement_or_none(self):
        with pytest.raises(TypeError):
            Reading(lambda: Group.objects.prefetch_related("roles"))()
        with pytest.raises(TypeError):
            Reading(lambda: Group.objects.values("slug"))()


class TestAChange:
    def test_reaches_the_rows_it_is_given_and_says_how_many(self, django_assert_num_queries):
        one, other = factories.guideline("Den ene"), factories.guideline("Den anden")
        withdraw = Changing(
            lambda: Guideline.objects.filter(pk=Given("guideline")), withdrawn_on=Given("day", DateField())
        )
        for day in (TODAY, None, date(2026, 1, 31)):
            with django_assert_num_queries(1):
                assert withdraw(guideline=one.pk, day=day) == 1
            one.refresh_from_db()
            other.refresh_from_db()
            assert (one.withdrawn_on, other.withdrawn_on) == (day, None)
        assert withdraw(guideline=0, day=TODAY) == 0

    def test_writes_a_key_and_a_text_as_they_are(self):
        kept, merged = factories.person("Beholdt"), factories.person("Dublet")
        merge = Changing(
            lambda: Person.objects.filter(pk=Given("person")),
            merged_into=Given("kept"),
            name=Given("name", TextField()),
        )
        assert merge(person=merged.pk, kept=kept.pk, name="100 % 'Åse'; --") == 1
        merged.refresh_from_db()
        assert (merged.merged_into, merged.name) == (kept, "100 % 'Åse'; --")


class TestAnInsertedRow:
    def test_is_what_create_writes(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            inserted = insert(Guideline(title="Åse på én", slug="aase", withdrawn_on=TODAY))
        created = Guideline.objects.create(title="Åse på én", slug="aase-2", withdrawn_on=TODAY)
        found = Guideline.objects.get(pk=inserted.pk)
        assert values(inserted) == values(found)
        assert {**values(created), "id": inserted.pk, "slug": "aase"} == values(found)
        assert not inserted._state.adding
        inserted.title = "Et andet navn"
        inserted.save(update_fields=["title"])  # a row like any other
        assert Guideline.objects.get(pk=inserted.pk).title == "Et andet navn"

    def test_is_numbered_by_the_database_or_as_it_says(self):
        numbers = [insert(Guideline(title=slug, slug=slug)).pk for slug in ("et", "to")]
        assert numbers == list(Guideline.objects.order_by("pk").values_list("pk", flat=True))
        named = insert(Guideline(pk=numbers[-1] + 5, title="tre", slug="tre"))
        assert Guideline.objects.get(slug="tre").pk == named.pk == numbers[-1] + 5

    def test_has_the_key_and_the_moment_it_was_made_with(self):
        row = insert(stored(kind="docx"))
        found = StoredFile.objects.get()
        assert (found.pk, found.stored_at, found.kind, found.file_name) == (row.pk, MOMENT, "docx", "æ 100%.pdf")

    def test_is_refused_as_by_create(self):
        insert(Guideline(title="Første", slug="samme"))
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(Guideline(title="Anden", slug="samme"))
        assert Guideline.objects.get().title == "Første"


@pytest.mark.django_db(transaction=True)
def test_places_are_filled_on_the_connection_of_each_thread():
    group, found = factories.group("DSG"), []
    reading = Reading(lambda: Group.objects.filter(pk=Given("group")))
    rename = Changing(lambda: Group.objects.filter(pk=Given("group")), name=Given("name", TextField()))
    assert reading(group=group.pk) == [group]

    def work():
        rename(group=group.pk, name="Fra en tråd")
        found.extend(reading(group=group.pk))
        connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert [(each.pk, each.name) for each in found] == [(group.pk, "Fra en tråd")]

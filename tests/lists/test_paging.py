"""Pages are cut by keys: nothing is left out, nothing comes twice, whatever the order and wherever the NULLs."""

from __future__ import annotations

import random

import pytest
from django.db.models import F

from guidelines.lists.paging import Order, Page, Pager, capped_count, orders_of
from guidelines.register.models import Guideline

pytestmark = pytest.mark.both

TITLES = ["Ærø", "Aalborg", "Østergård", "GIST", "gist", "Åse"]
ORDERS = [
    ["sort_key"],
    ["-sort_key"],
    ["revision_months"],
    ["-revision_months"],
    ["revision_months", "-assessment_months", "sort_key"],
    ["-revision_months", "sort_key"],
    ["merged_into__sort_key", "sort_key"],
]


@pytest.fixture
def many(db):
    draw = random.Random(11)
    Guideline.objects.bulk_create(
        Guideline(
            title=draw.choice(TITLES),
            slug=str(number),
            revision_months=draw.choice([None, 12, 36, 60]),
            assessment_months=draw.choice([None, 24, 36]),
        )
        for number in range(40)
    )
    first = Guideline.objects.order_by("pk").first()
    Guideline.objects.filter(pk__gt=first.pk, slug__contains="3").update(merged_into=first)
    return Guideline.objects.all()


def in_memory(everything, paths):
    """The primary keys as plain sorting has them, NULLs last."""
    rows = [
        (row[-1], row[:-1]) for row in everything.order_by().values_list(*[p.removeprefix("-") for p in paths], "pk")
    ]
    rows.sort()
    for index in reversed(range(len(paths))):
        known = [row for row in rows if row[1][index] is not None]
        known.sort(key=lambda row: row[1][index], reverse=paths[index].startswith("-"))
        if paths[index].startswith("-"):  # stable the other way round, too
            groups = {}
            for row in rows:
                groups.setdefault(row[1][index], []).append(row)
            known = [row for value in dict.fromkeys(row[1][index] for row in known) for row in groups[value]]
        rows = known + [row for row in rows if row[1][index] is None]
    return [pk for pk, _ in rows]


def walk(pager, everything):
    """All pages forwards, then all of them backwards from the last."""
    forwards, backwards, page = [], [], pager.page(everything, everything)
    while True:
        forwards.append([row[-1] for row in page.rows])
        if not page.has_next:
            break
        page = pager.page(everything, everything, after=str(page.rows[-1][-1]))
        assert page.has_previous
    while True:
        backwards.insert(0, [row[-1] for row in page.rows])
        if not page.has_previous:
            break
        page = pager.page(everything, everything, before=str(page.rows[0][-1]))
        assert page.has_next
    return forwards, backwards


@pytest.mark.parametrize("paths", ORDERS, ids="+".join)
def test_there_and_back(many, paths):
    sorted_keys = in_memory(many, paths)
    for size in (7, 8, 40, 41):
        forwards, backwards = walk(Pager(["title"], orders_of(many, paths), size), many)
        assert [pk for page in forwards for pk in page] == sorted_keys
        assert [len(page) for page in forwards[:-1]] == [size] * (len(forwards) - 1)
        assert backwards == forwards


def test_an_annotation_can_be_ordered_by(many):
    annotated = many.annotate(months=F("revision_months"))
    assert orders_of(annotated, ["-months"]) == [Order("months", is_descending=True, is_nullable=True)]
    forwards, backwards = walk(Pager(["title"], orders_of(annotated, ["-months"]), 9), annotated)
    assert [pk for page in forwards for pk in page] == in_memory(many, ["-revision_months"])
    assert backwards == forwards


def test_what_can_be_null_is_read_from_the_model(many):
    paths = [
        "sort_key",
        "revision_months",
        "merged_into__sort_key",
        "versions__label",
        "pk",
        "group_links__group__name",
    ]
    assert [order.is_nullable for order in orders_of(many, paths)] == [False, True, True, True, True, True]
    links = orders_of(Guideline.groups.through.objects.all(), ["guideline__sort_key", "group__parent__name"])
    assert [order.is_nullable for order in links] == [False, True]


def test_a_page_stays_where_its_neighbour_was(many):
    pager = Pager(["revision_months"], orders_of(many, ["sort_key"]), 5)
    edge = pager.page(many, many).rows[-1]
    found = many.exclude(pk=edge[-1])
    page = pager.page(found, many, after=str(edge[-1]))
    assert [row[-1] for row in page.rows] == in_memory(many, ["sort_key"])[5:10]


@pytest.mark.parametrize("key", ["0", "-5", "x", "99999999999999999999999999", "1' OR 1", "1.5"])
def test_an_unknown_neighbour_gives_the_first_page(many, key):
    pager = Pager(["title"], orders_of(many, ["sort_key"]), 5)
    first = pager.page(many, many)
    assert pager.page(many, many, after=key) == first
    assert pager.page(many, many, before=key) == first
    assert (len(first.rows), first.has_previous, first.has_next) == (5, False, True)


def test_going_back_to_less_than_a_page_gives_the_whole_first_page(many):
    pager = Pager(["title"], orders_of(many, ["sort_key"]), 5)
    second = str(in_memory(many, ["sort_key"])[1])
    assert pager.page(many, many, before=second) == pager.page(many, many)


def test_after_the_last_row_comes_the_first_page(many):
    pager = Pager(["title"], orders_of(many, ["sort_key"]), 5)
    last = str(in_memory(many, ["sort_key"])[-1])
    assert pager.page(many, many, after=last) == pager.page(many, many)


def test_nothing_is_a_page_too(db):
    none = Guideline.objects.none()
    assert Pager(["title"], orders_of(none, ["sort_key"]), 5).page(none, none) == Page([], False, False)


def test_no_statement_counts_or_skips(many, django_assert_num_queries):
    pager = Pager(["title"], orders_of(many, ["-sort_key"]), 5)
    middle = str(in_memory(many, ["-sort_key"])[20])
    with django_assert_num_queries(2) as queries:
        pager.page(many, many, after=middle)
    assert not [query for query in queries if "OFFSET" in query["sql"] or "COUNT" in query["sql"]]


def test_counting_stops_at_the_cap(many, monkeypatch):
    assert capped_count(many) == 40
    monkeypatch.setattr("guidelines.lists.paging.COUNT_CAP", 30)
    assert capped_count(many) == 31

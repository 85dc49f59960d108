"""Keys for order and search never go stale (foundations 6)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps

from guidelines.lists.danish import search_filter, search_text, sort_key
from guidelines.lists.fields import SearchTextField, SortKeyField, fill_keys, with_keys
from guidelines.register.models import Guideline

ROOT = Path(__file__).resolve().parent.parent.parent
TITLE, OTHER = "Æble i Ærø", "Øl i Ørsted"


def stored(guideline):
    key, text = Guideline.objects.values_list("sort_key", "search_text").get(pk=guideline.pk)
    return bytes(key), text


def expected(title):
    return sort_key(title), search_text(f"{title} KORT")


@pytest.fixture
def guideline(db):
    return Guideline.objects.create(title=TITLE, short_name="KORT", slug="aeble")


@pytest.mark.both
class TestKeysAreFilled:
    def test_by_create(self, guideline):
        assert stored(guideline) == expected(TITLE)
        assert (guideline.sort_key, guideline.search_text) == expected(TITLE)

    def test_by_save(self, guideline):
        guideline.title = OTHER
        guideline.save()
        assert stored(guideline) == expected(OTHER)

    def test_by_save_of_the_source_with_its_keys(self, guideline):
        guideline.title = OTHER
        guideline.save(update_fields=with_keys(guideline, "title"))
        assert stored(guideline) == expected(OTHER)

    def test_by_bulk_create(self, db):
        Guideline.objects.bulk_create([Guideline(title=TITLE, short_name="KORT", slug="aeble")])
        assert stored(Guideline.objects.get()) == expected(TITLE)

    def test_by_bulk_update_after_fill_keys(self, guideline):
        guideline.title = OTHER
        fill_keys(guideline)
        Guideline.objects.bulk_update([guideline], with_keys(Guideline, "title"))
        assert stored(guideline) == expected(OTHER)


def test_a_save_of_the_source_alone_would_go_past_the_key(guideline):
    guideline.title = OTHER
    guideline.save(update_fields=["title"])
    assert stored(guideline) == expected(TITLE)


def test_which_keys_belong_to_which_field():
    assert with_keys(Guideline, "title") == ["title", "sort_key", "search_text"]
    assert with_keys(Guideline, "short_name", "language") == ["short_name", "language", "search_text"]
    assert with_keys(Guideline, "title", "sort_key") == ["title", "sort_key", "search_text"]
    assert with_keys(Guideline, "withdrawn_on") == ["withdrawn_on"]


def test_migrations_know_the_sources():
    assert SortKeyField(source="title").deconstruct()[3] == {"source": "title", "default": b""}
    assert SearchTextField(sources=["a", "b"]).deconstruct()[3] == {
        "sources": ("a", "b"),
        "default": "",
        "blank": True,
        "editable": False,
    }


def _goes_past_a_key(model, named):
    return named <= {field.name for field in model._meta.get_fields()} and set(with_keys(model, *named)) != named


def _stale(tree):
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        sets = {keyword.arg for keyword in call.keywords if keyword.arg}
        is_update = isinstance(call.func, ast.Attribute) and call.func.attr == "update" and bool(sets)
        lists = [word.value for word in call.keywords if word.arg == "update_fields"]
        literals = [value.elts for value in lists if isinstance(value, ast.List | ast.Tuple)]
        written = (
            [sets]
            if is_update
            else [
                {ast.literal_eval(item) for item in items}
                for items in literals
                if items and all(isinstance(item, ast.Constant) for item in items)
            ]
        )
        if any(_goes_past_a_key(model, named) for model in apps.get_models() for named in written):
            yield call.lineno


def test_no_code_writes_a_source_past_its_keys():
    files = [path for room in ("guidelines", "reminders") for path in (ROOT / room).rglob("*.py")]
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in files
        if "migrations" not in path.parts
        for line in _stale(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == set()


@pytest.mark.parametrize(
    ("line", "is_stale"),
    [
        ('x.save(update_fields=["title"])', True),
        ('x.save(update_fields=["short_name", "search_text"])', False),
        ('x.save(update_fields=["title", "search_text"])', True),
        ('x.save(update_fields=("withdrawn_on",))', False),
        ('xs.update(title="z")', True),
        ("xs.update(withdrawn_on=None)", False),
        ("x.save(update_fields=names)", False),
    ],
)
def test_the_check_sees_it(line, is_stale):
    assert bool(list(_stale(ast.parse(line)))) is is_stale


@pytest.mark.both
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ærø", ["Ærø"]),
        ("ÆRØ", ["Ærø"]),
        ("A\u0308rö", ["Ærø"]),
        ("aero", ["Ærø"]),
        ("aeroe", ["Ærø"]),
        ("ostergard", ["Østergård"]),
        ("oestergaard", ["Østergård"]),
        ("ostergaard", ["Østergård"]),
        ("østergaard", ["Østergård"]),
        ("ålborg", ["Aalborg"]),
        ("aalborg", ["Aalborg"]),
        ("gist", ["GIST-tumorer"]),
        ("gist tumor", ["GIST-tumorer"]),
        ("tumor gist", ["GIST-tumorer"]),
        ("gist ærø", []),
        ("100%", ["100% sikker"]),
        ("_", []),
        ("", ["100% sikker", "GIST-tumorer", "Müller", "Ærø", "Østergård", "Aalborg"]),
        ("muller", ["Müller"]),
        ("müller", ["Müller"]),
    ],
)
def test_search(db, query, found):
    names = ["Ærø", "Østergård", "Aalborg", "GIST-tumorer", "Müller", "100% sikker"]
    Guideline.objects.bulk_create([Guideline(title=name, slug=str(number)) for number, name in enumerate(names)])

    hits = Guideline.objects.filter(search_filter("search_text", query)).order_by("sort_key")
    assert list(hits.values_list("title", flat=True)) == found


def test_a_very_long_query_is_looked_at_in_part(db):
    assert len(search_filter("search_text", "a " * 50)) == 8

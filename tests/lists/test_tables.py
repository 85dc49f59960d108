"""The one list view: filters, order, pages, fragments, escaping."""

from __future__ import annotations

import json
import re

import django_filters
import pytest
from django.utils.translation import gettext_lazy, ngettext_lazy, override

from guidelines.lists.filters import SearchFilter
from guidelines.lists.rows import cell, link, row, row_heading, text
from guidelines.lists.tables import ListColumn, RowTable, TableView
from guidelines.register.models import Guideline


class Filters(django_filters.FilterSet):
    q = SearchFilter(label="Søg")
    sprog = django_filters.ChoiceFilter(field_name="language", choices=Guideline.Language.choices, label="Sprog")
    interval = django_filters.NumberFilter(field_name="revision_months", label="Interval")


class Table(RowTable):
    title = ListColumn("Titel", param="titel", order_by=["sort_key"])
    interval = ListColumn("Interval", param="interval", order_by=["revision_months", "sort_key"], css="num")
    note = ListColumn("Note")
    fields = ("title", "slug", "revision_months")
    default_order = "titel"

    def row_html(self, row_values):
        title, slug, months, _pk = row_values
        return row(
            row_heading(link(f"/retningslinjer/{slug}/", title)), cell(months, label="Interval", css="num"), cell("")
        )


class Everything(TableView):
    table_class = Table
    filterset_class = Filters
    template_name = "components/table.html"
    caption = gettext_lazy("Guidelines")
    noun = ngettext_lazy("guideline", "guidelines")
    page_size = 5

    def get_queryset(self):
        return Guideline.objects.all()


class Bare(Everything):
    filterset_class = None

    def get_context(self):
        return {"crumbs": []}


@pytest.fixture(autouse=True)
def _danish():
    with override("da"):
        yield


@pytest.fixture
def show(rf):
    def _show(query="", view=Everything, **headers):
        response = view.as_view()(rf.get(f"/liste/{query}", headers=headers))
        response.html = response.content.decode()
        return response

    return _show


def fill(*titles, **rest):
    Guideline.objects.bulk_create(
        Guideline(title=title, slug=f"g{number}", **rest) for number, title in enumerate(titles)
    )


def titles(html):
    return re.findall(r'<th scope="row"[^>]*><a href="[^"]*">([^<]*)</a></th>', html)


def status(html):
    return " ".join(re.search(r'<p class="status-line">([^<]*)', html).group(1).split())


NUMBERED = [f"Retningslinje {number:02}" for number in range(1, 15)]


class TestAWholeList:
    def test_is_a_native_table_in_danish_order(self, db, show):
        fill("Åse", "Aalborg", "Ærø", "GIST")
        html = show().html

        assert titles(html) == ["GIST", "Ærø", "Aalborg", "Åse"]
        assert status(html) == "Viser 4 af 4 retningslinjer."
        assert '<table class="data cards" role="table">' in html
        assert re.findall(r'<th scope="col" role="columnheader"([^>]*)>', html) == [
            ' aria-sort="ascending"',
            ' class="num"',
            "",
        ]
        assert '<nav class="pages"' not in html

    def test_one_is_in_the_singular(self, db, show):
        fill("GIST")
        assert status(show().html) == "Viser 1 af 1 retningslinje."

    def test_without_filters_there_is_no_form(self, db, show):
        fill("GIST")
        html = show(view=Bare).html
        assert ("<form" in html, titles(html)) == (False, ["GIST"])

    def test_an_empty_list_says_so(self, db, show):
        html = show().html
        assert "<p>Der er ikke noget her endnu.</p>" in html
        assert "<table" not in html
        assert "Nulstil" not in html

    def test_varies_by_the_kind_of_request(self, db, show):
        assert show()["Vary"] == "HX-Request"


class TestOrder:
    def test_by_another_column_and_back(self, db, show):
        fill("A", "B", revision_months=36)
        Guideline.objects.filter(title="A").update(revision_months=60)
        Guideline.objects.create(title="C", slug="c")

        html = show("?orden=interval").html
        assert titles(html) == ["B", "A", "C"]
        assert re.findall(r"aria-sort=\"(\w+)\"><a id=\"orden-(\w+)\" href=\"([^\"]*)\"", html) == [
            ("ascending", "interval", "/liste/?orden=-interval")
        ]
        assert titles(show("?orden=-interval").html) == ["A", "B", "C"]
        assert titles(show("?orden=-titel").html) == ["C", "B", "A"]

    @pytest.mark.parametrize("order", ["note", "slug", "--titel", "", "x"])
    def test_an_unknown_order_is_the_usual_one(self, db, show, order):
        fill("B", "A")
        assert titles(show(f"?orden={order}").html) == ["A", "B"]

    def test_the_order_goes_with_the_filters(self, db, show):
        fill(*NUMBERED)
        html = show("?orden=-titel&q=0").html
        assert '<input type="hidden" name="orden" value="-titel" form="list-filter">' in html
        assert 'href="/liste/?q=0&amp;orden=-titel&amp;efter=' in html
        assert 'href="/liste/?q=0&amp;orden=titel"' in html


class TestPages:
    def test_forwards_and_back(self, db, show):
        fill(*NUMBERED)
        seen, url = [], "?"
        while url:
            html = show(url).html
            seen += titles(html)
            assert status(html) == f"Viser {len(titles(html))} af 14 retningslinjer."
            found = re.search(r'id="side-naeste" href="/liste/(\?efter=\d+)"', html)
            url = found and found.group(1)
        assert seen == NUMBERED
        assert titles(html) == NUMBERED[10:]

        back = re.search(r'id="side-forrige" href="/liste/(\?foer=\d+)"', html).group(1)
        assert titles(show(back).html) == NUMBERED[5:10]
        assert 'id="side-foerste" href="/liste/"' in html

    def test_there_is_no_offset(self, db, show):
        fill(*NUMBERED)
        assert titles(show("?page=3&side=3").html) == NUMBERED[:5]

    def test_many_are_not_counted(self, db, show, monkeypatch):
        monkeypatch.setattr("guidelines.lists.paging.COUNT_CAP", 10)
        monkeypatch.setattr("guidelines.lists.tables.COUNT_CAP", 10)
        fill(*NUMBERED)
        assert status(show().html) == "Viser 5 af 10+ retningslinjer."

    @pytest.mark.parametrize(("count", "queries"), [(1, 1), (5, 1), (6, 2), (30, 2)])
    def test_the_number_of_statements(self, db, show, django_assert_num_queries, count, queries):
        fill(*[f"G {number}" for number in range(count)])
        with django_assert_num_queries(queries):
            show()

    def test_a_later_page_takes_three_statements(self, db, show, django_assert_num_queries):
        fill(*NUMBERED)
        edge = Guideline.objects.get(title=NUMBERED[6]).pk
        with django_assert_num_queries(3):
            show(f"?efter={edge}&q=ret")


class TestFilters:
    def test_some_of_all(self, db, show):
        fill("Ærø", "GIST", "Aalborg")
        html = show("?q=aero").html
        assert (titles(html), status(html)) == (["Ærø"], "Viser 1 af 3 retningslinjer.")
        assert 'value="aero"' in html
        assert '<a href="/liste/">Nulstil filtre</a>' in html

    def test_more_than_a_page(self, db, show):
        fill(*NUMBERED, "GIST")
        assert status(show("?q=retning").html) == "Viser 5 af 14 retningslinjer, der passer til filtrene."

    def test_none(self, db, show):
        fill("GIST")
        html = show("?q=sarkom").html
        assert "<p>Ingen retningslinjer passer til filtrene.</p>" in html
        assert '<a href="/liste/">Nulstil filtre</a>' in html

    def test_spaces_ask_for_nothing(self, db, show):
        fill("GIST")
        assert status(show("?q=+&sprog=").html) == "Viser 1 af 1 retningslinje."

    def test_a_wrong_value_is_said_and_not_obeyed(self, db, show):
        fill("GIST", "Ærø")
        html = show("?sprog=klingon&q=gist").html
        assert titles(html) == ["GIST"]
        assert '<div class="field bad" id="id_sprog_error">' in html
        assert "klingon" in html

    def test_controls_filter_at_once_where_scripts_run(self, db, show):
        html = show().html
        assert re.search(r'<select name="sprog"[^>]* data-autosubmit="?', html)
        assert re.search(r'<input type="search" name="q"[^>]* hx-get="/liste/"', html)
        assert '<button class="btn" data-noscript>Vis</button>' in html


class TestAPartForHtmx:
    def test_is_what_stands_below_the_filters(self, db, show):
        fill(*NUMBERED)
        response = show("?q=ret&sprog=&orden=titel", **{"HX-Request": "true"})
        assert titles(response.html) == NUMBERED[:5]
        assert ("<form" in response.html, 'id="list"' in response.html) == (False, False)
        assert response["HX-Push-Url"] == "/liste/?q=ret"
        said = json.loads(response["HX-Trigger"])
        assert said == {"announce": "Viser 5 af 14 retningslinjer, der passer til filtrene."}

    def test_brings_the_errors_of_the_filters(self, db, show):
        response = show("?sprog=klingon", **{"HX-Request": "true"})
        assert 'class="error-summary"' in response.html
        assert 'class="error-summary"' not in show("?sprog=klingon").html

    def test_is_not_for_the_browsers_history(self, db, show):
        html = show(**{"HX-Request": "true", "HX-History-Restore-Request": "true"}).html
        assert 'id="list"' in html


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</td></table><svg/onload=alert(1)>",
    "{{ 7|add:7 }}{% debug %}",
    "æøå \u0065\u0301 &amp; &lt;b&gt;",
]


class TestEscaping:
    @pytest.mark.parametrize("words", HOSTILE)
    def test_of_titles(self, db, show, words):
        fill(words)
        html = show().html
        shown = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        shown = shown.replace('"', "&quot;").replace("'", "&#x27;")
        assert titles(html) == [shown]

    @pytest.mark.parametrize("words", HOSTILE)
    def test_of_the_address(self, db, show, rf, words):
        fill(*NUMBERED)
        response = Everything.as_view()(rf.get("/liste/", {"q": "ret", "x": words, "orden": words}))
        html = response.content.decode()
        assert titles(html) == NUMBERED[:5]
        assert not re.search(r"<(script|img|svg)|(?<!hx-)on\w+=", html.replace("orden=", ""))

    def test_of_a_row_that_forgot_it(self, db, show, monkeypatch):
        fill("<b>")
        monkeypatch.setattr(Table, "row_html", lambda self, values: values[0])
        assert '<tbody role="rowgroup">&lt;b&gt;</tbody>' in show().html

    def test_of_cells(self):
        assert cell("<", label='"', css='"') == '<td role="cell" data-l="&quot;" class="&quot;">&lt;</td>'
        assert cell(None) == '<td role="cell"></td>'
        assert row_heading("<", css="x") == '<th scope="row" role="rowheader" class="x">&lt;</th>'
        assert link('"', "<", lang="en") == '<a href="&quot;" lang="en">&lt;</a>'
        assert row(cell(1), "<") == '<tr role="row"><td role="cell">1</td>&lt;</tr>'
        assert text(text("<")) == "&lt;"


def test_what_a_list_must_say_for_itself(rf):
    with pytest.raises(NotImplementedError):
        TableView().get_queryset()
    with pytest.raises(NotImplementedError):
        RowTable(rf.get("/")).row_html(())

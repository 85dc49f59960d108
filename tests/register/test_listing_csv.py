"""*Retningslinjer* as CSV: what the filters find on all pages, as the page says it, and nothing is computed."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.documents.dates import FuzzyDate
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def dsg():
    return factories.group("DSG")


def published(title, owner, label="1.0", *, fields=None, **rest):
    made = factories.guideline(title, owner=owner, **(fields or {}))
    factories.version(made, label, **rest)
    return made


def lines(client, **asked) -> list[list[str]]:
    answer = client.get(reverse("guidelines-csv"), asked)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer["Content-Disposition"] == 'attachment; filename="retningslinjer.csv"'
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:]), delimiter=";"))


@pytest.mark.both
def test_a_line_says_what_the_row_says(client, dsg):
    made = published(
        "Radiotherapy",
        dsg,
        "1.10",
        fields={"co_owners": [factories.group("DGCG")], "language": "en"},
        administrative_approval=date(2020, 12, 21),
        next_due=FuzzyDate.month(2027, 10),
    )
    assert lines(client) == [
        [
            "Retningslinje",
            "Arbejdstitel",
            "Gruppe",
            "Version",
            "Senest godkendt",
            "Næste senest",
            "Gyldighed",
            "Adresse",
        ],
        [
            "Radiotherapy",
            "",
            "DSG/DGCG",
            "1.10",
            "2020-12-21",
            "2027-10",
            "Snart",
            f"http://testserver/retningslinjer/{made.slug}/",
        ],
    ]


@pytest.mark.both
def test_it_holds_what_the_viewer_may_see(client, dsg):
    published("Publiceret", dsg)
    factories.guideline("Arbejde", owner=dsg, is_working_title=True)
    assert [line[:2] for line in lines(client)[1:]] == [["Publiceret", ""]]
    factories.sign_in(client, factories.reader())
    assert [line[:2] for line in lines(client)[1:]] == [["Arbejde", "ja"], ["Publiceret", ""]]


def test_it_holds_what_the_filters_find_in_the_order_of_the_page(client, dsg):
    published("Sen", dsg, next_due=date(2030, 1, 1))
    published("Tidlig", dsg, next_due=date(2027, 1, 1))
    published("Lunge", factories.group("DLCG"))
    asked = {"gruppe": "dsg", "orden": "frist"}
    assert [line[0] for line in lines(client, **asked)[1:]] == ["Tidlig", "Sen"]
    page = client.get(reverse("guidelines"), asked).content.decode()
    assert f'href="{reverse("guidelines-csv")}?gruppe=dsg&amp;orden=frist"' in page


@pytest.mark.parametrize("count", [2, 60])
def test_all_pages_in_one_statement(client, dsg, count):
    for number in range(count):
        published(f"R{number:02}", dsg)
    factories.sign_in(client, factories.reader())
    with CaptureQueriesContext(connection) as queries:
        assert len(lines(client)) == count + 1
    assert len(queries) == 5  # session, account, person, roles; the rows


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", " =", "'=", "＝"])
def test_what_looks_like_a_formula_stays_text(client, dsg, sign):
    title = f'{sign}HYPERLINK("x");"y'
    made = published(title, dsg)
    made.refresh_from_db()
    assert lines(client)[1][0] == f"'{made.title}"


def test_nothing_to_give_has_no_link(client, dsg):
    assert reverse("guidelines-csv") not in client.get(reverse("guidelines")).content.decode()
    assert len(lines(client)) == 1

"""*Importér planskema* in the browser: upload or paste, answer, approve; nothing is written before."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from zeal import zeal_ignore

from guidelines.journal.models import Event
from guidelines.models import Group, Guideline, GuidelineVersion, PlanEntry, PlanImport
from guidelines.planning.importing.uploads import MOST_ROWS
from reminders.demo.loading import PUBLISHED
from tests import factories

pytestmark = pytest.mark.django_db
UPLOAD = "/planskema/dsg/import/"


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def chair(client: Client, dsg: Group) -> Client:
    return factories.sign_in(client, factories.chair_of(dsg))


def paste(client: Client, text: str, **data: Any) -> Any:
    return client.post(UPLOAD, {"text": text, **data})


def upload(client: Client) -> str:
    response = client.post(UPLOAD, {"document": SimpleUploadedFile("plan.txt", PUBLISHED.read_bytes())})
    assert response.status_code == 302
    return str(response["Location"])


def test_an_upload_is_read_and_waits_and_the_plan_is_untouched(chair: Client) -> None:
    page = chair.get(upload(chair))
    assert page.status_code == 200
    assert (PlanImport.objects.get().file_name, Guideline.objects.count()) == ("plan.txt", 0)
    assert page.context["review"].missing_years == 13
    assert [row.plan.row.row for row in page.context["review"].rows if row.asks_year] == list(range(1, 14))
    assert "År mangler i 13 rækker." in page.content.decode()


def test_pasted_text_is_read_too(chair: Client) -> None:
    response = paste(chair, PUBLISHED.read_text())
    assert response.status_code == 302
    assert PlanImport.objects.get().file_name == "indsat.txt"


def test_a_doubt_stands_on_the_page_with_its_quotation(chair: Client) -> None:
    body = chair.get(upload(chair)).content.decode()
    assert "<q>Kæmpecelletumorer" in body or "1.2.22" in body
    assert body.count('class="doubt"') >= 13


def test_answers_are_kept_without_touching_the_plan(chair: Client) -> None:
    address = upload(chair)
    response = chair.post(address, {"act": "save", "year-1": "2022", "year-3": "2024", "skip-12": "1"})
    assert (response.status_code, Guideline.objects.count()) == (302, 0)
    review = chair.get(address).context["review"]
    assert [(row.plan.row.row, row.plan.row.year) for row in review.rows if row.plan.row.year] == [
        (1, 2022),
        (3, 2024),
        (14, 2022),
    ]
    assert [row.plan.row.row for row in review.rows if row.is_skipped] == [12]


def approve(client: Client, address: str, **answers: str) -> Any:
    """Approve an upload; it is written row by row through the verbs, which is no list being shown."""
    with zeal_ignore():
        return client.post(address, {"act": "approve", **answers})


def test_approval_writes_the_plan_with_the_years_given(chair: Client, dsg: Group) -> None:
    response = approve(chair, upload(chair), **{"year-1": "2023", "skip-12": "1"})
    assert response["Location"] == reverse("plan", args=["dsg"])
    assert Guideline.objects.count() == 13
    assert sorted(PlanEntry.objects.exclude(year=None).values_list("year", "year_basis")) == [
        (2022, "totals"),
        (2023, "given"),
    ]
    event = Event.objects.filter(verb="plan_imported").get()
    assert (event.actor_kind, event.acting_for, event.via) == ("user", str(dsg.pk), "import")


def test_an_import_is_approved_once(chair: Client) -> None:
    address = upload(chair)
    approve(chair, address)
    events = Event.objects.count()
    assert approve(chair, address).status_code == 200
    assert Event.objects.count() == events


def test_an_upload_can_be_dropped(chair: Client) -> None:
    chair.post(upload(chair), {"act": "drop"})
    assert (PlanImport.objects.count(), Guideline.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Vælg en fil, eller indsæt teksten nedenfor."),
        ({"text": "Kære alle. Vi ses."}, "planskema"),
        ({"text": "x", "first_year": "2024"}, "Skriv både første og sidste år"),
        ({"text": "x", "first_year": "2030", "last_year": "2024"}, "Vælg år fra 2000 til 2100"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(chair: Client, data: dict[str, str], sentence: str) -> None:
    response = chair.post(UPLOAD, data)
    assert (response.status_code, PlanImport.objects.count()) == (422, 0)
    assert sentence in response.content.decode()
    if "text" in data:
        assert data["text"] in response.content.decode()


@pytest.mark.parametrize("nonsense", ["", "tohundrede", "1999", "-1", "9" * 20, "9" * 5000])
def test_nonsense_for_a_year_is_no_answer(chair: Client, nonsense: str) -> None:
    address = upload(chair)
    chair.post(address, {"act": "save", "year-1": nonsense, "match-1": nonsense})
    assert PlanImport.objects.get().answers == {}


def with_years(client: Client, *years: int, **answers: str) -> Any:
    """The review with these years for the rows in turn, kept for later."""
    address = upload(client)
    given = {f"year-{row}": str(year) for row, year in enumerate(years, start=1)}
    return client.post(address, {"act": "save", **given, **answers}, follow=True)


def test_years_that_make_the_document_s_totals_agree_with_them(chair: Client) -> None:
    response = with_years(chair, *[2022] * 5, *[2023] * 2, *[2024] * 6)
    review = response.context["review"]
    assert (review.agree, review.totals[0].cells) == (True, ((5, 5), (2, 2), (6, 6)))
    assert "Dokumentets totaler stemmer med rækkerne." in response.content.decode()


def test_years_that_do_not_are_a_finding_with_both_figures(chair: Client) -> None:
    response = with_years(chair, *[2022] * 13)
    review = response.context["review"]
    assert (review.agree, review.totals[0].cells) == (False, ((5, 13), (2, 0), (6, 0)))
    body = response.content.decode()
    assert "Optællingen siger 5 revisioner i 2022, men rækkerne har 13." in body
    assert "Dokumentets totaler stemmer ikke med rækkerne." in body


def test_a_row_left_out_is_not_counted(chair: Client) -> None:
    review = with_years(chair, *[2022] * 5, *[2023] * 2, *[2024] * 6, **{"skip-13": "1"}).context["review"]
    assert (review.agree, review.totals[0].total) == (False, (13, 12))


SIX = "Retningslinje;Tovholder;2026;2027\nHudkræft (211220 version 1.0);Bo Bech;x;\n"


def test_a_date_that_reads_two_ways_is_chosen_on_the_page(chair: Client) -> None:
    address = paste(chair, SIX)["Location"]
    asked = chair.get(address).content.decode()
    assert "Hvilken godkendelsesdag betyder »211220 version 1.0«?" in asked
    assert [day in asked for day in ('value="2020-12-21"', 'value="2021-12-20"')] == [True, True]
    answered = chair.post(address, {"act": "save", "date-1": "2021-12-20"}, follow=True)
    assert '<option value="2021-12-20" selected>20. december 2021' in answered.content.decode()
    [row] = answered.context["review"].rows
    assert "date_ambiguous" not in {doubt.code for doubt in row.doubts}
    approve(chair, address, **{"date-1": "2021-12-20"})
    approved = GuidelineVersion.objects.get().administrative_approval
    assert approved is not None
    assert (approved.isoformat(), approved.source) == ("2021-12-20", "211220")


@pytest.mark.parametrize("forged", ["2026-01-01", "211220", "", "x" * 5000])
def test_a_date_that_the_words_do_not_mean_is_no_answer(chair: Client, forged: str) -> None:
    approve(chair, paste(chair, SIX)["Location"], **{"date-1": forged})
    approved = GuidelineVersion.objects.get().administrative_approval
    assert approved is not None
    assert approved.isoformat() == "2020-12-21"


def test_others_do_not_find_the_page(client: Client, dsg: Group) -> None:
    address = reverse("plan-import", args=["dsg"])
    for who in (factories.reader(), factories.chair_of(factories.group("DGCG")), factories.member_of(dsg)):
        assert factories.sign_in(client, who).get(address).status_code == 404


def test_an_upload_of_another_group_is_not_found(client: Client, dsg: Group) -> None:
    address = upload(factories.sign_in(client, factories.chair_of(dsg)))
    other = factories.sign_in(Client(), factories.chair_of(factories.group("DGCG")))
    number = address.rstrip("/").rsplit("/", 1)[-1]
    assert other.get(address).status_code == 404
    assert other.get(f"/planskema/dgcg/import/{number}/").status_code == 404


def test_what_the_file_says_is_escaped(chair: Client) -> None:
    hostile = PUBLISHED.read_text().replace("Kæmpecelletumorer", "Kæmpe<script>alert(1)</script>tumorer")
    address = paste(chair, hostile)["Location"]
    assert "<script>alert" not in chair.get(address).content.decode()


def test_the_number_of_statements_does_not_grow_with_the_rows(
    chair: Client, django_assert_max_num_queries: Any
) -> None:
    address = upload(chair)
    with django_assert_max_num_queries(26):
        chair.get(address)


def test_an_upload_that_can_no_longer_be_read_says_so(chair: Client) -> None:
    address = upload(chair)
    PlanImport.objects.update(content=b"Et brev uden tabel.")
    response = chair.get(address, follow=True)
    assert response.redirect_chain == [(UPLOAD, 302)]
    assert "planskema" in response.content.decode()


def long_plan(count: int) -> str:
    rows = [f"Emne nummer {n};Nanna Juul;{'x' if n % 2 else ''};{'' if n % 2 else 'x'}" for n in range(count)]
    return "\n".join(["Retningslinje;Tovholder;2026;2027", *rows])


def test_a_document_with_more_rows_than_a_page_shows_is_refused(chair: Client) -> None:
    content = SimpleUploadedFile("plan.csv", long_plan(MOST_ROWS + 1).encode())
    response = chair.post(UPLOAD, {"document": content})
    assert (response.status_code, PlanImport.objects.count()) == (422, 0)
    assert "Dokumentet har 2501 rækker, flere end de 2500, der kan læses på én gang." in response.content.decode()


def test_the_answers_of_the_longest_document_are_taken(chair: Client) -> None:
    address = upload(chair)
    answers = {f"{name}-{n}": "" for name in ("year", "match", "date") for n in range(MOST_ROWS)}
    answers |= {f"skip-{n}": "1" for n in range(MOST_ROWS)}
    assert chair.post(address, {"act": "save", **answers}).status_code == 302
    assert len(PlanImport.objects.get().answers["skipped"]) == MOST_ROWS

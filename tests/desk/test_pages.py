"""Static pages, the language switch, error pages, and how forms are drawn."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from guidelines.desk import pages
from guidelines.desk.glossary import terms
from guidelines.lists.danish import sort_key

PAGES = ["glossary", "legal", "help"]


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=False)


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("language", "word"), [("da", "Ordliste"), ("en", "Glossary")])
def test_page_answers_in_the_chosen_language(client: Client, name: str, language: str, word: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(reverse(name))
    text = response.content.decode()
    assert response.status_code == 200
    assert re.findall(r'<html lang="(\w+)"', text) == [language]
    assert f">{word}</a>" in text
    assert len(re.findall(r"<h1\b", text)) == 1
    assert re.findall(r"<title>(.*?) – ", text) == re.findall(r"<h1>(.*?)</h1>", text)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["legal", "help"])
def test_no_sentence_is_left_in_the_other_language(client: Client, name: str) -> None:
    said = {}
    for language in ("da", "en"):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        body = client.get(reverse(name)).content.decode().split("<main", 1)[1].split("</main>", 1)[0]
        said[language] = set(re.findall(r"<(?:p|li|h1|h2)[^>]*>([^<]{20,})<", body))
    assert said["da"] & said["en"] == set()
    assert len(said["da"]) == len(said["en"]) > 8


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_page_holds_nothing_inline(client: Client, name: str) -> None:
    text = client.get(reverse(name)).content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*PAGES, "was"])
def test_page_refuses_to_be_posted(client: Client, name: str) -> None:
    assert client.post(reverse(name)).status_code == 405


def test_addresses_are_danish() -> None:
    assert [reverse(name) for name in ("glossary", "help", "legal", "was", "set-language")] == [
        "/ordliste/",
        "/hjaelp/",
        "/tilgaengelighed-privatliv-cookies/",
        "/was",
        "/sprog/",
    ]


def test_was_leads_to_the_statement_or_to_our_own_words(client: Client, settings) -> None:
    settings.WAS_URL = "https://was.digst.dk/example"
    assert client.get("/was").headers["Location"] == "https://was.digst.dk/example"
    settings.WAS_URL = ""
    assert client.get("/was").headers["Location"] == "/tilgaengelighed-privatliv-cookies/#tilgaengelighed"


@pytest.mark.django_db
def test_contact_stands_on_every_page(client: Client, settings) -> None:
    settings.CONTACT_EMAIL, settings.CONTACT_PHONE = "hjaelp@example.org", "12 34 56 78"
    text = client.get(reverse("help")).content.decode()
    assert text.count('href="mailto:hjaelp@example.org"') == 2
    assert text.count('href="tel:12345678"') == 2


@pytest.mark.parametrize("language", ["da", "en"])
def test_terms_are_in_the_order_of_the_reader(language: str) -> None:
    with translation.override(language):
        found = terms()
    names = [sort_key(term.danish) for term in found] if language == "da" else [term.english for term in found]
    assert names == sorted(names)
    assert len({term.english for term in found}) == len(found) == 53


def test_every_term_and_meaning_is_translated() -> None:
    with translation.override("da"):
        danish = {term.english: (term.danish, term.meaning) for term in terms()}
    with translation.override("en"):
        english = {term.english: term.meaning for term in terms()}
    assert danish["overdue"] == (
        "frist overskredet",
        "Datoen for næste revision er passeret. Retningslinjen står stadig ved magt som råd.",
    )
    same = {name for name, (word, _meaning) in danish.items() if word == name}
    assert same == {"version", "revision"}
    assert [name for name, (_word, meaning) in danish.items() if meaning == english[name]] == []


@pytest.mark.parametrize(
    ("wanted", "answer"),
    [
        ("/ordliste/?q=%C3%A6", "/ordliste/?q=%C3%A6"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_language_switch_stays_on_own_paths(client: Client, wanted: str, answer: str) -> None:
    response = client.post("/sprog/", {"language": "en", "next": wanted})
    assert (response.status_code, response.headers["Location"]) == (302, answer)
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_language_switch_changes_nothing_by_get_or_for_unknown_languages(client: Client) -> None:
    assert client.get("/sprog/?language=en").cookies.get(settings.LANGUAGE_COOKIE_NAME) is None
    assert client.post("/sprog/", {"language": "xx"}).cookies.get(settings.LANGUAGE_COOKIE_NAME) is None


@pytest.mark.django_db
def test_language_switch_wants_a_token() -> None:
    response = Client(enforce_csrf_checks=True).post("/sprog/", {"language": "en"})
    assert response.status_code == 403
    assert "<h1>Siden var for gammel</h1>" in response.content.decode()


@pytest.mark.django_db
def test_missing_page_says_what_to_do(client: Client) -> None:
    response = client.get("/findes-ikke/<b>/")
    text = response.content.decode()
    assert response.status_code == 404
    assert "<h1>Vi kunne ikke finde siden</h1>" in text
    assert len(re.findall(r"Referencenummer: [0-9a-f]{8}</p>", text)) == 1
    assert "<b>/" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "status", "heading"),
    [
        (lambda request: pages.bad_request(request, Exception("secret")), 400, "Det forstod vi ikke"),
        (
            lambda request: pages.permission_denied(request, PermissionDenied("secret")),
            403,
            "Det har du ikke adgang til",
        ),
        (lambda request: pages.page_not_found(request, Http404("secret")), 404, "Vi kunne ikke finde siden"),
        (pages.server_error, 500, "Noget gik galt hos os"),
        (lambda request: pages.csrf_failure(request, "secret"), 403, "Siden var for gammel"),
    ],
)
def test_failures_tell_whom_to_ask_and_nothing_else(view, status: int, heading: str, settings) -> None:
    settings.CONTACT_EMAIL = "hjaelp@example.org"
    with translation.override("da"):
        response = view(RequestFactory().get("/"))
    text = response.content.decode()
    assert response.status_code == status
    assert re.findall("<h1>(.*?)</h1>", text) == [heading]
    assert "hjaelp@example.org" in text
    assert "secret" not in text


def test_server_error_needs_no_database() -> None:
    with translation.override("en"):
        assert pages.server_error(RequestFactory().get("/")).status_code == 500


class _Form(forms.Form):
    year = forms.IntegerField(label="Year", help_text="When?", error_messages={"required": "Choose a year"})
    reason = forms.CharField(label="Reason", required=False)
    outcome = forms.ChoiceField(label="Outcome", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    tell = forms.BooleanField(label="Tell", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_field_has_its_error_above_the_control() -> None:
    with translation.override("en"):
        drawn = str(_Form({})["year"].as_field_group())
    order = [drawn.index(part) for part in ("<label", "When?", "Error:", "Choose a year", "<input")]
    assert order == sorted(order)
    assert 'aria-describedby="id_year_helptext id_year_error"' in drawn
    assert re.findall(r' id="([^"]+)"', drawn) == ["id_year_helptext", "id_year_error", "id_year"]


def test_form_groups_choices_and_marks_what_is_optional() -> None:
    with translation.override("da"):
        drawn = str(_Form())
    assert re.findall(r"<legend>(\w+)", drawn) == ["Outcome"]
    assert drawn.count("(valgfri)") == 1
    assert re.findall(r'<label for="id_tell"><input[^>]*> Tell</label>', drawn) != []
    assert drawn.count('type="hidden"') == 1
    assert 'class="error"' not in drawn


def test_error_summary_leads_to_each_field() -> None:
    form = _Form({"year": "x"})
    form.add_error(None, "Nothing fits")
    with translation.override("en"):
        drawn = render_to_string("components/error_summary.html", {"form": form})
    assert re.findall(r"<li>(.*?)</li>", drawn) == [
        "Nothing fits",
        '<a href="#id_year">Enter a whole number.</a>',
        '<a href="#id_outcome">This field is required.</a>',
    ]


@pytest.mark.parametrize(("undo", "forms_drawn"), [("/fortryd/1/", 1), ("", 0)])
def test_notice_offers_undo_where_there_is_one(undo: str, forms_drawn: int) -> None:
    drawn = render_to_string("components/notice.html", {"kind": "success", "text": "<Moved>", "undo_url": undo})
    assert drawn.count("<form") == forms_drawn
    assert "<p>&lt;Moved&gt;</p>" in drawn


def test_stage_line_says_more_than_colours() -> None:
    stages = [{"label": "Draft", "state": "done"}, {"label": "Consultation", "state": "now"}, {"label": "Published"}]
    with translation.override("en"):
        drawn = render_to_string("components/stage_line.html", {"stages": stages})
    assert re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", drawn)).strip() == "Draft (done) Consultation Published"
    assert drawn.count('aria-current="step"') == 1

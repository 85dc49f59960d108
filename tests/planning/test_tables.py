"""The table's HTML: nothing unescaped, small, whole sentences for screen readers, two axes of status."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import translation

from guidelines.planning.editing import Typed, edit_row, edit_table
from guidelines.planning.matrix import PlanRow
from guidelines.planning.sections import Section, SectionKind
from guidelines.planning.tables import Painter, plan_row, plan_table
from tests.planning.made import ME, READER, STAFF, TODAY, entry, guideline, row, step

YEARS = range(2025, 2031)
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</td></tr></table><b>ud",
    "{{ 7*7 }}{% now %}",
    "%(title)s %s &lt;",
)
UNDERWAY: dict[str, Any] = {"revision": 5, "revision_entry": 1, "stage": "clinical_approval", "is_returned": False}


@pytest.fixture(autouse=True)
def _danish() -> Any:
    with translation.override("da"):
        yield


def drawn(found: PlanRow, years: range = YEARS) -> str:
    return plan_row(found, Painter(years, TODAY))


class Outline(HTMLParser):
    """The tags of a row, and the texts without them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def hostile(text: str) -> PlanRow:
    facts = guideline(title=text, label=text, abbreviation=text, **UNDERWAY)
    holder = step(person=3, name=text, role="chair", chair_title=text)
    lead = entry(year=2026, lead=(7, text), acting_for=text, note=text)
    return row(facts, guideline(title=text, label=text, group=2, abbreviation=f"{text}2", **UNDERWAY), lead, holder)


@pytest.mark.parametrize("text", PAYLOADS)
def test_what_people_wrote_is_text_and_nothing_else(text: str) -> None:
    plain, attacked = (Outline(drawn(hostile(words))) for words in ("Uskyldig", text))
    assert attacked.tags == plain.tags
    assert attacked.attributes == plain.attributes
    said = "".join(attacked.words)
    assert said.count(text) == 9  # title, menu, label, two groups, note, tovholder, the group in brackets, holder


@pytest.mark.parametrize("text", PAYLOADS)
def test_the_edit_mode_escapes_as_well(text: str) -> None:
    rows = [edit_row(hostile(words), Painter(YEARS, TODAY), "", None, 0) for words in ("Uskyldig", text)]
    plain, attacked = (Outline(html) for html in rows)
    assert (attacked.tags, attacked.attributes) == (plain.tags, plain.attributes)


def test_a_caption_is_escaped() -> None:
    html = plan_table([], Painter(YEARS, TODAY), caption="<script>")
    assert '<caption class="vh">&lt;script&gt;</caption>' in html


LONG = guideline(
    title="Multiple endonkromer og osteokondromer - udredning og opfølgning med henblik på malignisering",
    slug="multiple-endonkromer-og-osteokondromer-udredning-og-opfoelgning-med-henblik-paa",
    admin_last=date(2021, 1, 13),
    admin_precision="day",
    due_last=date(2027, 12, 1),
    due_precision="day",
    **UNDERWAY,
)


def test_a_row_with_everything_and_the_longest_title_stays_below_one_and_a_half_kilobytes() -> None:
    names = ("Birger H. Holm", "Karla Vestergaard", "Merete L. Hvid")
    entries = [entry(year=2026, lead=(key, name)) for key, name in enumerate(names)]
    assert len(drawn(row(LONG, *entries, step(role="chair", group=1))).encode()) <= 1536


@pytest.mark.parametrize("years", [YEARS, range(2022, 2031)])
def test_so_does_a_usual_row_of_nine_years(years: range) -> None:
    facts = guideline(
        title="Bløddelssarkomer i ekstremiteterne - betydning af kirurgisk margin",
        slug="bloeddelssarkomer-i-ekstremiteterne-betydning-af-kirurgisk-margin",
        due_last=date(2029, 12, 1),
    )
    html = drawn(row(facts, entry(year=2029, lead=(3, "Torben Bay-Hansen")), entry(lead=(4, "Mille Skovgaard"))), years)
    assert len(html.encode()) <= 1500


# --- sentences


def sentences(html: str) -> list[str]:
    return re.findall(r'<i class="vh">(.*?)</i>', html)[:-1]  # the last is the menu's


def test_every_filled_year_is_a_sentence() -> None:
    found = row(
        guideline(due_last=date(2028, 3, 1), due_precision="day"),
        entry(id=1, year=2025, outcome="done", kind="new"),
        entry(id=2, year=2026, outcome="moved"),
        entry(id=3, year=2028, kind="minor", moved_from=2),
        entry(id=4, year=2030, outcome="moved"),
    )
    assert sentences(drawn(found)) == [
        "2025: ny retningslinje godkendt",
        "2026: revision flyttet til 2028",
        "2028: mindre opdatering planlagt",
        "; 2028: næste revision senest 01.03.2028",
        "2030: revision flyttet",
    ]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "2026: revision i gang, trin: faglig godkendelse"),
        ({"stage": "draft"}, "2026: revision i gang, trin: udkast"),
        ({"is_returned": True}, "2026: revision i gang, retur med kommentarer"),
    ],
)
def test_a_revision_under_way_says_its_stage(facts: dict[str, Any], sentence: str) -> None:
    found = row(guideline(**{**UNDERWAY, **facts}), entry(year=2026, lead=(3, "Bo")))
    assert sentences(drawn(found)) == [sentence]


def test_a_missing_year_is_asked_for_across_the_years() -> None:
    html = drawn(row(entry(year=None, lead=(3, "Bo"))))
    assert '<td role="cell" class="y all" colspan="6"><b class="mark unk">Rev.?</b> År mangler – bekræft</td>' in html
    assert html.count('class="y') == 1
    assert 'href="1/aar/">Angiv år …' in html


def test_a_missing_year_beside_other_years_stands_in_the_status() -> None:
    html = drawn(row(entry(id=1, year=None, lead=(3, "Bo")), entry(id=2, year=2025, outcome="done")))
    assert '<b class="pill unk">År mangler</b>' in html
    assert html.count('<td role="cell" class="y') == 6


def test_this_year_is_marked_in_head_and_cells() -> None:
    html = plan_table([Section(SectionKind.WHOLE, None, [row(entry())])], Painter(YEARS, TODAY), caption="Plan")
    assert html.count('aria-current="date">2026</th>') == 1
    assert html.count('class="y now"') == 5  # head, row, three totals
    assert "from-25" in html


# --- status


def status(found: PlanRow) -> list[tuple[str, str]]:
    cell = re.search(r'class="state">(.*?)</td>', drawn(found))
    assert cell
    return [(look, words.replace("\xa0", " ")) for look, words in re.findall(r'pill (\w+)">(.*?)</b>', cell[1])]


BO = entry(year=2026, lead=(3, "Bo"))


@pytest.mark.parametrize(
    ("facts", "viewer", "expected"),
    [
        ([guideline(), BO], ME, [("ok", "Gyldig")]),
        ([guideline(validity="due_soon"), BO], ME, [("plan", "Snart")]),
        ([guideline(validity="unknown"), BO], ME, [("unk", "Ukendt")]),
        ([guideline(validity="no_version", label=None), BO], ME, [("unk", "Ingen version")]),
        ([guideline(validity="withdrawn"), BO], ME, [("off", "Udgået")]),
        ([guideline(validity="overdue", due_last=date(2025, 12, 21)), BO], ME, [("err", "Overskredet 11 mdr.")]),
        ([guideline(validity="overdue", due_last=date(2026, 11, 20)), BO], ME, [("err", "Overskredet 1 dag")]),
        ([guideline(validity="overdue", due_last=date(2025, 12, 21)), BO], READER, [("err", "Frist overskredet")]),
        (
            [guideline(**UNDERWAY), BO, step(role="chair", group=1, since=date(2026, 11, 15))],
            STAFF,
            [("ok", "Gyldig"), ("sub", "Afventer formand (6 dage)")],
        ),
        (
            [guideline(**UNDERWAY), BO, step(role="chair", group=1, chair_title="forperson")],
            STAFF,
            [("ok", "Gyldig"), ("sub", "Afventer forperson (20 dage)")],
        ),
        (
            [guideline(**UNDERWAY), BO, step(role="chair", group=1)],
            ME,
            [("ok", "Gyldig"), ("sub", "Afventer dig (20 dage)")],
        ),
        ([guideline(**UNDERWAY), BO, step()], ME, [("ok", "Gyldig"), ("prog", "Hos tovholder (20 dage)")]),
        (
            [guideline(**UNDERWAY), BO, step(role="secretariat")],
            ME,
            [("ok", "Gyldig"), ("sub", "Hos sekretariatet (20 dage)")],
        ),
        (
            [guideline(**UNDERWAY), BO, step(person=3, name="Bo")],
            ME,
            [("ok", "Gyldig"), ("prog", "Afventer Bo (20 dage)")],
        ),
        ([guideline(**UNDERWAY), BO], ME, [("ok", "Gyldig"), ("prog", "Faglig godkendelse")]),
        (
            [guideline(**UNDERWAY, deadline_on=date(2026, 8, 1)), BO],
            ME,
            [("ok", "Gyldig"), ("prog", "Faglig godkendelse"), ("err", "Aftalt frist overskredet 3 mdr.")],
        ),
        ([guideline(), entry(year=2024, lead=(3, "Bo"))], ME, [("ok", "Gyldig"), ("err", "Ikke nået 2024")]),
        ([guideline(), entry(year=2024, lead=(3, "Bo"))], READER, [("ok", "Gyldig")]),
        ([guideline(**UNDERWAY), BO, step()], READER, [("ok", "Gyldig")]),
    ],
)
def test_validity_and_revision_are_said_apart(facts: list[Any], viewer: Any, expected: list[tuple[str, str]]) -> None:
    assert status(row(*facts, viewer=viewer)) == expected


# --- details


def small(found: PlanRow) -> list[str]:
    return re.findall(r"<small>(.*?)</small>", drawn(found).split("</th>")[0])


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([guideline(admin_last=date(2021, 1, 13), admin_precision="day")], ["v. 1.1 · godk. 13.01.2021"]),
        ([guideline(admin_last=date(2021, 1, 31), admin_precision="month")], ["v. 1.1 · godk. jan. 2021"]),
        ([guideline(clinical_last=date(2021, 12, 31), clinical_precision="year")], ["v. 1.1 · godk. 2021"]),
        ([guideline(label=None, is_working_title=True), entry(kind="new")], ["Arbejdstitel · ny"]),
        (
            [guideline(label=None), entry(submitted_last=date(2022, 2, 1))],
            ["indsendt 01.02.2022"],
        ),
        (
            [guideline(role="co_owner"), guideline(role="co_owner", group=2, abbreviation="DGCG")],
            ["v. 1.1 · samarbejde DSG/DGCG · ejer ikke bekræftet"],
        ),
        ([guideline(), guideline(role="co_owner", group=2, abbreviation="DGCG")], ["v. 1.1 · samarbejde DSG/DGCG"]),
        ([guideline(), entry(year=2033, lead=(3, "Bo"))], ["v. 1.1 · 2033: revision planlagt"]),
        ([guideline(), entry(note="Afventer studie")], ["v. 1.1", "Notat: Afventer studie"]),
        ([guideline(), entry(note="a" * 90)], ["v. 1.1", f"Notat: {'a' * 80}…"]),
    ],
)
def test_below_the_title_stands_what_is_special(facts: list[Any], expected: list[str]) -> None:
    assert small(row(*facts)) == expected


def test_notes_are_for_those_inside() -> None:
    assert small(row(entry(note="Fortroligt"), viewer=READER)) == ["v. 1.1"]


def test_titles_in_another_language_than_the_page_say_so() -> None:
    assert 'lang="en">Sarkomer</a>' in drawn(row(guideline(language="en")))
    assert "lang=" not in drawn(row(guideline()))
    with translation.override("en"):
        assert 'lang="da">Sarkomer</a>' in drawn(row(guideline()))


@pytest.mark.parametrize(
    ("facts", "cell"),
    [
        ([guideline(due_last=date(2028, 11, 30), due_precision="month")], "nov. 2028"),
        ([guideline(due_last=date(2028, 11, 30), due_precision="day")], "30.11.2028"),
        ([entry(year=2028)], "01.12.2028<small>efter planåret</small>"),
        ([guideline(**UNDERWAY, deadline_on=date(2027, 1, 2)), entry()], "02.01.2027<small>aftalt frist</small>"),
    ],
)
def test_next_due_is_as_precise_as_known_and_says_what_it_rests_on(facts: list[Any], cell: str) -> None:
    assert f'<td role="cell" class="next" data-l="Næste senest">{cell}</td>' in drawn(row(*facts))


# --- the menu and the edit mode


def links(html: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', html)


def test_the_menu_acts_on_the_rows_entry() -> None:
    address = "/retningslinjer/sarkomer/"
    planned = ["1/flyt/", "1/tovholder/", "1/notat/", "1/udgaar/", address]
    assert links(drawn(row(entry()))) == [address, *planned]
    past = ["1/flyt/", "1/tovholder/", "1/notat/", "1/ikke-naaet/", "1/udgaar/", address]
    assert links(drawn(row(entry(year=2025)))) == [address, *past]
    assert links(drawn(row(guideline(**UNDERWAY), entry(year=2025)))) == [address, *planned]
    assert links(drawn(row(guideline()))) == [address, "ny/?retningslinje=1", address]
    assert links(drawn(row(entry(), viewer=READER))) == [address]


def edited(found: PlanRow, typed: Typed | None = None) -> list[str]:
    html = edit_row(found, Painter(YEARS, TODAY), "", typed, 0)
    return re.findall(r'<option(?: value="(\w*)")? selected>(\d*)', html)


def test_the_edit_mode_offers_this_year_and_ten_on_and_the_entrys_own() -> None:
    html = edit_row(row(entry(year=2024)), Painter(YEARS, TODAY), "", None, 0)
    assert re.findall(r"<option[^>]*>(\d{4})", html) == ["2024", *(str(year) for year in range(2026, 2037))]
    assert edited(row(entry(year=2024))) == [("", "2024"), ("revision", "")]


def test_a_missing_year_may_be_a_past_one_and_a_new_plan_is_for_years_to_come() -> None:
    missing, bare = (edit_row(found, Painter(YEARS, TODAY), "", None, 0) for found in (row(entry(year=None)), row()))
    assert [re.findall(r"<option[^>]*>(\d{4})", html)[0] for html in (missing, bare)] == ["2020", "2026"]


def test_a_refused_row_keeps_what_was_chosen() -> None:
    assert edited(row(entry(year=2027)), Typed(2029, "minor", "7.a")) == [("", "2029"), ("minor", "")]


def test_rows_of_others_stay_as_they_are_read() -> None:
    part = [Section(SectionKind.WHOLE, None, [row(entry(), viewer=READER)])]
    html = edit_table(part, Painter(YEARS, TODAY), caption="", token="t", typed={}, back="?", since=0)
    assert "<form" not in html

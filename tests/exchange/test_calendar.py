"""A calendar feed as bytes: valid by RFC 5545, whatever stands in a title, and read back as what was put in (C14)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from guidelines.exchange.calendar import Entry, calendar_bytes, etag_of, one_line

CHANGED = datetime(2026, 11, 21, 8, 5, 7, 123456, tzinfo=UTC)
PLAIN = Entry(
    "frist-1", date(2027, 12, 1), "Frist: udkast – GIST", "Se her: x", "https://x.example.org/a", 3, CHANGED, False
)
NASTY = "\r\n\0\x0b\x85\u2028\u2029;,:\\\"'æøåÆØÅ🙂e\u0301 <script>BEGIN:VEVENT"
titles = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(NASTY)), max_size=400)


def entry(summary: str, **fields: object) -> Entry:
    return Entry(**{**PLAIN.__dict__, "summary": summary, **fields})  # type: ignore[arg-type]


def feed(*entries: Entry, name: str = "Retningslinjer: mine frister") -> bytes:
    return calendar_bytes(entries, name=name, host="plan.example.org", language="da")


def lines(data: bytes) -> list[str]:
    """The content lines, unfolded as RFC 5545 3.1 says."""
    return data.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_the_feed_says_what_rfc_5545_and_7986_ask() -> None:
    assert lines(feed(PLAIN)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//dsg-planner//deadlines//DA",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME;LANGUAGE=da:Retningslinjer: mine frister",
        "X-WR-CALNAME:Retningslinjer: mine frister",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
        "BEGIN:VEVENT",
        "SUMMARY;LANGUAGE=da:Frist: udkast – GIST",
        "DTSTART;VALUE=DATE:20271201",
        "DTEND;VALUE=DATE:20271202",
        "DTSTAMP:20261121T080507Z",
        "UID:frist-1@plan.example.org",
        "SEQUENCE:3",
        "DESCRIPTION;LANGUAGE=da:Se her: x",
        "LAST-MODIFIED:20261121T080507Z",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "URL:https://x.example.org/a",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_what_is_no_longer_a_deadline_is_cancelled() -> None:
    assert "STATUS:CANCELLED" in lines(feed(entry("GIST", is_cancelled=True)))


@given(titles=st.lists(titles, max_size=4), name=titles)
def test_any_title_gives_a_valid_feed_and_comes_back(titles: list[str], name: str) -> None:
    data = feed(*(entry(title, key=f"frist-{place}") for place, title in enumerate(titles)), name=name)
    raw = data.split(b"\r\n")
    assert raw[-1] == b""
    assert max(len(line) for line in raw) <= 75
    assert all(b"\n" not in line and b"\r" not in line for line in raw)
    assert all(line.decode() for line in raw[:-1])  # no character is cut in two by a fold
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]", data.decode().replace("\r\n", ""))
    assert [line for line in lines(data) if line.startswith(("BEGIN", "END", "ATTENDEE", "ORGANIZER", "ATTACH"))] == [
        "BEGIN:VCALENDAR",
        *["BEGIN:VEVENT", "END:VEVENT"] * len(titles),
        "END:VCALENDAR",
    ]
    read = Calendar.from_ical(data)
    assert [str(event["summary"]) for event in read.walk("VEVENT")] == [one_line(title) for title in titles]
    assert [event.errors for event in read.walk()] == [[]] * (len(titles) + 1)
    assert not read.walk("VALARM")


def test_the_switch_a_feed_written_without_care_is_caught() -> None:
    """The test of the test: the same title put in as it is makes another event."""
    careless = feed(PLAIN).replace("Frist: udkast – GIST".encode(), b"GIST\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:B")
    assert len(Calendar.from_ical(careless).walk("VEVENT")) == 2


@given(title=titles)
def test_one_line_keeps_what_can_be_seen(title: str) -> None:
    kept = one_line(title)
    assert kept.split() == "".join(char if char.isprintable() else " " for char in title).split()
    assert kept == one_line(kept)


@pytest.mark.parametrize("text", ["Kæmpecelletumorer på ærø", "ae\u0301", "日本語", "“anførsel”"])
def test_letters_of_any_language_stay(text: str) -> None:
    assert one_line(text) == text


def test_the_same_entries_have_the_same_tag() -> None:
    assert etag_of(feed(PLAIN)) == etag_of(feed(PLAIN))
    assert etag_of(feed(PLAIN)) != etag_of(feed(entry("Andet")))
    assert re.fullmatch(r'"[0-9a-f]{32}"', etag_of(b"x"))

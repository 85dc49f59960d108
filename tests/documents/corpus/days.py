"""Dates as authors write them: every form of domain 2.6."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

MONTHS = "januar februar marts april maj juni juli august september oktober november december".split()
_SHORT = "jan feb mar apr maj jun jul aug sep okt nov dec".split()
_ENGLISH = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
SEASONS = ("primo", "medio", "ultimo", "starten af", "midten af", "slutningen af")
SEARCH_FORMS = ("dotted", "dashed", "english")


def later(day: date, months: int) -> date:
    """The date so many months later; a day the month has not becomes its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    number = day.day
    while True:
        try:
            return date(year, month + 1, number)
        except ValueError:
            number -= 1


def between(rng: Random, first: date, last: date) -> date:
    """A day from the first to the last one."""
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))


def in_form(day: date, form: str) -> str:
    """The day as a search history writes it."""
    if form == "dotted":
        return f"{day:%d.%m.%Y}"
    return f"{day:%d-%m-%Y}" if form == "dashed" else f"{day:%d}-{_ENGLISH[day.month - 1]}-{day.year}"


def in_words(rng: Random, day: date) -> str:
    """The day with its month in words, plainly or with the slips of a hurried author."""
    month, short = MONTHS[day.month - 1], _SHORT[day.month - 1]
    forms = [f"{day.day}. {month} {day.year}"] * 6 + [
        f"{day.day:02}. {month} {day.year}", f"{day.day}. {month.capitalize()} {day.year}",
        f"{day.day}. {short}. {day.year}", f"{day.day}.{month} {day.year}", f"{day.day}. {month} i {day.year}",
        f"{day.day}. {month}, {day.year}", f"{day.day} {month} {day.year}", f"den {day.day}. {month} {day.year}",
        f"{day.day}.  {month}  {day.year}", f"{day.day}. {month}. {day.year}",
    ]  # fmt: skip
    return rng.choice(forms)


def on_cover(rng: Random, day: date) -> str:
    """The day as covers have it: mostly in words, else in figures, sometimes with a stray sign behind it."""
    figures = (
        f"{day.day}.{day.month}.{day.year}", f"{day:%d.%m.%Y}", f"{day:%d-%m-%Y}", f"{day:%Y-%m-%d}", f"{day:%d%m%Y}",
        f"{day.day}.{day.month}.{day:%y}", f"{day.day}/{day.month} {day.year}", f"{day.day}/{day.month}-{day.year}",
    )  # fmt: skip
    words = in_words(rng, day) if rng.random() < 0.7 else rng.choice(figures)
    return words + rng.choice(("", "", "", "", "", ".", ",", " ."))


def month_only(rng: Random, day: date) -> str:
    """The month and the year."""
    month = MONTHS[day.month - 1]
    return rng.choice(
        (f"{month} {day.year}", f"{month.capitalize()} {day.year}", f"{_SHORT[day.month - 1]}. {day.year}")
    )

"""What the headings of a planskema mean, in Danish and English."""

from __future__ import annotations

import re

from guidelines.documents.raw import TotalsLine
from guidelines.documents.wording import folded, one_line

FIRST_YEAR, LAST_YEAR = 2000, 2100
_GUIDELINE = (
    r"(?:national\w* |landsdækkende |clinical |kliniske? )*(?:retningslinjer?n?s?|guidelines?|vejledning(?:er)?)"
)
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        ("title", rf"(?:titel|title|navn|emne)\b.*|{_GUIDELINE}\W*(?:titel|title|navn|name|emne|topic)\b.*"
                  rf"|{_GUIDELINE}"),
        ("people", r"(?:tovholder|ansvarlig|forfatter|kontaktperson|projektleder|holder\b|leads?\b|responsible"
                   r"|authors?\b|co-?ordinator|koordinator|personer?$|contact|owner).*"),
        ("version", r"(?:version|vers\b|versionsn).*"),
        ("approved", r"(?:senest |sidst |last |latest |dato for )?(?:adm\w*\.? |administrativ\w* )?"
                     r"(?:godkendt|godkendelse|godk\b|approved|approval).*"),
        ("submitted", r"(?:indsendt|submitted|fremsendt|dato for indsendelse).*"),
        ("new", r"udarbejdes|nye?|nye retningslinjer|new(?: guidelines?)?|to be (?:developed|written|prepared)"),
        ("revision", r"revideres|revision(?:er)?|rev|revised|revisions|to be revised"),
        ("kind", r"type|kind|art|ny ?(?:/|eller) ?rev\w*|rev\w*\.? ?(?:/|eller) ?nye?|new ?(?:/|or) ?rev\w*"
                 r"|udarbejdes ?(?:/|eller|og|,) ?revideres|revideres ?(?:/|eller|og|,) ?udarbejdes"
                 r"|(?:to be )?(?:developed|prepared|written|drafted) ?(?:/|or|and) ?(?:to be )?revised"),
        ("year", r"år|årstal|planår|planlagt(?: år)?|planned(?: year)?|year|revisionsår|år for revision|planlagt"
                 r" revision|næste revision|next revision"),
        ("groups", r"(?:dmcg|grupper?$|samarbejde|groups?$|co-?operation|collaborat).*"),
        ("total", r"total|i alt|sum|antal|samlet"),
        ("note", r"(?:bemærkning|kommentar|note|status|comment|remark).*"),
        ("number", r"nr|no|#|id|løbenr|løbenummer"),
    )
)  # fmt: skip
_YEAR = re.compile(
    r"(?:år|year|plan|planår|planlagt|planned|revision|revideres|rev|udarbejdes|i|in|for|antal)?[.:]?\s*(20\d\d)(?:\.0)?(?:-01-01)?"
)
_RANGE = re.compile(r"\b(20\d\d)\s?[-–—/]\s?(20\d\d)\b")
_WORD = re.compile(
    r"kliniske?|retningslinj\w*|titel|title|guidelines?|name|navn|senest|godkendt|godkendelse|versions?(?:nr|nummer)?|vers"
    r"|no|nr|e|er|number|latest|last|approved|approval|udarbejdes|revideres|ny\w?|rev\w*|tovholder\w*|ansvarlige?|lead|leads"
    r"|responsible|years?|år|planår|total|i|alt|to|be|developed|prepared|revised|of|the|dato|date|person\w*|forfattere?"
    r"|authors?|coordinator|co-?ordinators?|og|and|or|eller|planlagt|planned|type|kind|holder|antal|new|landsdækkende|plan"
)
_TOTALS = re.compile(
    r"(?:antal|number of|no\.? of)\b.*|(?:i alt|total|sum|samlet|totalt|in all)(?:\W+(?:i alt|antal|total))?"
    r"|(?:nye? |new |reviderede )?(?:revisioner|nye|retningslinjer|revisions|new|guidelines)"
    r"(?: (?:i alt|total|in total))?"
    r"|(?:totalt?|samlet)(?: antal| number of)?(?: nye?| new)? "
    r"(?:retningslinjer|revisioner|guidelines|revisions)(?: i alt)?"
)


def year_of(text: str) -> int | None:
    """The year a heading cell names, None where it is no year."""
    found = _YEAR.fullmatch(folded(text).split("(")[0].strip()) if len(text) < 60 else None
    return int(found.group(1)) if found and FIRST_YEAR <= int(found.group(1)) <= LAST_YEAR else None


def role_of(text: str) -> str | None:
    """What a column with this heading holds; None where the text is no heading we know."""
    label = folded(re.sub(r"\([^)]*\)?", " ", one_line(text)))
    if not label or len(label) > 80:
        return None
    return next((role for role, pattern in _ROLES if pattern.fullmatch(label)), None)


def years_in_words(text: str) -> tuple[int, ...]:
    """The years of "Planskema 2022-2024", or none."""
    found = _RANGE.search(text)
    if not found:
        return ()
    first, last = int(found.group(1)), int(found.group(2))
    return tuple(range(first, last + 1)) if FIRST_YEAR <= first <= last <= min(LAST_YEAR, first + 15) else ()


def heading_words(text: str) -> tuple[int, list[int], int]:
    """How many words of a line belong to headings, the years among them, and how many are other words."""
    known, years, other = 0, [], 0
    for word in re.findall(r"[^\s()/,;:]+", text):
        plain = word.strip(".-–*").casefold()
        year = year_of(plain)
        if year:
            years.append(year)
        elif plain and all(_WORD.fullmatch(part) for part in plain.split("-")):
            known += 1
        elif plain:
            other += 1
    return known, years, other


def totals_line(text: str) -> TotalsLine | None:
    """Which line of totals a label heads; None for anything else. Figures after the label may be part of the text."""
    label = re.sub(r"(?:[\s:=]+(?:\d+|[-–—]|total|i alt|in total|sum))+\s*$", "", " " + folded(text)).strip(" :")
    label = label or re.sub(r"[\s:=]+\d.*$", "", folded(text))
    if len(label) > 70 or not _TOTALS.fullmatch(label):
        return None
    if re.search(r"\bnye?\b|\bnew\b", label):
        return "new"
    return "revisions" if re.search(r"\brev", label) else "all"

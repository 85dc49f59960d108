"""The title cell of a planskema: the title alone, and what else people write beside it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from guidelines.documents.dates import FuzzyDate, find_dates, parse_date
from guidelines.documents.wording import one_line

_VERSION = re.compile(
    r"(?:\bversion(?:s?nr\.?|snummer)?|\bvers\.?|\bver\.|\bv\.?)\s*:?\s*(\d{1,2}(?:[.,_]\d{1,3}){0,2})(?![\w])",
    re.IGNORECASE,
)
_META_WORD = re.compile(
    r"\b(?:senest|sidst|latest|last|godkendt|godkendelse|godk\.?|approved|approval|administrativt?|adm\.?"
    r"|fagligt?|den|d\.|dato|pr\."
    r"|per|af|on|revideret|rev\.?|revised|opdateret|updated|publiceret|published|nr\.?|no\.?|og|i)(?!\w)",
    re.IGNORECASE,
)
_APPROVED = re.compile(r"godk|approv|opdater|updated|publicer|published|revideret|revised", re.IGNORECASE)
_SUBMITTED = re.compile(
    r"\b(?:er\s+)?(?:indsendt|fremsendt|submitted|sendt til (?:retningslinje)?sekretariat)\w*", re.IGNORECASE
)
_ENDED = re.compile(
    r"\b(?:(?:skal|bør|forventes at|planlægges at)\s+)?(?:udgår?(?:et|r)?|nedlægges|nedlagt|trækkes tilbage"
    r"|tilbagetrækkes"
    r"|tilbagetrukket|slettes|udfases|ophører|withdrawn|to be withdrawn|discontinued|retired)(?!\w)", re.IGNORECASE,
)  # fmt: skip
_MERGED = re.compile(
    r"\b(?:(?:skal|bør|er)\s+)?(?:sammenlægges|sammenlagt|lægges sammen|slås sammen|slået sammen|sammenskrives"
    r"|sammenskrevet"
    r"|indarbejdes i|erstattes af|erstattet af|(?:to be )?merged|replaced by|superseded by)(?!\w)", re.IGNORECASE,
)  # fmt: skip
_STATUS = re.compile(
    r"\b(?:i høring|under udarbejdelse|under revision|afventer\b|udkast foreligger|under review|in preparation"
    r"|in progress)(?!\w)",
    re.IGNORECASE,
)
_COOPERATION = re.compile(
    r"\b(?:i\s+)?(?:samarbejde\w*|samarb\.?|fælles\w*|sammen med|in collaboration|collaboration|cooperation"
    r"|co-operation|joint\w*|shared)"
    r"(?:\s*(?:med|mellem|with|between|:))?", re.IGNORECASE,
)  # fmt: skip
_NEW = re.compile(r"(?:ny|nyt|new)(?: (?:klinisk )?(?:retningslinje|guideline))?", re.IGNORECASE)
_REVISION = re.compile(r"(?:rev\.?|revision|revideres|revised)", re.IGNORECASE)
_WORKING = re.compile(r"(?:foreløbig |preliminary )?(?:arbejdstitel|working title)", re.IGNORECASE)
_FIGURES = re.compile(r"\d{6}|\d{8}")
_TRAILING = re.compile(r"[\s,;:.–—-]+$")


@dataclass(slots=True)
class TitleReading:
    """The title alone and what stood beside it; lists of words quoted are for the doubts."""

    title: str = ""
    is_working_title: bool = False
    kind: Literal["new", "revision"] | None = None
    version: str | None = None
    approved: list[FuzzyDate] = field(default_factory=list)
    approved_source: str | None = None
    submitted: list[FuzzyDate] = field(default_factory=list)
    submitted_source: str = ""
    groups: list[str] = field(default_factory=list)
    ended: str = ""
    merged: str = ""
    status: str = ""
    unreadable: str = ""  # figures where a date should stand


def read_title(text: str, known_groups: Collection[str] = ()) -> TitleReading:
    """The parts of a title cell. Brackets that belong to the title, such as "(GIST)", stay in it."""
    reading = TitleReading()
    rest = _without_brackets(one_line(text), reading, known_groups)
    rest = _without_note(rest, reading) or rest  # a cell that is nothing but a note is all the title there is
    rest = _without_tail(rest, reading, known_groups)
    rest = _without_labels(rest, reading)
    reading.title = _TRAILING.sub("", re.sub(r"\s+([,;:.])(?=\s|$)", r"\1", " ".join(rest.split()))).strip(" –—-*•·")
    return reading


def read_version(text: str) -> str | None:
    """The version number in some words, or in a cell of its own ("1.1", "v. 1,0"); a comma or _ becomes a full stop."""
    found = _VERSION.search(text) or re.fullmatch(r"\s*(\d{1,2}(?:[.,_]\d{1,3}){0,2})\s*", text)
    return re.sub("[,_]", ".", found.group(1)) if found else None


def groups_in(text: str, known_groups: Collection[str]) -> list[str]:
    """The groups named in some words: known ones, and whatever is written like an abbreviation."""
    known = {group.casefold(): group for group in known_groups}
    found = []
    for word in re.findall(r"[^\W\d_][\w]*(?:-[A-ZÆØÅ][\w]*)*", text):
        name = known.get(word.casefold()) or (word if sum(sign.isupper() for sign in word) >= 2 else None)
        if name and name not in found:
            found.append(name)
    return found


def _without_brackets(text: str, reading: TitleReading, known_groups: Collection[str]) -> str:
    """Takes out the brackets that say something about the guideline; the others stay."""
    kept, at = "", 0
    for start, end in _brackets(text):
        inside = text[start + 1 : end].rstrip(")]").strip()
        rest = _bracket_rest(inside, reading, known_groups)
        kept += text[at:start] + (text[start:end] if rest == inside else f"({rest})" if rest else " ")
        at = end
    return kept + text[at:]


def _brackets(text: str) -> list[tuple[int, int]]:
    """Where outermost brackets start and end; one that is never closed runs to the end."""
    found, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        if sign in "([":
            start = at if depth == 0 else start
            depth += 1
        elif sign in ")]" and depth:
            depth -= 1
            if depth == 0:
                found.append((start, at + 1))
    return [*found, (start, len(text))] if depth else found


def _bracket_rest(inside: str, reading: TitleReading, known_groups: Collection[str]) -> str:
    """What of a bracket belongs to the title: all of it where it says nothing about the guideline."""
    if _is_label(inside, reading):
        return ""
    if _SUBMITTED.search(inside) or _ENDED.search(inside) or _MERGED.search(inside) or _STATUS.search(inside):
        _without_note(inside, reading)
        return ""
    groups = groups_in(inside, known_groups)
    if _COOPERATION.search(inside) and groups:
        reading.groups += [group for group in groups if group not in reading.groups]
        return ""
    words = [word for word in re.split(r"[\s/,;&+]+|\bog\b|\band\b", inside) if word]
    known = {group.casefold() for group in known_groups}
    if words and all(word.casefold() in known for word in words):
        reading.groups += [group for group in groups if group not in reading.groups]
        return ""
    return _without_approval(inside, reading)


def _is_label(inside: str, reading: TitleReading) -> bool:
    """Whether the bracket only says new, revision or working title; notes it."""
    plain = inside.strip(" .:")
    parts = re.split(r"\s*[,;/]\s*", plain)
    if len(parts) > 1:
        return all(_is_label(part, reading) for part in parts)
    if _NEW.fullmatch(plain):
        reading.kind = "new"
    elif _REVISION.fullmatch(plain):
        reading.kind = reading.kind or "revision"
    elif _WORKING.fullmatch(plain):
        reading.is_working_title = True
    else:
        return False
    return True


def _takes_approval(words: str, reading: TitleReading) -> bool:
    """Whether the words say version or approval and nothing else; only then are they noted."""
    attempt = TitleReading(version=reading.version, approved=reading.approved, approved_source=reading.approved_source)
    if _without_approval(words.strip(" ,;:–—-"), attempt):
        return False
    reading.version, reading.approved = attempt.version, attempt.approved
    reading.approved_source = attempt.approved_source
    reading.unreadable = attempt.unreadable or reading.unreadable
    return True


def _without_approval(inside: str, reading: TitleReading) -> str:
    """Takes version and date of approval out of some words. A date counts beside a version, a word such as
    "godkendt", or alone in its bracket."""
    version = _VERSION.search(inside)
    rest = inside[: version.start()] + " " + inside[version.end() :] if version else inside
    dates = find_dates(rest)
    without_dates = rest
    for words, _ in dates:
        without_dates = without_dates.replace(words, " ", 1)
    bare = re.sub(r"[\s.,;:/–—-]+", " ", _META_WORD.sub(" ", without_dates)).strip()
    if not dates and _FIGURES.fullmatch(bare):
        reading.unreadable, reading.approved_source = bare, reading.approved_source or inside
        reading.version = reading.version or (read_version(version.group(0)) if version else None)
        return ""
    is_meta = bool(version) or (bool(dates) and (not bare or bool(_APPROVED.search(rest))))
    if not is_meta:
        return "" if not bare and _APPROVED.search(rest) else inside
    reading.version = reading.version or (read_version(version.group(0)) if version else None)
    if dates and not reading.approved:
        reading.approved, reading.approved_source = dates[0][1], inside
    reading.approved_source = reading.approved_source or inside
    return bare


def _without_note(text: str, reading: TitleReading) -> str:
    """Takes out a note on the guideline's state and everything after it."""
    found = [hit for hit in (p.search(text) for p in (_SUBMITTED, _ENDED, _MERGED, _STATUS)) if hit]
    if not found:
        return text
    start = min(hit.start() for hit in found)
    note = text[start:].strip(" ()[]")
    if _SUBMITTED.search(note):
        dates = find_dates(note[_SUBMITTED.search(note).end() :])  # type: ignore[union-attr]
        reading.submitted, reading.submitted_source = (dates[0][1] if dates else []), note
    if _MERGED.search(note):
        reading.merged = note
    elif _ENDED.search(note):
        reading.ended = note
    reading.status = note
    return _TRAILING.sub("", text[:start])


def _without_tail(text: str, reading: TitleReading, known_groups: Collection[str]) -> str:
    """Takes version and approval off the end of a title where they stand without a bracket."""
    cooperation = re.search(rf"[\s,;–—-]+{_COOPERATION.pattern}\s+(?P<who>.*)$", text, re.IGNORECASE)
    if cooperation and groups_in(cooperation["who"], known_groups) and len(cooperation["who"]) < 60:
        reading.groups += [g for g in groups_in(cooperation["who"], known_groups) if g not in reading.groups]
        text = text[: cooperation.start()]
    version = _VERSION.search(text)
    if version and version.start() > 3:
        start = version.start()
        before = re.search(
            r"[\s,;:–—-]+(?:(?:(?:senest |sidst )?(?:godkendt|godk\.?)\s*)?(?:den |d\. ?)?[\d./-]{6,10}[\s,;:]*)$",
            text[:start],
        )
        start = before.start() if before else start
        if _takes_approval(text[start:], reading):
            return text[:start]
    approval = re.search(
        r"[\s,;:–—-]+(?:senest |sidst |adm\.? )?(?:godkendt|godk\.|approved)\s.{4,40}$", text, re.IGNORECASE
    )
    if approval and _takes_approval(approval.group(0), reading):
        return text[: approval.start()]
    lone = re.search(r"[\s,;:–—-]+(\d{6}|\d{8}|\d{1,2}[.-]\d{1,2}[.-]\d{2,4})\s*$", text)
    if lone and not reading.approved and parse_date(lone.group(1)):
        reading.approved, reading.approved_source = parse_date(lone.group(1)), lone.group(1)
        return text[: lone.start()]
    return text


def _without_labels(text: str, reading: TitleReading) -> str:
    """Takes out "Arbejdstitel:", "NY" and "Rev." at either end."""
    rest = re.sub(r"^(?:\d{1,3}[.)]\s+)?(?=arbejdstitel|working title)", "", text.strip(), flags=re.IGNORECASE)
    label = re.match(rf"{_WORKING.pattern}\s*[:–—-]?\s*", rest, re.IGNORECASE) or re.search(
        rf"[\s,;–—-]+{_WORKING.pattern}\s*$", rest, re.IGNORECASE
    )
    if label:
        reading.is_working_title = True
        rest = (rest[: label.start()] + " " + rest[label.end() :]).strip()
    is_shouted = rest.isupper()
    new = (
        re.match(r"(?:ny|nyt|new)(?: (?:klinisk )?(?:retningslinje|guideline))?\s*[:–—]\s*", rest, re.IGNORECASE)
        or re.search(r"[\s,;:–—-]+(?:ny|new)(?: retningslinje| guideline)?[.!]?$", rest, re.IGNORECASE)
        or (None if is_shouted else re.search(r"(?<![\w-])(?:NY|NEW)(?![\w-])[:.]?", rest))
    )
    if new:
        reading.kind = "new"
        rest = (rest[: new.start()] + " " + rest[new.end() :]).strip()
    revision = re.search(r"[\s,;:–—-]+rev\.?$", rest, re.IGNORECASE)
    if revision:
        reading.kind = reading.kind or "revision"
        rest = rest[: revision.start()]
    return rest

"""Text as people meant it: one form of accents, blanks and line ends, and lines put back together."""

from __future__ import annotations

import re
import unicodedata

# Ends a line that was ended on purpose, in texts whose other lines may merely wrap.
ENDED = "\u2029"
_BLANKS = dict.fromkeys(
    map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "
)
_LINE_ENDS = {0x0B: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n", 0x0D: "\n"}
_INVISIBLE = dict.fromkeys(
    [0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0xFEFF]
)
_HYPHENS = {0x2010: "-", 0x2011: "-"}
_TABLE = {**_BLANKS, **_LINE_ENDS, **_INVISIBLE, **_HYPHENS}
_IN_TABLE = re.compile("[" + "".join(map(chr, _TABLE)) + "]")
# A hyphen at the end of a line belongs to the word where the word could not do without it.
_KEEPS_HYPHEN = re.compile(
    r"(?:^|[\s(/-])(?:\w|[A-ZÆØÅ0-9]+|(?i:non|anti|post|præ|pre|ikke|peri|re|co|semi|low|high))-$"
)
_HYPHENATED = re.compile(r"\w-")
_TAIL = 60  # signs at the end of a line that tell how the next one is joined
_SUSPENDED = re.compile(r"(?:og|eller|samt|and|or|til|to)\b")


def tidy(text: str) -> str:
    """NFC, plain blanks, `\\n` line ends, no invisible marks; soft hyphens stay until lines are joined."""
    text = text.replace("\r\n", "\n")
    return unicodedata.normalize("NFC", text.translate(_TABLE) if _IN_TABLE.search(text) else text)


def one_line(text: str) -> str:
    """The text on one line, wrapped words put together again and blanks collapsed."""
    parts: list[str] = []
    tail = ""
    for line in tidy(text).split("\n"):
        words = " ".join(line.split())
        if words and tail:
            cut, between = _seam(tail, words)
            parts[-1] = parts[-1][: len(parts[-1]) - cut]
            parts += [between, words]
            tail = f"{tail[: len(tail) - cut]}{between}{words}"[-_TAIL:]
        elif words:
            parts, tail = [words], words[-_TAIL:]
    return "".join(parts).replace("\u00ad", "").strip()


def join_lines(first: str, second: str) -> str:
    """Two lines of one wrapped text as one: a soft hyphen goes, a hyphenated word closes up, else a blank."""
    if not first or not second:
        return first or second
    cut, between = _seam(first, second)
    return f"{first[: len(first) - cut]}{between}{second}"


def _seam(first: str, second: str) -> tuple[int, str]:
    """How many signs go from the end of the first line, and what stands between the two; looks at their edges only."""
    if first.endswith("\u00ad"):
        return 1, ""
    if _HYPHENATED.fullmatch(first[-2:]) and second[:1].isalnum() and not _SUSPENDED.match(second):
        keeps = second[:1].isupper() or second[:1].isdigit() or _KEEPS_HYPHEN.search(first, max(0, len(first) - _TAIL))
        return (0 if keeps else 1), ""
    return 0, " "


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, or only dashes and dots put there to fill it."""
    return not text.strip(" \t\n-–—_.…·")


def folded(text: str) -> str:
    """Lower case on one line: what labels are compared by."""
    return one_line(text).casefold().strip(" :*.")

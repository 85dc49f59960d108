"""Pure rules of the number of a version: minor or major is declared, and warned about, never computed (domain 2.4)."""

from __future__ import annotations

import enum
import re
from collections.abc import Collection

from guidelines.register.rules import LabelDoubt, label_doubt, label_key, tidy_label

FIRST, MAJOR, MINOR, CORRECTION = "first", "major", "minor", "correction"

_CHANGED_RECOMMENDATIONS = re.compile(
    r"(?<!ingen )(?<!uden )(?<!no )\b(?:nye?|ændrede?|udgåede?|omskrevne?|new|changed)\s+(?:\w+\s+)?"
    r"(?:anbefaling|recommendation)"
    r"|\b(?:anbefaling(?:er|en|erne)?|recommendations?)\s+(?:\w+\s+){0,5}"
    r"(?:ændret|ændres|tilføjet|udgået|udgår|fjernet|omskrevet|changed|added|removed)",
    re.IGNORECASE,
)


class VersionDoubt(enum.StrEnum):
    """What is odd about the number and kind of a new version; only a number that is taken forbids it."""

    TAKEN = "taken"
    OLDER = "older"
    JUMP = "jump"
    MINOR_WITH_RECOMMENDATIONS = "minor_with_recommendations"
    MINOR_WITH_NEW_NUMBER = "minor_with_new_number"
    FIRST_AFTER_OTHERS = "first_after_others"
    CHANGED_WITHOUT_CONSULTATION = "changed_without_consultation"


def suggested(kind: str, newest: str | None) -> str:
    """Return the number that usually follows: 1.0 for the first, +1.0 for a major and +0.1 for any other version."""
    numbers = [int(found) for found in re.findall(r"\d+", newest or "")]
    if not numbers:
        return "1.0"
    whole, part = numbers[0], numbers[1] if len(numbers) > 1 else 0
    return f"{whole + 1}.0" if kind in (MAJOR, FIRST) else f"{whole}.{part + 1}"


def newest_of(labels: Collection[str]) -> str | None:
    """Return the highest of the labels there are, None where there is no version yet."""
    return max(labels, key=label_key, default=None)


def version_doubts(label: str, kind: str, labels: Collection[str], said: str = "") -> list[VersionDoubt]:
    """Return what is odd about a label and a kind beside the versions there are, and beside what is said has changed.

    `labels` are those of the guideline's versions; `said` is the summary and the change log.
    """
    label, newest, found = tidy_label(label), newest_of(labels), []
    if label and label in {tidy_label(known) for known in labels}:
        found.append(VersionDoubt.TAKEN)
    elif label and (number := label_doubt(label, newest)) is not None:
        found.append(VersionDoubt.OLDER if number is LabelDoubt.OLDER else VersionDoubt.JUMP)
    is_small = kind in (MINOR, CORRECTION)
    if is_small and _CHANGED_RECOMMENDATIONS.search(said):
        found.append(VersionDoubt.MINOR_WITH_RECOMMENDATIONS)
    if is_small and newest is not None and _whole(label) > _whole(newest):
        found.append(VersionDoubt.MINOR_WITH_NEW_NUMBER)
    if kind == FIRST and newest is not None:
        found.append(VersionDoubt.FIRST_AFTER_OTHERS)
    return found


def is_left_out(kind: str, said: str, skipped: str) -> bool:
    """True where a consultation is left out though the version is a major one or says recommendations are changed.

    `skipped` is the reason for having none, "" where none is left out. It is warned of, never forbidden (domain 7.4).
    """
    return bool(skipped.strip()) and (kind == MAJOR or _CHANGED_RECOMMENDATIONS.search(said) is not None)


def _whole(label: str) -> int:
    found = re.search(r"\d+", label)
    return int(found.group()) if found else 0


def follows(label: str, labels: Collection[str]) -> bool:
    """True where a label sorts after all there are: what a published version must do to take their place."""
    newest = newest_of(labels)
    return newest is None or label_key(tidy_label(label)) > label_key(tidy_label(newest))

"""What the documents of versions in force give by the rules, kept so that no page has to read them again.

A document is gone through when somebody presses for it, or by `manage.py check_documents`; never while a page is shown.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import translation

from guidelines.documents.checks.catalogue import RULES
from guidelines.documents.checks.fingerprints import fingerprint
from guidelines.documents.checks.types import Finding
from guidelines.documents.guideline.report import report_on
from guidelines.documents.models import StoredFile
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.reading_texts import lines_of
from guidelines.documents.storing import is_intact
from guidelines.people.spellings import groups_by_spelling
from guidelines.register.models import GuidelineVersion, VersionCheck

AGAIN_AFTER = timedelta(days=30)
"""A document is held against its hash again after so long."""

_ERRORS = sorted(rule.code for rule in RULES if rule.severity == "error")
_KEPT_AS = "2"  # another number where what is kept of a finding is made in another way
RULES_TODAY = hashlib.sha256("\n".join((_KEPT_AS, *_ERRORS)).encode()).hexdigest()
"""Names the rules whose findings are kept, and how: another one makes every document be read again."""


@dataclass(frozen=True)
class Gone:
    """How many documents were gone through, and how many are left."""

    through: int
    left: int


def unchecked(now: datetime) -> QuerySet[GuidelineVersion, GuidelineVersion]:
    """Return the versions in force whose document nobody has gone through as it is, by the rules of today."""
    kept = "check_of_document"
    stale = (
        Q(**{kept: None})
        | ~Q(**{f"{kept}__sha256": F("document__sha256")})
        | ~Q(**{f"{kept}__rules": RULES_TODAY})
        | Q(**{f"{kept}__checked_at__lte": now - AGAIN_AFTER})
    )
    in_use = Q(guideline__withdrawn_on=None, guideline__merged_into=None)
    return GuidelineVersion.objects.current().filter(in_use, stale, document__isnull=False)


def check_documents(*, now: datetime, seconds: float, clock: Callable[[], float] = time.monotonic) -> Gone:
    """Go through the documents that wait for it, until none is left or `seconds` have passed; one at least.

    A document that lies there changed, or cannot be read, is gone through as well: that is what is kept of it.
    """
    waiting = list(unchecked(now).select_related("document").order_by("check_of_document__checked_at", "pk"))
    groups, until, through = groups_by_spelling(), clock() + seconds, 0
    for version in waiting:
        if through and clock() >= until:
            break
        _check(version, groups, now)
        through += 1
    return Gone(through, len(waiting) - through)


def _check(version: GuidelineVersion, groups: Mapping[str, str], now: datetime) -> None:
    stored = version.document
    if stored is None:
        return
    facts: dict[str, Any] = {"sha256": stored.sha256, "rules": RULES_TODAY, "checked_at": now}
    facts |= {"is_intact": is_intact(stored), "is_readable": False, "errors": []}
    if facts["is_intact"]:
        facts |= _read(stored, groups, now)
    VersionCheck.objects.update_or_create(version=version, defaults=facts)


def _read(stored: StoredFile, groups: Mapping[str, str], now: datetime) -> dict[str, Any]:
    try:
        report = report_on(lines_of(stored, now=now), file_name=stored.file_name, groups=groups)
    except (UnreadableFile, OSError):  # the file may go between the question whether it is whole and this
        return {}
    errors = [_kept(finding, stored.sha256) for finding in report.findings if finding.severity == "error"]
    return {"is_readable": True, "errors": errors}


def _kept(finding: Finding, document: str) -> dict[str, Any]:
    return {"code": finding.code, "fingerprint": fingerprint(finding, document), "message": _in_languages(finding)}


def _in_languages(finding: Finding) -> dict[str, str]:
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = str(finding.message)
    return said

"""What the documents of versions in force give by the rules, kept so that no page has to read them again.

A document is gone through when its version is registered, when somebody presses for it, or by `manage.py
check_documents`; never while a page is shown.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import translation

from guidelines.documents.checks.catalogue import RULES
from guidelines.documents.checks.fingerprints import fingerprint
from guidelines.documents.checks.types import Finding
from guidelines.documents.guideline.report import report_on
from guidelines.documents.guideline.running import BUSY
from guidelines.documents.models import DocumentText, StoredFile
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.reading_texts import lines_of
from guidelines.documents.storing import is_intact
from guidelines.people.spellings import groups_by_spelling
from guidelines.register.models import GuidelineVersion, VersionCheck

log = structlog.get_logger(__name__)
WAIT = 5.0
"""So many seconds somebody who presses waits; to read a guideline of thirty pages takes less than 1.5."""
LEAST_WAIT = 0.5
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


def check_documents(
    *, now: datetime, seconds: float, wait: float | None = None, clock: Callable[[], float] = time.monotonic
) -> Gone:
    """Go through the documents that wait for it, until none is left or `seconds` have passed; one at least.

    A document that lies there changed, or cannot be read, is gone through as well: that is what is kept of it. With
    `wait` somebody waits for it: one that takes more seconds to read, or is read elsewhere just now, is left, and what
    has been read before comes first.
    """
    read = Exists(DocumentText.objects.filter(sha256=OuterRef("document__sha256")))
    order = (read.desc(),) if wait is not None else ()
    waiting = unchecked(now).select_related("document").order_by(*order, "check_of_document__checked_at", "pk")
    versions, groups, until = list(waiting), groups_by_spelling(), clock() + seconds
    through = 0
    for tried, version in enumerate(versions):
        left = until - clock()
        if tried and left <= 0:
            break
        through += _check(version, groups, now, None if wait is None else min(wait, max(left, LEAST_WAIT)))
    return Gone(through, len(versions) - through)


def check_version(version: GuidelineVersion, *, now: datetime) -> None:
    """Go through the document of a version that came into force just now, outside the transaction that brought it.

    Whatever goes wrong, the version stands, and its document waits for the next time. Nobody waits for a lock of ours
    while it is read.
    """
    if version.document is None or not version.is_current:
        return
    try:
        _check(version, groups_by_spelling(), now, WAIT)
    except Exception:
        log.exception("document not gone through", version=version.pk)


def _check(version: GuidelineVersion, groups: Mapping[str, str], now: datetime, wait: float | None) -> bool:
    """Keep what the document gives, and return True; False where it was not read in time."""
    stored = version.document
    if stored is None:
        return False
    facts: dict[str, Any] = {"sha256": stored.sha256, "rules": RULES_TODAY, "checked_at": now}
    facts |= {"is_intact": is_intact(stored), "is_readable": False, "errors": []}
    if facts["is_intact"]:
        found = _read(stored, groups, now, wait)
        if found is None:
            return False
        facts |= found
    VersionCheck.objects.update_or_create(version=version, defaults=facts)
    return True


def _read(stored: StoredFile, groups: Mapping[str, str], now: datetime, wait: float | None) -> dict[str, Any] | None:
    """What the rules find in a document, {} where it cannot be read; None where others are being read just now."""
    try:
        report = report_on(lines_of(stored, now=now, wait=wait), file_name=stored.file_name, groups=groups)
    except UnreadableFile as unreadable:
        return None if unreadable.message is BUSY else {}
    except OSError:  # the file may go between the question whether it is whole and this
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

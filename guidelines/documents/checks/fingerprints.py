"""What makes two findings the same: the rule, what it says, and the words it rests on."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils import translation

from guidelines.documents.checks.types import Finding


def fingerprint(finding: Finding) -> str:
    """The hash (SHA-256, hex) of a finding: the same while the words stand, whatever their page, line breaks or case.

    What the rule says is part of it, in English, since several findings may rest on one sentence.
    """
    with translation.override("en"):
        said = str(finding.message)
    quotes = sorted(_plain(quote.text) for quote in finding.evidence)
    return hashlib.sha256("\n".join((finding.code, _plain(said), *quotes)).encode()).hexdigest()


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def mended(before: Sequence[Finding], after: Iterable[Finding]) -> list[Finding]:
    """The findings of an earlier file that a later one no longer has, in their order.

    What a rule still finds, in other words than before, is not mended: each finding of the later file stands for one
    of the earlier file's of the same rule, the same one where there is one.
    """
    known = {fingerprint(finding): finding for finding in before}
    left: dict[str, int] = defaultdict(int)
    for finding in after:
        if known.pop(fingerprint(finding), None) is None:
            left[finding.code] += 1
    gone = []
    for finding in known.values():
        if left[finding.code]:
            left[finding.code] -= 1
        else:
            gone.append(finding)
    return gone

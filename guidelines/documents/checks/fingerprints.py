"""What makes two findings the same: the rule, what it says, and the words it rests on."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils import translation

from guidelines.documents.checks.types import Finding


def fingerprint(finding: Finding, document: str = "") -> str:
    """The hash (SHA-256, hex) of a finding: the same while the words stand, whatever their page, line breaks or case.

    What the rule says is part of it, in English, since several findings may rest on one sentence. A finding without a
    quotation rests on the whole `document`, named by its SHA-256: in another one it is another finding.
    """
    with translation.override("en"):
        said = str(finding.message)
    quotes = sorted(_plain(quote.text) for quote in finding.evidence) or [document]
    return hashlib.sha256("\n".join((finding.code, _plain(said), *quotes)).encode()).hexdigest()


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def mended(before: Sequence[Finding], after: Iterable[Finding]) -> list[Finding]:
    """The findings of an earlier file that a later one no longer has, in their order.

    What a rule still finds, in other words than before, is not mended: each finding of the later file stands for one
    of the earlier file's of the same rule, the same one where there is one.
    """
    known, now = [(fingerprint(finding), finding) for finding in before], list(after)
    before_keys, now_keys = {key for key, _finding in known}, [fingerprint(finding) for finding in now]
    new = Counter(finding.code for key, finding in zip(now_keys, now, strict=True) if key not in before_keys)
    gone, standing = [], set(now_keys)
    for key, finding in known:
        if key in standing:
            continue
        if new[finding.code]:
            new[finding.code] -= 1
        else:
            gone.append(finding)
    return gone

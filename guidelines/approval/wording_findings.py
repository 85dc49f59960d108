"""What is said of the findings in a document, and of what differs between two."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.approval.checks import Seen
from guidelines.approval.documents_read import CheckedFile
from guidelines.documents.checks.types import WEIGHT, Finding
from guidelines.documents.guideline.comparing import Difference


def counted(findings: Sequence[Finding]) -> str:
    """Return how many there are of each weight: "2 fejl, 14 at se efter, 1 uklart"; says so where there are none."""
    count = {name: sum(finding.severity == name for finding in findings) for name in WEIGHT}
    words = {
        "error": ngettext("%(count)s error", "%(count)s errors", count["error"]),
        "warning": ngettext("%(count)s to look at", "%(count)s to look at", count["warning"]),
        "unknown": ngettext("%(count)s unclear", "%(count)s unclear", count["unknown"]),
    }
    said = ", ".join(words[name] % {"count": number} for name, number in count.items() if number)
    return said or _("Nothing was found.")


def mended_words(count: int) -> str:
    """Return how many findings of the file before are gone; "" for none."""
    if not count:
        return ""
    sentence = ngettext(
        "%(count)s is corrected since the file before.", "%(count)s are corrected since the file before.", count
    )
    return sentence % {"count": count}


def seen_to(checked: CheckedFile | None) -> list[Seen]:
    """Return what the case's list of checks says of the document: its open errors, or that it could not be read."""
    if checked is None:
        return []
    if checked.problem:
        return [Seen("unk", _("The document could not be checked."))]
    errors = checked.judged.errors
    if not errors:
        return [Seen("done", _("No open errors in the document"))]
    sentence = ngettext(
        "%(count)s open error in the document: %(first)s", "%(count)s open errors in the document: %(first)s", errors
    )
    return [Seen("err", sentence % {"count": errors, "first": _errors(checked)})]


def _errors(checked: CheckedFile) -> str:
    return " ".join(str(finding.message) for finding in checked.judged.open if finding.severity == "error")


def difference_words(found: Difference) -> str:
    """Return what differs by counts: "Anbefalinger: 1 ny, 2 ændrede, 4 uændrede. Afsnit, der er forskellige: 3."."""
    added, changed, removed = (found.counted(kind) for kind in ("added", "changed", "removed"))
    words = (
        (added, ngettext("%(count)s new", "%(count)s new", added)),
        (changed, ngettext("%(count)s changed", "%(count)s changed", changed)),
        (removed, ngettext("%(count)s removed", "%(count)s removed", removed)),
        (
            found.regraded,
            ngettext("%(count)s with another strength", "%(count)s with another strength", found.regraded),
        ),
        (found.kept, ngettext("%(count)s unchanged", "%(count)s unchanged", found.kept)),
    )
    parts = ", ".join(sentence % {"count": count} for count, sentence in words if count) or _("none in either")
    sentence = _("Recommendations: %(parts)s. Sections that differ: %(count)s.")
    return sentence % {"parts": parts, "count": len(found.sections)}

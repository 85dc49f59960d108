"""What a document says for each field of *Registrér version*: the value, its words, and every doubt (ux page 13).

Nothing is invented: what the document does not say stays empty and says so; a month stays a month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from guidelines.documents.checks.types import Finding
from guidelines.documents.dates import FuzzyDate, parse_date
from guidelines.documents.guideline.facts import DateFact, DateName, GuidelineFacts, Quote
from guidelines.documents.guideline.report import GuidelineReport
from guidelines.lists.dates import long_date
from guidelines.register.models import GuidelineVersion
from guidelines.register.rules import label_key
from guidelines.register.wording import COUNTED_FROM, interval

DATE_LENGTH = 40  # characters that a field for a date takes
SURE = 0.8  # a reading less sure than this is a doubt of its own
DATES: tuple[DateName, ...] = (
    "last_search",
    "clinical_approval",
    "submitted",
    "administrative_approval",
    "published",
    "expiry",
)
_WEIGHTY = ("error", "unknown")
_ALSO: Mapping[str, tuple[str, ...]] = {
    "base_versions_differ": ("label",),
    "interval_without_anchor": ("months", "counts_from"),
}
"""Rules that touch a field without quoting the words it was filled from."""
_WITNESS = "file_name_differs"
_REVISION = ("next_due", "months", "counts_from")


@dataclass(frozen=True)
class Filled:
    """What was read for one field: its value ("" where the document says nothing), the words, doubts and remarks.

    `hints` are words that bear on the field without being its value.
    """

    value: str = ""
    quote: Quote | None = None
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    hints: tuple[Quote, ...] = ()


def fill(report: GuidelineReport) -> dict[str, Filled]:
    """What was read, by the field of VersionForm it belongs to; sentences in the language that is active."""
    facts = report.facts
    found = {"label": _label(report), "template_version": _template(facts)}
    found |= {name: _date(report, name) for name in DATES}
    found |= _next_revision(facts)
    if not found["expiry"].value:
        found["expiry"] = Filled()  # few documents give one: that it is not there is nothing to say
    found["kind"] = _kind(facts)
    return {name: _with_findings(name, filled, report.findings) for name, filled in found.items()}


def merged(posted: Mapping[str, str], filled: Mapping[str, Filled], before: Mapping[str, Filled]) -> dict[str, str]:
    """What the form is given: what was typed, and what was read where nothing was.

    Values that stem from the document `before` this one give way. The next revision is a date or an interval: what was
    typed of it keeps the document's out.
    """
    given = {name: words for name, words in posted.items() if words != before.get(name, Filled()).value}
    if given.get("kind") == GuidelineVersion.Kind.UNKNOWN:
        del given["kind"]
    if given.get("next_due") or given.get("months"):
        filled = {name: read for name, read in filled.items() if name not in _REVISION}
    elif "months" in filled:
        given.pop("counts_from", None)
    return given | {name: read.value for name, read in filled.items() if read.value and not given.get(name)}


def quotes_of(facts: GuidelineFacts) -> dict[str, Quote]:
    """The words each field was filled from, where there are any."""
    stated = {"label": facts.version, "template_version": facts.template_version}
    quotes = {name: value.quote for name, value in stated.items() if value}
    quotes |= {name: facts.dates[name].quote for name in DATES if name in facts.dates}
    kind = _kind(facts)
    if kind.quote:
        quotes["kind"] = kind.quote
    revision = facts.dates.get("next_revision")
    if revision:
        quotes["months" if revision.interval_months else "next_due"] = revision.quote
    return quotes


def date_words(known: FuzzyDate) -> str:
    """The words of the document where the form reads them alike, else the date as precise as it is known."""
    words = known.source.strip()
    readings = parse_date(words) if len(words) <= DATE_LENGTH else []
    return words if readings and readings[0].span == known.span else known.isoformat()


def _label(report: GuidelineReport) -> Filled:
    """The document's own version; a version it was made from is a hint and never the value (domain 2.4)."""
    facts, named = report.facts, report.name.version
    if facts.version:
        agrees = [_("The file name says the same.")] if named == facts.version.value else []
        return Filled(facts.version.value, facts.version.quote, _unsure(facts.version.quote), tuple(agrees))
    notes = [_("The document does not say which version it is. Write the number you know it by.")]
    if named:
        notes.append(_("The file name says %(version)s.") % {"version": named})
    bases = {stated.value: stated.quote for stated in reversed(facts.base_versions)}
    if bases:
        notes.append(_("It says that it was made from version %(versions)s.") % {"versions": ", ".join(bases)})
    return Filled(notes=tuple(notes), hints=tuple(bases.values()))


def _template(facts: GuidelineFacts) -> Filled:
    stated = facts.template_version
    if not stated:
        return Filled(notes=(_("We did not find it in the document."),))
    others = {other.value for other in facts.template_versions[1:]}
    doubts = [_("Another place says %(version)s.") % {"version": other} for other in sorted(others)]
    return Filled(stated.value, stated.quote, (*_unsure(stated.quote), *doubts))


def _kind(facts: GuidelineFacts) -> Filled:
    """What the version was made as, where it names its number and the one version it was made from: a proposal.

    No document says which kind it is, and no rule which number follows (domain 2.4): whoever registers it decides.
    """
    version, base = facts.version, facts.based_on_version
    if version and not facts.base_versions and not facts.change_log and label_key(version.value) == label_key("1.0"):
        doubt = _("Proposed because it is version 1.0, and names no earlier one.")
        return Filled(str(GuidelineVersion.Kind.FIRST), version.quote, (doubt,))
    if version is None or base is None or label_key(base.value) >= label_key(version.value):
        return Filled(notes=(_("The document does not say it."),))
    is_major = label_key(version.value).split(".")[0] != label_key(base.value).split(".")[0]
    kind = GuidelineVersion.Kind.MAJOR if is_major else GuidelineVersion.Kind.MINOR
    words = {"version": version.value, "base": base.value}
    doubt = _("Proposed because version %(version)s was made from %(base)s. Look at what was changed.") % words
    return Filled(str(kind), base.quote, (doubt,))


def _date(report: GuidelineReport, name: DateName) -> Filled:
    fact = report.facts.dates.get(name)
    if fact is None or fact.value is None:
        return Filled(notes=(_("We did not find it in the document."),))
    notes = []
    if name == "administrative_approval" and fact.value.span == (report.name.approved_on,) * 2:
        notes.append(_("The file name says the same."))
    return Filled(date_words(fact.value), fact.quote, _doubts(report.facts, name, fact), tuple(notes))


def _doubts(facts: GuidelineFacts, name: DateName, fact: DateFact) -> tuple[str, ...]:
    """A reading that is not sure, words that read two ways, and another place that says something else."""
    doubts = list(_unsure(fact.quote))
    if fact.value:
        others = [other for other in parse_date(fact.value.source) if other.span != fact.value.span]
        doubts += [_("The words could also be read as %(date)s.") % {"date": long_date(other)} for other in others]
        witnesses = {known.value.span: known.value for known in facts.other_dates.get(name, ()) if known.value}
        doubts += [
            _("Another place says %(date)s.") % {"date": long_date(other)}
            for span, other in witnesses.items()
            if span != fact.value.span
        ]
    return tuple(doubts)


def _unsure(quote: Quote) -> tuple[str, ...]:
    return () if quote.confidence >= SURE else (_("We are not sure that we read this right. Look it up."),)


def _next_revision(facts: GuidelineFacts) -> dict[str, Filled]:
    """The date stated, or the interval with what it counts from: the form computes the date of the interval."""
    fact = facts.dates.get("next_revision")
    if fact is None:
        return {"next_due": Filled(notes=(_("The document does not say when it is next to be revised."),))}
    if not fact.interval_months:
        value = date_words(fact.value) if fact.value else ""
        return {"next_due": Filled(value, fact.quote, _doubts(facts, "next_revision", fact))}
    doubts = _unsure(fact.quote) if fact.is_anchor_stated else ()
    months = Filled(str(fact.interval_months), fact.quote, doubts, _computed(fact))
    counts_from = fact.counts_from if fact.counts_from in COUNTED_FROM else ""
    return {
        "next_due": Filled(notes=(_("The document gives an interval; see below."),)),
        "months": months,
        "counts_from": Filled(counts_from or ""),
    }


def _computed(fact: DateFact) -> tuple[str, ...]:
    """The date an interval comes to, with the sum; what is missing where it comes to none."""
    if fact.value is None or fact.counts_from not in COUNTED_FROM:
        return (_("The date it is counted from is not known: write it above."),)
    words = {
        "date": long_date(fact.value),
        "years": interval(fact.interval_months or 0),
        "base": COUNTED_FROM[fact.counts_from],
    }
    return (_("%(years)s after %(base)s: %(date)s.") % words,)


def _with_findings(name: str, filled: Filled, findings: tuple[Finding, ...]) -> Filled:
    """The field with what the rules found that touches it: they quote its words, or are known to be about it."""
    touching = [
        str(finding.message)
        for finding in findings
        if (finding.severity in _WEIGHTY or finding.code == _WITNESS)
        and ((filled.quote and filled.quote in finding.evidence) or name in _ALSO.get(finding.code, ()))
    ]
    if not touching:
        return filled
    return Filled(filled.value, filled.quote, (*filled.doubts, *touching), filled.notes, filled.hints)

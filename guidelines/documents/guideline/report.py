"""Reading a guideline file and checking it: bytes and a name in, facts and findings out."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.catalogue import check
from guidelines.documents.checks.types import Finding, Limits, Subject
from guidelines.documents.guideline.as_json import facts_as_json, quote_as_json
from guidelines.documents.guideline.bodies import Groups
from guidelines.documents.guideline.document import Reading
from guidelines.documents.guideline.extracting import read_lines_of
from guidelines.documents.guideline.facts import GuidelineFacts, NameWitness
from guidelines.documents.guideline.file_names import read_file_name
from guidelines.documents.guideline.lines import Line
from guidelines.documents.guideline.reading import read_lines
from guidelines.documents.planskema_types import UnreadableFile

_log = logging.getLogger(__name__)
BROKEN = _("The document cannot be read here, though nothing need be wrong with it. Fill in the fields yourself.")


@dataclass(frozen=True)
class GuidelineReport:
    """A file as read: its facts, what its name says, and what the rules found, the weightiest first."""

    reading: Reading
    name: NameWitness
    findings: tuple[Finding, ...]

    @property
    def facts(self) -> GuidelineFacts:
        """What the document says of itself."""
        return self.reading.facts

    def as_json(self) -> dict[str, Any]:
        """The object of the command's `--json`, in the language that is active."""
        findings = [
            {
                "code": finding.code,
                "severity": finding.severity,
                "message": str(finding.message),
                "evidence": [quote_as_json(quote) for quote in finding.evidence],
                "suggestion": None if finding.suggestion is None else str(finding.suggestion),
            }
            for finding in self.findings
        ]
        return facts_as_json(self.facts) | {"findings": findings}


def read_guideline(
    data: bytes, *, file_name: str, groups: Groups, limits: Limits | None = None, without: Collection[str] = ()
) -> GuidelineReport:
    """Read and check one guideline: PDF, Word or text taken from either.

    `groups` maps every spelling of a group to its abbreviation; `without` names the rules that are switched off.
    Raises UnreadableFile with a sentence for the person who chose the file.
    """
    lines = read_lines_of(data, file_name)
    return report_on(lines, file_name=file_name, groups=groups, limits=limits, without=without)


def report_on(
    lines: Sequence[Line],
    *,
    file_name: str,
    groups: Groups,
    limits: Limits | None = None,
    without: Collection[str] = (),
) -> GuidelineReport:
    """What `read_guideline` says, of lines that were extracted before (`reading_texts.lines_of`); raises as it does."""
    reading = read_safely(tuple(lines), groups)
    return report_of(reading, file_name=file_name, groups=groups, limits=limits, without=without)


def report_of(
    reading: Reading,
    *,
    file_name: str,
    groups: Groups,
    limits: Limits | None = None,
    without: Collection[str] = (),
) -> GuidelineReport:
    """What `read_guideline` says, of a document that was read before."""
    name = read_file_name(file_name, groups)
    return GuidelineReport(reading, name, check(Subject(reading, name, limits or Limits()), without=without))


def read_safely(lines: tuple[Line, ...], groups: Groups) -> Reading:
    """The document as read; raises UnreadableFile where the reader itself breaks on it, which the log then tells."""
    try:
        return read_lines(lines, groups)
    except Exception as error:
        _log.exception("The reader broke on a document.")
        raise UnreadableFile(BROKEN) from error

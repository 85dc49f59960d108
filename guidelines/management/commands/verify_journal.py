"""Read the journal's chain, the rows it tells of and every stored document, and name what is not as it was written."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from guidelines.journal.comparing import COMPARED, Comparison, compare
from guidelines.journal.files import FilesVerdict, examine_files, sweep
from guidelines.journal.verify import Verdict, examine


class Command(BaseCommand):
    """Exit code 0 when all is whole, 1 when something is not, and lines (or a JSON object) that say what.

    A file without a row is named, but is no fault. --write-head writes what nobody can change afterwards unseen, if it
    is kept on another machine: give it to --head the next time. The JSON of a whole journal is such a head, too.
    """

    help = "Read the journal's chain, the rows it tells of and every document, and name what is not as it was written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options only."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--write-head", type=Path, help="write the head of a whole journal into this file")
        parser.add_argument("--sweep", action="store_true", help="remove files without a row that are older than a day")
        expected = parser.add_mutually_exclusive_group()
        expected.add_argument(
            "--head", type=Path, help="a head written earlier, or the JSON of a run; it must be there"
        )
        expected.add_argument("--expect", default="", help="the digest of an earlier head, which must be there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, print, and leave with 1 if something is not whole."""
        now = datetime.now(UTC)  # the machine's own clock: it is compared with the disk's
        seq, digest, count = _exported(options["head"]) if options["head"] else (None, options["expect"], 0)
        verdict = examine(head_seq=seq, head_digest=digest)
        files = examine_files(now, at_least=count)
        removed = sweep(now) if options["sweep"] else []
        with translation.override("da"):
            rows = compare()
            said = _as_json(verdict, rows, files, removed)
            self.stdout.write(json.dumps(said) if options["json"] else _as_text(verdict, rows, files, removed))
        if not said["whole"]:
            sys.exit(1)
        if options["write_head"]:
            _write(options["write_head"], {"at": now.isoformat(), "head": said["head"]})


def _exported(path: Path) -> tuple[int, str, int]:
    try:
        head = json.loads(path.read_text(encoding="utf-8"))["head"]
        return int(head["seq"]), str(head["digest"]), int(head.get("files", 0))
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise CommandError(f"{path} holds no head of a journal.", returncode=2) from error


def _write(path: Path, head: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(head) + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.", returncode=2) from error


def _as_json(verdict: Verdict, rows: Comparison, files: FilesVerdict, removed: list[str]) -> dict[str, Any]:
    fault = verdict.fault
    return {
        "whole": fault is None and not rows.differences and not files.faults,
        "head": {"seq": verdict.seq, "digest": verdict.digest, "files": files.count},
        "fault": {"seq": fault.seq, "problem": fault.problem} if fault else None,
        "rows": [asdict(found) for found in rows.differences],
        "compared": {"rows": rows.rows, "facts": rows.facts, "not_compared": rows.not_compared},
        "files": [{"key": found.key, "problem": found.problem} for found in files.faults],
        "strays": list(files.strays),
        "removed": removed,
    }


def _as_text(verdict: Verdict, rows: Comparison, files: FilesVerdict, removed: list[str]) -> str:
    lines = [f"{verdict.seq} events, chain whole, head {verdict.digest}"]
    if verdict.fault:
        lines = [f"Broken at event {verdict.fault.seq}: {verdict.fault.problem}."]
    lines += [f"{COMPARED[found.kind].name} {found.key}: {found.problem}." for found in rows.differences]
    if not rows.differences:
        words = {"rows": rows.rows, "facts": rows.facts, "untold": rows.not_compared}
        lines.append(_("%(rows)s rows and %(facts)s facts as told; %(untold)s facts not told, not compared") % words)
    lines += [f"Document {found.key}: {found.problem}." for found in files.faults]
    lines += [f"Stray file: {path}" for path in files.strays if path not in removed]
    lines += [f"Removed stray file: {path}" for path in removed]
    if not files.faults:
        lines.append(f"{files.count} documents, all as uploaded")
    return "\n".join(lines)

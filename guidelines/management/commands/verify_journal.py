"""Read the journal's chain and name the first broken event."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guidelines.journal.verify import Verdict, examine


class Command(BaseCommand):
    """Exit code 0 when the chain is whole, 1 when it is broken, and one line (or JSON object) that says so.

    The JSON of a whole chain is also the export of its head: keep it elsewhere and give it to --head next time.
    """

    help = "Read the journal's chain and name the first broken event."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options only."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        expected = parser.add_mutually_exclusive_group()
        expected.add_argument("--head", type=Path, help="the JSON of an earlier run in a file; its head must be there")
        expected.add_argument("--expect", default="", help="the digest of an earlier head, which must be there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, print, and leave with 1 if the chain is broken."""
        seq, digest = _exported(options["head"]) if options["head"] else (None, options["expect"])
        verdict = examine(head_seq=seq, head_digest=digest)
        self.stdout.write(json.dumps(_as_json(verdict)) if options["json"] else _as_text(verdict))
        if verdict.fault:
            sys.exit(1)


def _exported(path: Path) -> tuple[int, str]:
    try:
        head = json.loads(path.read_text(encoding="utf-8"))["head"]
        return int(head["seq"]), str(head["digest"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise CommandError(f"{path} holds no head of a journal.", returncode=2) from error


def _as_json(verdict: Verdict) -> dict[str, Any]:
    fault = verdict.fault
    return {
        "whole": fault is None,
        "head": {"seq": verdict.seq, "digest": verdict.digest},
        "fault": {"seq": fault.seq, "problem": fault.problem} if fault else None,
    }


def _as_text(verdict: Verdict) -> str:
    if verdict.fault:
        return f"Broken at event {verdict.fault.seq}: {verdict.fault.problem}."
    return f"{verdict.seq} events, chain whole, head {verdict.digest}"

"""`manage.py draw_moves`: write docs/approval.md, the moves of a revision as a diagram and a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from guidelines.approval.drawing import drawn


class Command(BaseCommand):
    help = "Write docs/approval.md from the table of moves."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page and name it."""
        path = Path(settings.BASE_DIR) / "docs" / "approval.md"
        path.write_text(drawn(), encoding="utf-8")
        self.stdout.write(str(path.relative_to(settings.BASE_DIR)))

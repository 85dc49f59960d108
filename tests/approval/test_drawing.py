"""The drawn table of moves is the one that is in force."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from guidelines.approval.drawing import drawn
from guidelines.approval.rules import TRANSITIONS

PAGE = Path(settings.BASE_DIR) / "docs" / "approval.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == drawn(), "run manage.py draw_moves"


def test_each_move_has_its_line() -> None:
    assert sum(line.startswith("| `") for line in drawn().splitlines()) == len(TRANSITIONS)


def test_the_command_writes_the_page(settings, tmp_path, capsys) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    call_command("draw_moves")
    assert (tmp_path / "docs" / "approval.md").read_text(encoding="utf-8") == drawn()
    assert capsys.readouterr().out == "docs/approval.md\n"

"""`manage.py read_guideline`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.documents.guideline.reading import whole

pytestmark = pytest.mark.django_db


def _run(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("read_guideline", str(path), *options, stdout=out)
    return out.getvalue()


def test_json_has_every_field_of_the_contract(tmp_path: Path) -> None:
    path = tmp_path / "retningslinje.txt"
    path.write_text(whole())
    said = json.loads(_run(path, "--json"))
    assert said.keys() == {
        "title", "group", "professional_body", "version", "based_on_version", "template_version", "language", "dates",
        "clinical_approval_by", "administrative_approval_by", "update_owner", "authors", "reviewers", "recommendations",
        "sections", "change_log", "searches", "consultation", "evidence", "findings",
    }  # fmt: skip
    assert said["group"] == "DSG"
    assert said["findings"][0]["message"] == "Det fremgår ikke, hvilken version dokumentet er."


def test_without_json_it_speaks_to_a_person(tmp_path: Path) -> None:
    path = tmp_path / "retningslinje.txt"
    path.write_text(whole())
    assert "administrative_approval: 2025-06-10  »10. juni 2025« (linje" in _run(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        _run(tmp_path / "none.pdf")
    assert refused.value.returncode == 2

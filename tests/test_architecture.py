"""The house: one way up through the rooms, short files and functions, and nothing of one machine in the repository."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("dsg_planner", "guidelines", "reminders")
LONGEST_FILE, LONGEST_FUNCTION, USUAL_FUNCTION = 400, 60, 30  # lines
Function = ast.FunctionDef | ast.AsyncFunctionDef


def tracked() -> list[Path]:
    """Return the files of the repository, those not committed yet included and ignored ones left out."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return sorted({ROOT / name for name in listed if (ROOT / name).is_file()})


def modules() -> list[Path]:
    """Return the product's own modules."""
    return [
        path
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in PACKAGES and "migrations" not in path.parts
    ]


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def house() -> list[Path]:
    found = modules()
    assert len(found) > 20, "the product's modules are not where this test looks"
    return found


def test_imports_go_one_way_up() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint_imports, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_import_stands_inside_a_function(house: list[Path]) -> None:
    inside = {
        f"{name(path)}:{node.lineno}"
        for path in house
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert inside == set()


def test_rules_import_no_model_and_no_database(house: list[Path]) -> None:
    impure = {
        f"{name(path)}: {node.module}"
        for path in house
        if "rules" in (path.stem, path.parent.name)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
        if node.module.startswith("django.db") or re.search(r"\.models\b", node.module)
    }
    assert impure == set()


def test_every_module_puts_off_its_annotations(house: list[Path]) -> None:
    line = "from __future__ import annotations"
    without = [name(path) for path in house if path.read_text("utf-8").strip() and line not in path.read_text("utf-8")]
    assert [found for found in without if not found.endswith("__init__.py")] == []


def test_no_utils_no_signals_no_services(house: list[Path]) -> None:
    assert [name(path) for path in house if path.stem in {"utils", "helpers", "signals", "services"}] == []


def test_files_are_short() -> None:
    long = {
        name(path): lines
        for path in tracked()
        if path.suffix in {".py", ".html", ".css", ".js"} and "migrations" not in path.parts
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_functions_are_short(house: list[Path]) -> None:
    lengths = {
        f"{name(path)}:{function.lineno} {function.name}": length(function)
        for path in house
        for function in functions(path)
    }
    assert {where: lines for where, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}
    assert sorted(lengths.values())[int(len(lengths) * 0.9)] <= USUAL_FUNCTION


def test_nothing_names_a_folder_of_one_machine() -> None:
    folder = re.compile(rb"(?<![\w.])/(?:work|farm|root)/")
    assert [name(path) for path in tracked() if folder.search(path.read_bytes())] == []

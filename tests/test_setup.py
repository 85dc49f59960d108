"""The set-up scripts say in one sentence what is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OLD = '[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n'
WITHOUT_VENV = f'case "$*" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"\n'


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with the scripts and nothing else."""
    shutil.copytree(ROOT / ".ci", tmp_path / "clone" / ".ci")
    return tmp_path / "clone"


def said(*command: str | Path, path: str | None = None, **environment: str) -> tuple[int, list[str]]:
    """Return the exit code and everything that `command` printed, as lines."""
    variables = {"PATH": path or "/usr/bin:/bin", **environment}
    done = subprocess.run(
        [str(word) for word in command], env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (
            OLD,
            "dsg-planner needs Python 3.11 or newer; {name} is Python 3.9.2: install one, "
            "or name it with PYTHON=/path/to/python3.11.",
        ),
        (
            None,
            "dsg-planner needs Python 3.11 or newer; {name} is missing: install one, "
            "or name it with PYTHON=/path/to/python3.11.",
        ),
        (WITHOUT_VENV, "Python's venv module is missing: on Debian and Ubuntu, apt-get install python3-venv."),
    ],
)
def test_a_python_that_will_not_do_gets_one_sentence(bare: Path, program: str | None, sentence: str) -> None:
    python = bare / "python"
    if program:
        python.write_text(f"#!/bin/sh\n{program}")
        python.chmod(0o755)
    assert said(bare / ".ci" / "setup", PYTHON=str(python)) == (1, [sentence.format(name=python)])


def test_no_network_gets_one_sentence(bare: Path) -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / lock, bare / lock)
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": "/dev/null"}
    assert said(bare / ".ci" / "setup", PYTHON=sys.executable, **nowhere) == (
        1,
        [
            "Fetching the packages of requirements.lock ...",
            "The packages could not be fetched: is there a network? What was tried stands in .venv/install.log.",
        ],
    )


def test_each_missing_program_gets_one_sentence(bare: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "id", "find", "head", "initdb"):
        (tools / tool).symlink_to(shutil.which(tool) or "/bin/true")
    code, lines = said("/bin/sh", bare / ".ci" / "services", path=str(tools))
    assert (code, [line for line in lines if not line.startswith("A font")]) == (
        1,
        [
            "Chromium is missing, which the browser tests need: apt-get install chromium.",
            "redis-server is missing, which the Redis tests need: apt-get install redis-server.",
        ],
    )

"""The repository's own files: make's targets, locks without hosts, what the README promises."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TARGETS = ["help", "setup", "demo", "test", "faults", "check", "bench", "lock", "fmt", "messages"]
LOCKS = ["requirements.lock", "requirements-dev.lock"]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z,-]+\])?==([^ ;\\]+)(.*)$")


def pins(lock: str) -> dict[str, str]:
    """Return name -> version and marker of every package in `lock`."""
    lines = (ROOT / lock).read_text().splitlines()
    return {match[1]: match[2] + match[3] for line in lines if (match := PIN.match(line))}


@pytest.mark.parametrize("arguments", [["help"], []])
def test_make_lists_its_targets(arguments: list[str]) -> None:
    listed = subprocess.run(["make", "-s", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [line.split()[1] for line in listed.splitlines()] == TARGETS


@pytest.mark.parametrize("lock", LOCKS)
def test_each_locked_package_has_a_version_and_a_hash(lock: str) -> None:
    packages = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
    bare = [entry for entry in packages if not PIN.match(entry.splitlines()[0]) or "--hash=sha256:" not in entry]
    assert bare == []
    assert len(packages) > 30


@pytest.mark.parametrize("lock", [*LOCKS, "package-lock.json"])
def test_no_lock_names_a_host(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text()


def test_the_tests_run_on_the_packages_that_the_site_runs_on() -> None:
    assert {package: pin for package, pin in pins(LOCKS[1]).items() if package in pins(LOCKS[0])} == pins(LOCKS[0])


def test_every_npm_package_has_its_digest_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert {
        name for name, entry in packages.items() if name and ("integrity" not in entry or "resolved" in entry)
    } == set()
    assert (ROOT / ".npmrc").read_text().splitlines() == ["omit-lockfile-registry-resolved=true"]


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/operations.md"])
def test_pages_name_only_commands_that_there_are(document: str) -> None:
    text = (ROOT / document).read_text()
    assert sorted(set(re.findall(r"\bmake ([a-z]+)`", text)) - set(TARGETS)) == []
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    builtin = {"migrate", "check", "collectstatic", "makemigrations", "createcachetable", "shell"}
    assert sorted(set(re.findall(r"manage\.py ([a-z_]+)", text)) - commands - builtin) == []


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/operations.md"])
def test_pages_link_only_files_that_there_are(document: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / document).read_text())
    assert [link for link in links if "://" not in link and not (ROOT / document).parent.joinpath(link).exists()] == []


def test_every_variable_that_the_settings_read_is_explained() -> None:
    source = (ROOT / "dsg_planner" / "settings.py").read_text()
    read = set(re.findall(r'env\.(?:env\.)?\w+\(\s*"([A-Z_]+)"', source))
    explained = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text()))
    assert (sorted(read - explained), len(read) > 15) == ([], True)

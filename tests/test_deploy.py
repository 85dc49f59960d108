"""deploy/: units and compose file parse, and name commands and settings that there are."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMMANDS = {path.stem for path in ROOT.glob("*/management/commands/*.py")} | {"migrate"}
SETTING = re.compile(r"env\.\w+\(\s*\"([A-Z_]+)\"|\"([A-Z_]+)\", _?[A-Z]|cache_url\(\"([A-Z_]+)\"")
HARDENED = (
    "ProtectSystem",
    "ProtectHome",
    "PrivateTmp",
    "NoNewPrivileges",
    "CapabilityBoundingSet",
    "SystemCallFilter",
)


def settings() -> set[str]:
    """The names of the environment that settings.py reads."""
    text = (ROOT / "dsg_planner" / "settings.py").read_text()
    return {name for found in SETTING.findall(text) for name in found if name} | {"DATABASE_URL", "REDIS_URL"}


def unit(path: Path) -> dict[str, dict[str, str]]:
    """The sections of a unit."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path)
    return {name: dict(parser[name]) for name in parser.sections()}


def command_of(words: list[str]) -> str:
    """What a command line starts: the program of the virtual environment, or the management command."""
    program = Path(words[0]).name
    return words[2] if program == "python" else program


def test_there_is_a_unit_for_every_process() -> None:
    assert [path.stem.removeprefix("dsg-planner-") for path in UNITS] == ["beat", "loop", "web", "worker"]


def test_pages_come_before_mails() -> None:
    nice = {path.stem.removeprefix("dsg-planner-"): unit(path)["Service"].get("Nice", "0") for path in UNITS}
    assert nice == {"beat": "0", "loop": "5", "web": "0", "worker": "5"}
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert {name for name, service in services.items() if "cpu_shares" in service} == {"worker"}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_restarts_is_hardened_and_starts_what_there_is(path: Path) -> None:
    sections = unit(path)
    service = sections["Service"]
    assert list(sections) == ["Unit", "Service", "Install"]
    assert (service["Restart"], service["User"]) == ("always", "dsg")
    assert [name for name in HARDENED if name not in service] == []
    words = shlex.split(service["ExecStart"])
    assert command_of(words) in {"granian", "celery", *COMMANDS}
    program = Path(words[0]).relative_to("/srv/dsg-planner")
    assert (ROOT / program).exists()
    assert "-B" not in words  # beat is a process of its own


@pytest.mark.parametrize(
    ("name", "options"), [("worker", ["worker", "--concurrency", "2"]), ("beat", ["beat", "--schedule"])]
)
def test_celery_takes_the_options_of_the_units(name: str, options: list[str]) -> None:
    words = shlex.split(unit(DEPLOY / "systemd" / f"dsg-planner-{name}.service")["Service"]["ExecStart"])
    assert words[1:3] + words[3 : 3 + len(options)] == ["-A", "dsg_planner", *options]
    asked = [word.partition("=")[0] for word in words if word.startswith("--")]
    shown = subprocess.run(
        [ROOT / ".venv/bin/celery", "-A", "dsg_planner", name, "--help"], cwd=ROOT, capture_output=True, text=True
    ).stdout
    assert [word for word in asked if word not in shown] == []


def test_the_example_of_the_environment_names_settings() -> None:
    lines = (DEPLOY / "dsg-planner.env.example").read_text().splitlines()
    names = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    told = (ROOT / "docs" / "operations.md").read_text()
    assert names - settings() == set()
    assert [name for name in sorted(names) if f"`{name}`" not in told] == []


# --- compose


@pytest.fixture
def compose() -> dict[str, Any]:
    """The compose file."""
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return read


def test_the_compose_file_has_every_service_with_a_health_check(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert sorted(services) == ["beat", "migrate", "postgres", "redis", "web", "worker"]
    assert [name for name in services if "healthcheck" not in services[name]] == ["migrate"]
    named = {volume.partition(":")[0] for each in services.values() for volume in each["volumes"]}
    assert {name for name in named if not name.startswith("./")} == set(compose["volumes"])
    assert all((DEPLOY / name).exists() for name in named if name.startswith("./"))


def test_the_compose_file_starts_what_there_is(compose: dict[str, Any]) -> None:
    services = compose["services"]
    started = {name: command_of(services[name]["command"]) for name in ("migrate", "worker", "beat")}
    assert started == {"migrate": "migrate", "worker": "celery", "beat": "celery"}
    assert services["worker"]["healthcheck"]["test"][1:] == ["python", "manage.py", "check_reminders"]
    assert "check_reminders" in COMMANDS
    given = {name for each in services.values() for name in each.get("environment", {})}
    others = {"POSTGRES_PASSWORD", "DSG_OWNER_PASSWORD", "DSG_APP_PASSWORD"}
    assert given - settings() == others
    assert services["redis"]["command"][1:] == ["--appendonly", "yes", "--maxmemory-policy", "noeviction"]


def test_only_migrating_works_as_the_owner_of_the_tables(compose: dict[str, Any]) -> None:
    services = compose["services"]
    owners = [name for name in services if "MIGRATE_DATABASE_URL" in services[name].get("environment", {})]
    assert owners == ["migrate"]
    assert services["web"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_the_image_starts_the_web_server_that_the_unit_starts() -> None:
    written = re.findall(r"^CMD \[(.*)\]$", (DEPLOY / "Dockerfile").read_text(), re.M)
    words = [word.strip().strip('"') for word in written[0].split(",")]
    unit_words = shlex.split(unit(DEPLOY / "systemd" / "dsg-planner-web.service")["Service"]["ExecStart"])
    hosts = {"0.0.0.0", "127.0.0.1"}
    assert [word for word in words[1:] if word not in hosts] == [word for word in unit_words[1:] if word not in hosts]

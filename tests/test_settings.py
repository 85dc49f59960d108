"""Settings: what the environment says is read or refused, never guessed; a public site's mistakes are named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import formats, translation

from dsg_planner import env
from dsg_planner.celery import app
from dsg_planner.checks import bounces_arrive, bounces_arrive_deployed, is_public, public_contact, public_site

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = {"ALLOWED_HOSTS": "plan.dmcg.example", "SITE_URL": "https://plan.dmcg.example", "SECRET_KEY": "k" * 60}
MOMENT = datetime(2026, 12, 1, 9, 5, tzinfo=UTC)


def settings_with(folder: Path, *arguments: str, **environment: str) -> dict[str, Any]:
    """Return the settings that a process of its own reads from `environment` alone."""
    wanted = (
        "DATABASES EMAIL_HOST EMAIL_PORT EMAIL_BACKEND APPLICATION_ROLE SESSION_COOKIE_NAME SECRET_KEY HTTPS SITE_URL"
    )
    code = f"""
import json, sys
sys.argv[1:] = {list(arguments)!r}
from dsg_planner import settings
print(json.dumps({{name: getattr(settings, name) for name in {wanted.split()!r}}}))
"""
    clean = {"PATH": os.environ["PATH"], "STATIC_ROOT": str(folder / "static"), **environment}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=clean, capture_output=True, text=True)
    if done.returncode:
        raise ImproperlyConfigured(done.stderr.strip().splitlines()[-1])
    read: dict[str, Any] = json.loads(done.stdout)
    return read


# --- readers


@pytest.mark.parametrize(
    ("word", "expected"), [("on", True), ("1", True), ("False", False), ("no", False), ("", False)]
)
def test_a_switch_is_on_or_off(monkeypatch: pytest.MonkeyPatch, word: str, expected: bool) -> None:
    monkeypatch.setenv("DEMO", word)
    assert env.switch("DEMO") is expected


def test_a_switch_refuses_another_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "ja")
    with pytest.raises(ImproperlyConfigured, match="neither on nor off"):
        env.switch("DEBUG")


def test_a_switch_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMO", raising=False)
    assert (env.switch("DEMO"), env.switch("DEMO", default=True)) == (False, True)


@pytest.mark.parametrize("word", ["0", "-1", "25 MB", "²", "1.5"])
def test_a_size_is_a_number_of_bytes(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("DOCUMENT_LIMIT", word)
    with pytest.raises(ImproperlyConfigured, match="no number of bytes"):
        env.size("DOCUMENT_LIMIT", 5)
    monkeypatch.setenv("DOCUMENT_LIMIT", " 25000000 ")
    assert env.size("DOCUMENT_LIMIT", 5) == 25_000_000
    monkeypatch.delenv("DOCUMENT_LIMIT")
    assert env.size("DOCUMENT_LIMIT", 5) == 5


def test_words_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example , ,b.example")
    assert env.words("ALLOWED_HOSTS", []) == ["a.example", "b.example"]


def test_an_address_loses_its_closing_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://plan.example/")
    assert env.url("SITE_URL") == "https://plan.example"


@pytest.mark.parametrize("address", ["plan.example", "ftp://plan.example", "https://"])
def test_another_kind_of_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("SITE_URL", address)
    with pytest.raises(ImproperlyConfigured, match="SITE_URL"):
        env.url("SITE_URL")


def test_a_broker_that_is_no_redis_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "amqp://localhost")
    with pytest.raises(ImproperlyConfigured, match="redis://"):
        env.redis_url("REDIS_URL")


def test_sqlite_writes_ahead_locks_at_begin_and_syncs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/plan.sqlite3")
    config = env.database("DATABASE_URL", "")
    assert (config["NAME"], config["OPTIONS"]) == (
        "/srv/plan.sqlite3",
        {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    )


def test_another_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://localhost/plan")
    with pytest.raises(ImproperlyConfigured, match="sqlite:/// or postgresql://"):
        env.database("DATABASE_URL", "")


def test_an_unknown_mail_scheme_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "pigeon://roof")
    with pytest.raises(ImproperlyConfigured, match="pigeon"):
        env.mail("EMAIL_URL", "")


def test_mail_into_files_names_the_whole_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "filemail:///srv/mail")
    assert env.mail("EMAIL_URL", "")["EMAIL_FILE_PATH"] == "/srv/mail"


def test_a_folder_is_made_or_the_reason_is_told(tmp_path: Path) -> None:
    assert env.directory(tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match="cannot be made"):
        env.directory(tmp_path / "file" / "b")


def test_collected_files_count_until_a_source_changes(tmp_path: Path) -> None:
    manifest, source = tmp_path / "staticfiles.json", tmp_path / "static"
    source.mkdir()
    style = source / "app.css"
    style.write_text("")
    assert not env.collected(manifest, source)
    manifest.write_text("{}")
    for path in (style, source):
        os.utime(path, (100, 100))
    assert env.collected(manifest, source)
    os.utime(style, (manifest.stat().st_mtime + 1,) * 2)
    assert not env.collected(manifest, source)


# --- the settings as a process reads them


def test_a_bare_clone_runs_on_sqlite_and_mails_into_files(tmp_path: Path) -> None:
    read = settings_with(tmp_path)
    assert (read["DATABASES"]["default"]["NAME"], read["EMAIL_BACKEND"]) == (
        str(ROOT / "var" / "db.sqlite3"),
        "django.core.mail.backends.filebased.EmailBackend",
    )
    assert (read["HTTPS"], read["SESSION_COOKIE_NAME"]) == (False, "session")


def test_the_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from-a-file\n")
    assert settings_with(tmp_path, SECRET_KEY_FILE=str(secret))["SECRET_KEY"] == "from-a-file"


def test_https_gives_cookies_that_belong_to_the_host(tmp_path: Path) -> None:
    assert settings_with(tmp_path, **PUBLIC)["SESSION_COOKIE_NAME"] == "__Host-session"


def test_mail_goes_to_the_named_server(tmp_path: Path) -> None:
    read = settings_with(tmp_path, EMAIL_URL="smtp://mail.example:2525")
    assert (read["EMAIL_HOST"], read["EMAIL_PORT"]) == ("mail.example", 2525)


@pytest.mark.parametrize(
    ("command", "role"), [("migrate", "dsg_owner"), ("runserver", "dsg_app"), ("check", "dsg_app")]
)
def test_only_migrate_and_restore_work_as_the_owner(tmp_path: Path, command: str, role: str) -> None:
    addresses = {
        "DATABASE_URL": "postgresql://dsg_app@localhost/dsg",
        "MIGRATE_DATABASE_URL": "postgresql://dsg_owner@localhost/dsg",
    }
    read = settings_with(tmp_path, command, **addresses)
    assert (read["DATABASES"]["default"]["USER"], read["APPLICATION_ROLE"]) == (role, "dsg_app")


def test_a_value_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="DEBUG='maybe' is neither on nor off"):
        settings_with(tmp_path, DEBUG="maybe")


# --- checks of a public site


def ids(messages: list[Any]) -> list[str]:
    return [message.id for message in messages]


@pytest.fixture
def public(settings: Any) -> Any:
    """A public site with nothing to find fault with."""
    settings.ALLOWED_HOSTS = ["plan.dmcg.example"]
    settings.SITE_URL = "https://plan.dmcg.example"
    settings.HTTPS = True
    settings.DEFAULT_FROM_EMAIL = settings.CONTACT_EMAIL = "sekretariat@dmcg.example"
    settings.CONTACT_PHONE = "+45 00 00 00 00"
    settings.WAS_URL = "https://was.example/plan"
    return settings


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", False), ("127.0.0.1", False), ("a.localhost", False), ("*", True), ("a.dk", True)],
)
def test_a_public_host_is_told_from_a_local_one(host: str, expected: bool) -> None:
    assert is_public(host) is expected


def test_a_public_site_that_is_set_up_has_no_fault(public: Any) -> None:
    assert public_site(None) + public_contact(None) == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DEBUG", True, ["dsg_planner.E001"]),
        ("SITE_URL", "http://localhost:8000", ["dsg_planner.E002"]),
        ("SECRET_KEY", "insecure-development-key-that-no-public-site-starts-with", ["dsg_planner.E003"]),
        ("HTTPS", False, ["dsg_planner.W001"]),
        ("CONTACT_EMAIL", "sekretariat@example.org", ["dsg_planner.W002"]),
        ("CONTACT_PHONE", "", ["dsg_planner.W003"]),
        ("WAS_URL", "", ["dsg_planner.W003"]),
    ],
)
def test_each_mistake_of_a_public_site_is_named(public: Any, name: str, value: object, expected: list[str]) -> None:
    setattr(public, name, value)
    assert ids([*public_site(None), *public_contact(None)]) == expected
    public.ALLOWED_HOSTS = ["localhost"]
    assert public_site(None) + public_contact(None) == []


def test_a_public_demo_needs_a_secret_but_no_address_of_its_own(public: Any) -> None:
    public.DEMO = True
    public.SITE_URL, public.HTTPS = "http://localhost:8000", False
    assert public_site(None) + public_contact(None) == []
    public.SECRET_KEY = public.INSECURE_KEY
    assert ids(public_site(None)) == ["dsg_planner.E003"]


@pytest.mark.parametrize(
    ("hosts", "is_demo", "address", "warned", "refused"),
    [
        (["a.dk"], False, "", ["dsg_planner.W004"], ["dsg_planner.E004"]),
        (["localhost"], False, "", [], ["dsg_planner.E004"]),
        (["localhost"], True, "", ["dsg_planner.W004"], []),
        (["a.dk"], False, "retur@a.dk", [], []),
        (["localhost"], True, "retur@a.dk", [], []),
    ],
)
def test_a_site_to_which_no_bounce_comes_is_told(
    public: Any, hosts: list[str], is_demo: bool, address: str, warned: list[str], refused: list[str]
) -> None:
    public.ALLOWED_HOSTS, public.DEMO, public.RETURN_ADDRESS = hosts, is_demo, address
    assert (ids(bounces_arrive(None)), ids(bounces_arrive_deployed(None))) == (warned, refused)
    named = {error.id for error in run_checks(include_deployment_checks=True)}
    assert named & {"dsg_planner.W004", "dsg_planner.E004"} == {*warned, *refused}


def test_a_public_site_with_the_default_secret_does_not_start(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], **PUBLIC, "DATABASE_URL": f"sqlite:///{tmp_path}/db", "SECRET_KEY": ""}
    environment["STATIC_ROOT"] = str(tmp_path / "static")
    del environment["SECRET_KEY"]
    command = [sys.executable, "-c", "import dsg_planner.wsgi"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, "dsg_planner.E003" in done.stderr) == (1, True)


# --- what a visitor gets


@pytest.mark.django_db
def test_every_answer_carries_the_strict_policy_and_headers(client: Client) -> None:
    headers = client.get("/no-such-page/").headers
    assert sorted(headers["Content-Security-Policy"].split("; ")) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self'",
        "manifest-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
    ]
    assert [headers[name] for name in ("X-Frame-Options", "Referrer-Policy", "X-Content-Type-Options")] == [
        "DENY",
        "same-origin",
        "nosniff",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("cookie", "expected"), [("", "da"), ("en", "en"), ("da", "da"), ("xx", "da")])
def test_the_language_is_danish_unless_chosen(client: Client, cookie: str, expected: str) -> None:
    client.cookies["language"] = cookie
    answer = client.get("/no-such-page/", headers={"Accept-Language": "en"})
    assert (answer.headers["Content-Language"], answer.headers["Vary"]) == (expected, "Cookie")


@pytest.mark.django_db
def test_the_chosen_language_is_kept_in_a_cookie(client: Client) -> None:
    client.post("/sprog/", {"language": "en", "next": "/"})
    assert client.cookies["language"].value == "en"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("da", ["1. december 2026", "01.12.2026", "1. december 2026 kl. 9.05", "01.12.2026 9.05", "9.05"]),
        ("en", ["1 December 2026", "1 Dec 2026", "1 December 2026 09:05", "1 Dec 2026 09:05", "09:05"]),
    ],
)
def test_dates_are_written_as_in_the_language(language: str, expected: list[str]) -> None:
    kinds = ["DATE_FORMAT", "SHORT_DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT", "TIME_FORMAT"]
    with translation.override(language):
        written = [formats.date_format(MOMENT, kind) for kind in kinds]
    assert written == expected


def test_beat_wakes_the_tick_every_half_minute_and_drops_a_late_one() -> None:
    [entry] = app.conf.beat_schedule.values()
    assert (entry["task"], entry["schedule"].total_seconds(), entry["options"]) == (
        "reminders.tick",
        30,
        {"expires": 30},
    )


def test_celery_acknowledges_late_and_keeps_no_results() -> None:
    conf = app.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier) == (True, True, 1)
    options = {"visibility_timeout": 900, "socket_connect_timeout": 3}
    assert (conf.task_ignore_result, conf.broker_transport_options) == (True, options)
    assert (conf.task_time_limit, conf.task_soft_time_limit, conf.timezone) == (300, 240, "Europe/Copenhagen")

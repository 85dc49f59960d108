"""Readers of the environment. Each fails loudly: a value that cannot be read never becomes a default."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.FileAwareEnv()

_MAILBOX = re.compile(r"[A-Za-z0-9._-]{1,15}@[A-Za-z0-9.-]+")
_YES = {"1", "true", "yes", "on"}
_NO = {"", "0", "false", "no", "off"}
KEPT_OPEN = 60  # seconds that a connection serves further requests; to open one anew costs more than a small page
_ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def text(name: str, default: str = "") -> str:
    """Return the variable `name`, or what the file named in `name`_FILE holds, without surrounding blanks."""
    return str(env.str(name, default=default)).strip()


def switch(name: str, *, default: bool = False) -> bool:
    """Return whether `name` is on. Raises ImproperlyConfigured on a word that is neither yes nor no."""
    word = text(name, "on" if default else "off").lower()
    if word not in _YES | _NO:
        raise ImproperlyConfigured(f"{name}={word!r} is neither on nor off")
    return word in _YES


def words(name: str, default: list[str]) -> list[str]:
    """Return the comma-separated variable `name` as a list without blanks."""
    return [word.strip() for word in text(name, ",".join(default)).split(",") if word.strip()]


def url(name: str, default: str = "") -> str:
    """Return an http(s) address without a closing slash, "" where unset. Raises ImproperlyConfigured on another."""
    value = text(name, default).rstrip("/")
    if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
        raise ImproperlyConfigured(f"{name}={value!r} is no address that begins with http:// or https://")
    return value


def redis_url(name: str) -> str:
    """Return a Redis address, "" where unset. Raises ImproperlyConfigured on another kind of address."""
    value = text(name)
    if value and urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(f"{name} must begin with redis://, rediss:// or unix://")
    return value


def database(name: str, default: str) -> dict[str, Any]:
    """Return Django's settings of the database at `name`; SQLite writes ahead, locks at BEGIN and syncs each commit.

    A thread keeps its connection for a minute, and a connection that broke meanwhile is replaced.

    Raises ImproperlyConfigured for anything but SQLite and PostgreSQL.
    """
    config: dict[str, Any] = environ.Env.db_url_config(text(name, default))
    if config.get("ENGINE") not in _ENGINES:
        raise ImproperlyConfigured(f"{name} must begin with sqlite:/// or postgresql://")
    config |= {"CONN_MAX_AGE": KEPT_OPEN, "CONN_HEALTH_CHECKS": True}
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = dict(_SQLITE_OPTIONS)
    return config


def mail(name: str, default: str) -> dict[str, Any]:
    """Return Django's EMAIL_* settings for the address in `name`. Raises ImproperlyConfigured on an unknown scheme.

    With `demo:` the mails stay in the demo mailbox, and Django itself sends none.
    """
    value = text(name, default)
    config: dict[str, Any] = environ.Env.email_url_config("dummymail://" if value == "demo:" else value)
    config["EMAIL_FILE_PATH"] = urlsplit(value).path
    return config


def mailbox(name: str) -> str:
    """Return a bare mail address, "" where unset. Raises ImproperlyConfigured on one that has no room for a key.

    A local part is at most 64 octets long (RFC 5321 4.5.3.1.1), of which the key takes 49; it holds no plus of its own.
    """
    value = text(name)
    if value and not _MAILBOX.fullmatch(value):
        raise ImproperlyConfigured(
            f"{name}={value!r} is no address like retur@example.dk, with at most 15 letters first"
        )
    return value


def seconds(name: str, default: int) -> int:
    """Return the variable `name` as whole seconds. Raises ImproperlyConfigured where it is no positive number."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) == 0:
        raise ImproperlyConfigured(f"{name}={value!r} is no number of seconds")
    return int(value)


def size(name: str, default: int) -> int:
    """Return the variable `name` as whole bytes. Raises ImproperlyConfigured where it is no positive number."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) == 0:
        raise ImproperlyConfigured(f"{name}={value!r} is no number of bytes")
    return int(value)


def count(name: str, default: int) -> int:
    """Return the variable `name` as a whole number, 0 or more. Raises ImproperlyConfigured on anything else."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name}={value!r} is no whole number")
    return int(value)


def directory(path: Path) -> Path:
    """Return `path`, made where it was missing. Raises ImproperlyConfigured where it cannot be made."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"the folder {path} cannot be made: {error.strerror}") from error
    return path


def collected(manifest: Path, source: Path) -> bool:
    """Return whether `manifest` was written after the last change under `source`; else pages link the sources."""
    if not manifest.exists():
        return False
    written = manifest.stat().st_mtime
    return all(path.stat().st_mtime <= written for path in source.rglob("*"))

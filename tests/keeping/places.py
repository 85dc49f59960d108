"""Work that goes on while a backup is made, and places to restore into."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, connections, transaction

from guidelines.approval.models import Decision, DraftFile
from guidelines.documents.storing import receiving
from guidelines.journal import triggers
from guidelines.journal.writing import Actor, writing
from guidelines.keeping.tables import kept_models, lines
from guidelines.models import Move, Person, PlanEntry
from tests import factories
from tests.documents.uploads import NOW, pdf

ROOT = Path(__file__).resolve().parent.parent.parent


def sign(person: Person, plan_entry: PlanEntry, filling: int = 0) -> Decision:
    """A document, and a clinical approval of its bytes, in one transaction and one event."""
    data = pdf(f"{threading.get_ident()} {time.monotonic_ns()}", filling)
    with (
        receiving(io.BytesIO(data), "Sarkomer.pdf", now=NOW) as stored,
        writing(Actor("user", str(person.pk)), now=NOW) as journal,
    ):
        revision = factories.revision(plan_entry, ended_on=NOW.date(), result="stopped")
        step = revision.steps.get()
        stages = {"stage_from": step.stage, "stage_to": step.stage}
        move = Move.objects.create(revision=revision, verb="approve", at=NOW, **stages)
        file = DraftFile.objects.create(revision=revision, document=stored, uploaded_by=person, uploaded_at=NOW)
        made = Decision.objects.create(
            step=step,
            revision=revision,
            move=move,
            person=person,
            name=person.name,
            capacity="chair",
            meaning="clinical",
            outcome="approve",
            file=file,
            sha256=stored.sha256,
            factor="code",
            body_digest="0" * 64,
            at=NOW,
        )
        facts = {"decision": made.pk, "sha256": stored.sha256, "document": str(stored.key), "signed": made.signature}
        journal.record("decided", revision, facts=facts)
    return made


class Writers:
    """Threads that sign without a pause while the block runs; an error of one is raised at its end."""

    def __init__(self, count: int) -> None:
        self._stop, self.errors, self.signed = threading.Event(), [], 0
        pairs = [(factories.person(), factories.entry(factories.guideline())) for _ in range(count)]
        self._threads = [threading.Thread(target=self._work, args=pair) for pair in pairs]

    def _work(self, person: Person, plan_entry: PlanEntry) -> None:
        try:
            while not self._stop.is_set():
                sign(person, plan_entry)
                self.signed += 1
        except Exception as error:
            self.errors.append(error)
        finally:
            connections.close_all()

    def __enter__(self) -> Writers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        assert self.errors == []


def everything() -> dict[str, bytes]:
    """Every kept row and every document, to compare."""
    rows = {model._meta.label: b"".join(lines(model, connection)) for model in kept_models()}
    root = Path(settings.MEDIA_ROOT)
    files = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return rows | files


def make_empty() -> None:
    """Leave of this database and store what a new installation has; as the owner of the tables."""
    with transaction.atomic():
        triggers.remove(connection)
        with connection.cursor() as cursor:
            for model in kept_models():
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
        triggers.install(connection)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


class Place:
    """A new installation on SQLite, worked by the documented commands alone."""

    def __init__(self, folder: Path, template: Path | None = None) -> None:
        folder.mkdir(parents=True)
        self.database, self.media = folder / "db.sqlite3", folder / "media"
        if template is not None:
            shutil.copyfile(template, self.database)

    def manage(self, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py and return what it said."""
        return self.run("manage.py", *map(str, words), **environment)

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run Python with this installation's settings."""
        facts = {
            **{name: value for name, value in os.environ.items() if name != "MIGRATE_DATABASE_URL"},
            "DJANGO_SETTINGS_MODULE": "dsg_planner.settings",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "MEDIA_ROOT": str(self.media),
            "SECRET_KEY": settings.SECRET_KEY,
            **environment,
        }
        return subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=facts, capture_output=True, text=True, check=False
        )

    def ask(self, question: str) -> list[tuple]:
        """The answer of the database to a question in SQL."""
        with sqlite3.connect(self.database) as opened:
            rows = opened.execute(question).fetchall()
        opened.close()
        return rows

    def documents(self) -> dict[UUID, bytes]:
        """The documents of the store by their keys."""
        return {UUID(path.stem): path.read_bytes() for path in self.media.rglob("*.*") if path.is_file()}

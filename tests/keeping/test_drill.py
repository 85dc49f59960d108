"""D2: the drill by the documented commands alone, timed: restore, then a page, a document and the chain."""

from __future__ import annotations

import json
import sys
import time

import pytest
from django.core.management import call_command

from guidelines.journal.writing import Actor, Record, writing
from guidelines.models import Group, Guideline
from tests import factories
from tests.documents.uploads import NOW
from tests.keeping.places import Place, sign

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("owner")]
SIZES = [
    pytest.param(2_000, 4, 1_000_000, id="small"),
    pytest.param(100_000, 42, 24_000_000, id="1 GB", marks=pytest.mark.faults),
]
MINUTES = 15
_ASK = """
import django, json
django.setup()
from django.test import Client
from guidelines.models import Guideline, StoredFile
from guidelines.people.models import User
from guidelines.documents.serving import serve
from django.test import RequestFactory
client = Client(SERVER_NAME="localhost")
client.force_login(User.objects.get(email="agnete@example.org"))
listed = client.get("/retningslinjer/")
shown = client.get(f"/retningslinjer/{Guideline.objects.get().slug}/")
served = [serve(RequestFactory().get("/"), stored) for stored in StoredFile.objects.all()]
sizes = [sum(map(len, answer.streaming_content)) for answer in served]
print(json.dumps([listed.status_code, shown.status_code, [answer.status_code for answer in served], sum(sizes)]))
"""


def fill(events: int, documents: int, size: int) -> Guideline:
    secretary = factories.person("Agnete Prøve", email="agnete@example.org")
    factories.user_for(secretary)
    factories.role(secretary, "secretariat")
    planned = factories.entry(factories.guideline(owner=factories.group("DSG")))
    for _ in range(documents):
        sign(factories.person(), planned, filling=size)
    group = Group.objects.order_by("pk")[0]
    for start in range(0, events, 1000):
        with writing(Actor("job", "drill"), now=NOW) as journal:
            journal.record_all([Record("noted", group, facts={"turn": start + turn}) for turn in range(1000)])
    return planned.guideline


@pytest.mark.parametrize(("events", "documents", "size"), SIZES)
def test_the_drill(events, documents, size, tmp_path, settings):
    settings.DOCUMENT_LIMIT = 2 * size
    fill(events, documents, size)
    archive = tmp_path / "site.backup"
    begun = time.monotonic()
    call_command("backup", str(archive))
    backed_up = time.monotonic()

    place = Place(tmp_path / "new")
    for command in (["migrate", "--verbosity", "0"], ["restore", archive], ["verify_journal"]):
        done = place.manage(*command)
        assert (command, done.returncode, done.stderr) == (command, 0, "")
    seconds = time.monotonic() - backed_up
    answered = place.run("-c", _ASK)
    assert answered.returncode == 0, answered.stderr
    listed, shown, served, total = json.loads(answered.stdout)
    assert (listed, shown, served) == (200, 200, [200] * documents)
    assert total > documents * size
    told = f"{events} events, {total} bytes: backup {backed_up - begun:.1f} s, restored and proved {seconds:.1f} s"
    sys.stdout.write(f"\n{told}\n")  # seen with -s
    assert seconds < MINUTES * 60

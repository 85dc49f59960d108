"""Uploads kept from preview to approval."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from guidelines.documents.planskema import read_planskema
from guidelines.documents.planskema_types import Planskema, UnreadableFile
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Group, Person
from guidelines.planning.importing.apply import apply_import
from guidelines.planning.importing.forms import answers_from_json, answers_to_json
from guidelines.planning.importing.known import group_spellings, load_known
from guidelines.planning.importing.plan import allowed_matches
from guidelines.planning.importing.rights import Importer
from guidelines.planning.importing.types import Answers, ImportPlan
from guidelines.planning.models import PlanImport

MOST_ROWS = 2_500


def read_upload(upload: PlanImport) -> Planskema:
    """Return the planskema of a stored upload.

    Raises UnreadableFile as the reader does, and for more rows than one page can show and one form send.
    """
    planskema = read_planskema(
        bytes(upload.content),
        file_name=upload.file_name,
        group=upload.group.abbreviation,
        known_groups=group_spellings(),
        year_columns=_columns(upload),
    )
    if len(planskema.rows) > MOST_ROWS:
        message = _(
            "The document has %(count)s rows, more than the %(most)s that are read at once. Divide it in parts."
        )
        raise UnreadableFile(message % {"count": len(planskema.rows), "most": MOST_ROWS})
    return planskema


def _columns(upload: PlanImport) -> tuple[int, ...] | None:
    if upload.first_year is None or upload.last_year is None:
        return None
    return tuple(range(upload.first_year, upload.last_year + 1))


def store_upload(
    group: Group,
    *,
    file_name: str,
    content: bytes,
    years: tuple[int | None, int | None],
    uploaded_by: Person | None,
    now: datetime,
) -> PlanImport:
    """Read a file and keep it until it is approved; raises UnreadableFile, and then keeps nothing."""
    upload = PlanImport(
        group=group,
        file_name=file_name[-255:],
        content=content,
        sha256=sha256(content).hexdigest(),
        first_year=years[0],
        last_year=years[1],
        uploaded_by=uploaded_by,
        uploaded_at=now,
    )
    read_upload(upload)
    upload.save()
    return upload


def save_answers(upload: PlanImport, answers: Answers, importer: Importer) -> None:
    """Keep the answers given so far, as far as they are the importer's to give; the plan itself is not touched.

    Raises UnreadableFile as `read_upload` does.
    """
    if answers.matches:
        matches = allowed_matches(read_upload(upload), load_known(upload.group), answers, importer)
        answers = replace(answers, matches=matches)
    upload.answers = answers_to_json(answers)
    upload.save(update_fields=["answers"])


def approve_upload(upload: PlanImport, importer: Importer, *, by: Actor, now: datetime) -> ImportPlan:
    """Write an upload with its answers into the plan, once; raises Refused when it has been approved already."""
    with writing(by, now=now):
        upload = PlanImport.objects.select_for_update().select_related("group").get(pk=upload.pk)
        if upload.applied_at is not None:
            raise Refused(_("This import has been approved already."))
        answers = answers_from_json(upload.answers)
        content = bytes(upload.content)
        planskema, group = read_upload(upload), upload.group
        plan = apply_import(planskema, group, content=content, by=by, now=now, answers=answers, importer=importer)
        upload.applied_at = now
        upload.save(update_fields=["applied_at"])
    return plan

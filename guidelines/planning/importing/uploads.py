"""Uploads kept from preview to approval."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from guidelines.documents.planskema import read_planskema
from guidelines.documents.planskema_types import Planskema, UnreadableFile
from guidelines.journal.writing import Actor, Journal, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Group, Person
from guidelines.planning.importing.answered import Sent, as_fields, row_of
from guidelines.planning.importing.apply import apply_import
from guidelines.planning.importing.both import ANSWERED, overtaken
from guidelines.planning.importing.forms import answers_from_json, answers_to_json, read_answers
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


def keep_answers(
    upload: PlanImport, sent: Sent, planskema: Planskema, importer: Importer, *, by: Actor, now: datetime
) -> None:
    """Keep what a page says anew, as far as it is the importer's to say; what others answered meanwhile stays.

    The plan itself is not touched. Raises Overtaken where one of the answers was given otherwise since the page was
    shown, and Refused where the import has been approved or dropped.
    """
    with writing(by, now=now) as journal:
        _keep(_held(upload, sent, planskema, whole=False), sent, planskema, importer, journal)


def approve_upload(
    upload: PlanImport, sent: Sent, planskema: Planskema, importer: Importer, *, by: Actor, now: datetime
) -> ImportPlan:
    """Write an upload with its answers into the plan, once. Raises as `keep_answers`, and for any answer not seen.

    Where the plan refuses (an answer to an earlier plan), nothing is written, but what the page says is kept.
    """
    with writing(by, now=now) as journal:
        upload = _held(upload, sent, planskema, whole=True)
        _keep(upload, sent, planskema, importer, journal)
        answers, content = answers_from_json(upload.answers), bytes(upload.content)
        try:
            plan = apply_import(
                planskema, upload.group, content=content, by=by, now=now, answers=answers, importer=importer
            )
        except Refused as error:
            refused = error
        else:
            upload.applied_at = now
            upload.save(update_fields=["applied_at"])
            return plan
    raise refused


def drop_upload(upload: PlanImport, sent: Sent, planskema: Planskema, *, by: Actor, now: datetime) -> None:
    """Forget an upload with its answers; raises as `approve_upload` where somebody has answered since."""
    with writing(by, now=now):
        _held(upload, sent, planskema, whole=True).delete()


def _held(upload: PlanImport, sent: Sent, planskema: Planskema, *, whole: bool) -> PlanImport:
    """Return the upload as it stands, for nobody else to change until this is done."""
    rows = PlanImport.objects.select_for_update(of=("self",)).select_related("group")
    found = rows.filter(pk=upload.pk).first()
    if found is None:
        raise Refused(_("This upload has been dropped. The plan was not changed."))
    if found.applied_at is not None:
        raise Refused(_("This import has been approved already."))
    stored = as_fields(answers_from_json(found.answers))
    unseen = sent.unseen(stored, whole=whole)
    if unseen:
        raise overtaken(stored, sent, unseen, titles={row.row: row.title for row in planskema.rows})
    return found


def _keep(upload: PlanImport, sent: Sent, planskema: Planskema, importer: Importer, journal: Journal) -> None:
    stored = as_fields(answers_from_json(upload.answers))
    merged = sent.into(stored)
    for name in _not_allowed(upload, sent, read_answers(merged), planskema, importer):
        merged = {**merged, name: stored.get(name, "")}
    changed = {name for name in {*stored, *merged} if stored.get(name, "") != merged.get(name, "")}
    if changed:
        upload.answers = answers_to_json(read_answers(merged))
        upload.save(update_fields=["answers"])
        journal.record(ANSWERED, upload, facts={"rows": {row_of(name) for name in changed}})


def _not_allowed(
    upload: PlanImport, sent: Sent, answers: Answers, planskema: Planskema, importer: Importer
) -> list[str]:
    """Return which answers to what guideline a row speaks of are not the importer's to give."""
    said = {row_of(name): name for name, value in sent.said.items() if name.startswith("match-") and value}
    if not said:
        return []
    allowed = allowed_matches(planskema, load_known(upload.group), answers, importer)
    return [name for row, name in said.items() if row not in allowed]

"""The rows of the choice of mails. The link of a mail opens for whoever has it."""

from __future__ import annotations

from typing import Any

from reminders.choices.links import unsubscribe_url
from tests.permissions.table import HEARD, OK, World, everyone, row, signed_in


def _link(w: World) -> dict[str, Any]:
    return {"token": unsubscribe_url(w.people["lead"], "published").rstrip("/").rpartition("/")[2]}


row("mail-choices", data={"language": "da"}, GET=signed_in(OK), POST=signed_in(HEARD))
row("mail-unsubscribe", args=_link, is_csrf_exempt=True, GET=everyone(OK), POST=everyone(OK))

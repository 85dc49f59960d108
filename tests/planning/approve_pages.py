"""The pages on which a plan is approved, as their tests read and press them; the plan they are about."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

from django.test import Client

from guidelines.models import Group, Person, PlanEntry
from guidelines.planning.actions import (
    add_entry,
    assign_leads,
    change_kind,
    move_entry,
    set_year,
    withdraw_entry,
)
from guidelines.planning.rules import Kind
from tests import factories
from tests.planning.approving import actor
from tests.planning.conftest import NOW

URL = "/planskema/dsg/godkend/"
PLAN = "/planskema/dsg/"


def plan_of(group: Group) -> dict[str, PlanEntry]:
    """Late, planned, without tovholder and without year; Zita has two."""
    zita = factories.person("Zita Zebra")
    late = factories.guideline("Sen sarkom", owner=group)
    factories.version(late, next_due=date(2025, 12, 21))
    return {
        "late": factories.entry(late, 2026, leads=[zita]),
        "planned": factories.entry(factories.guideline("Planlagt sarkom", owner=group), 2027, leads=[zita]),
        "bare": factories.entry(factories.guideline("Bar sarkom", owner=group), 2028),
        "yearless": factories.entry(
            factories.guideline("Årløs sarkom", owner=group), None, kind="new", leads=[factories.person("Bo Bæk")]
        ),
    }


def text(response: Any) -> str:
    """The words of the page's main part, without tags."""
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    words = unescape(re.sub(r"<[^>]+>", " ", main))
    return re.sub(r"\s+", " ", words.replace("\xa0", " "))


def lines(response: Any) -> list[tuple[str, str, str]]:
    """Each line of the tables of changes and questions: its word, the guideline, what it says."""
    found = re.findall(
        r'<tr role="row">\s*<td role="cell"><b class="pill \w+">(.*?)</b></td>\s*<th[^>]*>(.*?)</th>\s*'
        r'<td role="cell">(.*?)</td>',
        response.content.decode(),
        re.DOTALL,
    )
    return [
        tuple(unescape(re.sub(r"<[^>]+>", "", part)).replace("\xa0", " ").strip() for part in line) for line in found
    ]  # type: ignore[misc]


def acts(response: Any, word: str) -> list[str]:
    """What can be done about the first line with this word."""
    cell = response.content.decode().split(f">{word}</b>")[1].split('<div class="acts">')[1].split("</div>")[0]
    return [unescape(one) for one in re.findall(r">([^<>]+)<span class=\"vh\">", cell)]


def hidden(response: Any) -> dict[str, str]:
    """What the page's press carries."""
    names = ("seen", "follows", "event")
    return {name: str(response.context["form"][name].value() or "") for name in names}


def press(client: Client, *, act: str = "approve", remark: str = "", shown: dict[str, str] | None = None) -> Any:
    """Press on the page as it is now, or as it was `shown`."""
    return client.post(URL, {**(shown or hidden(client.get(URL))), "remark": remark, "act": act})


def change_everything(plan: dict[str, PlanEntry], group: Group, chair: Person) -> None:
    by: dict[str, Any] = {"by": actor(chair, group), "now": NOW}
    add_entry(factories.guideline("Ny sarkom", owner=group), year=2029, kind=Kind.NEW, **by)
    move_entry(plan["planned"], to_year=2028, reason="Afventer studie", **by)
    withdraw_entry(plan["bare"], reason="Lagt sammen", **by)
    set_year(plan["yearless"], year=2030, **by)
    assign_leads(plan["late"], [], **by)
    change_kind(plan["late"], kind=Kind.MINOR, **by)

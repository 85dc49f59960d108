"""The permission matrix of checking documents: rules, findings, the difference between two files. See matrix.py."""

from __future__ import annotations

from typing import Any

from guidelines.lists import clock
from guidelines.register.models import RuleSwitch
from tests.permissions.table import HEARD, MOVED, OK, World, row, secretariat, signed_in


def _switch(w: World) -> dict[str, Any]:
    RuleSwitch.objects.in_force().delete()
    told = {"code": "link_missing", "reason": "Prøve", "by": w.people["secretariat"], "at": clock.now()}
    return {"switch_id": RuleSwitch.objects.create(group=w.group, **told).pk}


row("check-rules", GET=signed_in(OK))
row("check-rule", args={"code": "link_missing"}, GET=secretariat(OK), POST=secretariat(HEARD))
row("check-rule-on", args=_switch, POST=secretariat(MOVED))

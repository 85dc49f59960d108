"""What the list of findings can be narrowed by; all of it stands in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from guidelines.desk.quality.catalogue import RULES
from guidelines.desk.quality.standing import Listed
from guidelines.lists.filters import ChoicesFilter

ACCEPTED = "accepteret"
_LIVE = {"data-autosubmit": ""}


class QualityFilter(ChoicesFilter):
    """A rule, a group, and whether it is open or accepted; choices are what there is, with their numbers."""

    regel = forms.ChoiceField(label=gettext_lazy("Rule"), required=False, widget=forms.Select(attrs=_LIVE))
    gruppe = forms.ChoiceField(label=gettext_lazy("Group"), required=False, widget=forms.Select(attrs=_LIVE))
    vis = forms.ChoiceField(label=gettext_lazy("Findings"), required=False, widget=forms.Select(attrs=_LIVE))

    def __init__(self, asked: Mapping[str, Any], listed: Iterable[Listed]) -> None:
        super().__init__(asked)
        everything = list(listed)
        self.offer(_choices(everything))
        self.found = [item for item in everything if self._fits(item)]

    def _fits(self, item: Listed) -> bool:
        rule, group = self.asked("regel"), self.asked("gruppe")
        if rule and item.finding.rule.code != rule:
            return False
        if group and group not in dict(item.groups):
            return False
        return (item.acceptance is not None) == (self.asked("vis") == ACCEPTED)


def _choices(listed: list[Listed]) -> dict[str, list[tuple[str, Any]]]:
    is_open = [item for item in listed if item.acceptance is None]
    numbers = {rule: sum(item.finding.rule is rule for item in is_open) for rule in RULES}
    present = {item.finding.rule.code for item in listed}
    rules = [(rule.code, f"{rule.asks} ({numbers[rule]})") for rule in RULES if rule.code in present]
    groups = sorted({pair for item in listed for pair in item.groups}, key=lambda pair: pair[1].casefold())
    states = [("", pgettext("findings", "Open")), (ACCEPTED, pgettext("findings", "Accepted"))]
    return {"regel": [("", _("All")), *rules], "gruppe": [("", _("All")), *groups], "vis": states}

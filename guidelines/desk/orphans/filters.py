"""What the list of *Forældreløse* can be narrowed by; all of it stands in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidelines.desk.orphans.rules import Case, Trouble
from guidelines.desk.orphans.wording import TROUBLES
from guidelines.lists.filters import ChoicesFilter

_LIVE = {"data-autosubmit": ""}


class OrphanFilter(ChoicesFilter):
    """What is wrong, as far as there is any of it, with its number; and a group, by slug and abbreviation."""

    mangel = forms.ChoiceField(label=gettext_lazy("What is missing"), required=False, widget=forms.Select(attrs=_LIVE))
    gruppe = forms.ChoiceField(label=gettext_lazy("Group"), required=False, widget=forms.Select(attrs=_LIVE))

    def __init__(self, asked: Mapping[str, Any], found: Iterable[Case], groups: Iterable[tuple[str, str]]) -> None:
        super().__init__(asked)
        everything = list(found)
        self.offer(_choices(everything, groups))
        self.found = [case for case in everything if self._fits(case)]

    def _fits(self, case: Case) -> bool:
        trouble, group = self.asked("mangel"), self.asked("gruppe")
        if trouble and trouble not in {fault.trouble for fault in case.faults}:
            return False
        return not group or group in {one.slug for one in case.guideline.groups}


def _choices(found: list[Case], known: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, Any]]]:
    numbers = {one: sum(any(fault.trouble is one for fault in case.faults) for case in found) for one in Trouble}
    troubles = [(one.value, f"{TROUBLES[one][1]} ({number})") for one, number in numbers.items() if number]
    groups = sorted(set(known), key=lambda pair: pair[1].casefold())
    return {"mangel": [("", _("All")), *troubles], "gruppe": [("", _("All")), *groups]}

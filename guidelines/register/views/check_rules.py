"""*Regler for tjek*: every rule that documents are checked by, and for which groups one is off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidelines.documents.checks.catalogue import BY_CODE, RULES
from guidelines.documents.checks.types import WEIGHT, Rule, Severity
from guidelines.lists import clock
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.people.views.shared import METHODS, Page, answer, press
from guidelines.register.access import may_switch_rules
from guidelines.register.actions import switch_off, switch_on
from guidelines.register.check_forms import SwitchForm
from guidelines.register.models import RuleSwitch


@dataclass(frozen=True)
class ListedRule:
    """A rule, and the switches that leave it out."""

    rule: Rule
    off: Sequence[RuleSwitch]


@require_safe
@login_required
def rules(request: ViewerRequest) -> HttpResponse:
    """Show all rules, the weightiest first, with the groups they are off for."""
    off: dict[str, list[RuleSwitch]] = {}
    for switch in RuleSwitch.objects.in_force().select_related("group", "by").order_by("group__sort_key"):
        off.setdefault(switch.code, []).append(switch)
    weights: dict[Severity, list[ListedRule]] = {severity: [] for severity in WEIGHT}
    for rule in RULES:
        weights[rule.severity].append(ListedRule(rule, off.get(rule.code, [])))
    context = {"weights": list(weights.items()), "count": len(RULES), "may_switch": may_switch_rules(request.viewer)}
    return render(request, "register/rules.html", context)


@require_http_methods(METHODS)
@login_required
def switch_rule(request: ViewerRequest, code: str) -> HttpResponse:
    """Leave a rule out for a group, with the reason."""
    person, rule = _switcher(request), BY_CODE.get(code)
    if rule is None:
        raise Http404
    switches = RuleSwitch.objects.in_force().filter(code=code).select_related("group")
    form = SwitchForm(request.POST or None, without=[switch.group for switch in switches])

    def act() -> str:
        group, reason = form.cleaned_data["group"], form.cleaned_data["reason"]
        switch_off(group, code=code, reason=reason, person=person, by=request.viewer.actor(), now=clock.now())
        return _("The rule is off for %(group)s.") % {"group": group.abbreviation}

    title, back = _("Switch a rule off"), reverse("check-rules")
    crumbs = [{"label": _("Rules for checks"), "url": back}, {"label": title, "url": ""}]
    page = Page(title, _("Switch it off"), back, str(rule.about), "people/form.html", {"crumbs": crumbs})
    return answer(request, form, act, page)


@require_POST
@login_required
def switch_rule_on(request: ViewerRequest, switch_id: int) -> HttpResponse:
    """Let a rule be in force for a group again."""
    person = _switcher(request)
    found = get_object_or_404(RuleSwitch.objects.select_related("group"), pk=switch_id)

    def act() -> str:
        switch_on(found, person=person, by=request.viewer.actor(), now=clock.now())
        return _("The rule is in force for %(group)s again.") % {"group": found.group.abbreviation}

    return press(request, act, reverse("check-rules"))


def _switcher(request: ViewerRequest) -> Person:
    """Return who may switch; 404 for the others."""
    person = request.viewer.person
    if person is None or not may_switch_rules(request.viewer):
        raise Http404
    return person

"""The form of a group's route."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from guidelines.approval.actions.routes import DAYS, RouteFacts, route_of
from guidelines.approval.models import Route, SelfApproval
from guidelines.approval.reading_routes import SHOWN, approvers_for
from guidelines.approval.wording_routes import FIELDS, OWN_WORK
from guidelines.journal.models import Event
from guidelines.people.forms.seen import SeenForm, shown_words
from guidelines.people.models import Group
from guidelines.people.seen import Fact, State, Watched

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST = 365  # days


def days_field(name: str, help_text: _StrPromise | str = "") -> forms.IntegerField:
    """Return a field for calendar days, 1 to 365, by its name in a route."""
    wrong = __("Write a number of days from 1 to 365.")
    return forms.IntegerField(
        label=FIELDS[name],
        min_value=1,
        max_value=LONGEST,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"size": 5, "class": "short"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class RouteForm(SeenForm):
    """Which steps a group's revisions take, who approves for it, and in how many calendar days each step is done."""

    approver_group = forms.TypedChoiceField(label=FIELDS["approver_group"], coerce=int, widget=forms.RadioSelect)
    self_approval = forms.ChoiceField(
        label=FIELDS["self_approval"],
        choices=[(kind.value, OWN_WORK[kind]) for kind in SelfApproval],
        widget=forms.RadioSelect,
        help_text=__("Administrative approval by an author is always refused."),
    )
    needs_second_factor = forms.BooleanField(
        label=FIELDS["needs_second_factor"],
        required=False,
        help_text=__("Then a mailed code is not enough: who approves must have set up two-step sign-in."),
    )
    has_consultation = forms.BooleanField(
        label=FIELDS["has_consultation"],
        required=False,
        help_text=__("Without the tick, authors hand in without a consultation and without a reason for it."),
    )
    consultation_days = days_field("consultation_days", __("Calendar days, as the others below."))
    clinical_days = days_field("clinical_days")
    administrative_days = days_field("administrative_days")
    return_days = days_field("return_days")

    def __init__(self, *args: Any, approvers: Sequence[Group], route: Route, **kwargs: Any) -> None:
        self.approvers = {group.pk: group for group in approvers}
        said = (*DAYS, "self_approval", "needs_second_factor", "has_consultation")
        initial = {name: getattr(route, name) for name in said}
        initial["approver_group"] = route.approver_group_id or route.group_id
        super().__init__(*args, **{**kwargs, "initial": initial | kwargs.get("initial", {})})
        own, *subs = approvers
        choices = [(own.pk, _("The chair of %(group)s") % {"group": own})]
        choices += [(sub.pk, _("The chair of the sub-group %(group)s") % {"group": sub}) for sub in subs]
        field = self.fields["approver_group"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = choices

    @property
    def facts(self) -> RouteFacts:
        """What was chosen, once the form is valid."""
        given = {name: self.cleaned_data[name] for name in RouteFacts.__dataclass_fields__}
        return RouteFacts(**{**given, "approver_group": self.approvers[given["approver_group"]]})


def route_state(group: Group) -> State:
    """Return the group's route as its form shows it."""
    form = RouteForm(approvers=approvers_for(group), route=route_of(group))
    return {name: _fact(form[name]) for name in SHOWN}


def _fact(field: forms.BoundField) -> Fact:
    value = field.initial
    return Fact(field.label, value, shown_words(field), value if isinstance(value, bool) else str(value))


def watched_route(group: Group) -> Watched:
    """Return a group's route as it is watched by its page."""
    events = Event.objects.filter(object_type="group", object_key=str(group.pk), verb="route_set")
    return Watched(lambda: route_state(group), events)

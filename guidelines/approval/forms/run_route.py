"""The form of a running revision's route: who approves it, by which rules, and why that is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from guidelines.approval.actions.routes import RunApprovalFacts
from guidelines.approval.forms.route import days_field
from guidelines.approval.models import Route, SelfApproval
from guidelines.approval.needed import told
from guidelines.approval.reading_run_route import Offered
from guidelines.approval.wording_routes import FIELDS, OWN_WORK
from guidelines.people.models import Group

PARTS = ("is_needed", "approver_group", "self_approval", "needs_second_factor", "clinical_days")


class RunRouteForm(forms.Form):
    """The steps of a revision: its consultation, and the clinical approvals, each kept, changed or taken away, one more
    asked for; with a reason.

    `has_consultation` is what it has now. `added` are the routes of the groups that can be asked too: one that is
    chosen brings its own rules.
    """

    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    added = forms.TypedChoiceField(
        label=__("Ask one more group"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=__("It is asked by the rules of its own route. They can be changed here afterwards."),
    )
    has_consultation = forms.BooleanField(
        label=FIELDS["has_consultation"],
        required=False,
        help_text=__("Without it, nothing is asked about a consultation when the version is handed in."),
    )
    reason = forms.CharField(
        label=__("Reason"),
        max_length=1000,
        help_text=__("It stands in the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": __("Write why the route is changed.")},
    )

    def __init__(
        self,
        *args: Any,
        offered: Sequence[Offered],
        others: Sequence[Group],
        routes: Mapping[int, Route],
        has_consultation: bool,
        **kwargs: Any,
    ) -> None:
        self.offered, self.others, self.routes = offered, {group.pk: group for group in others}, routes
        super().__init__(*args, **kwargs)
        self.fields["shown"].initial = told([item.approval for item in offered], has_consultation=has_consultation)
        self.fields["has_consultation"].initial = has_consultation
        self.fields["added"].choices = [  # type: ignore[attr-defined]
            ("", _("no other group")),
            *((group.pk, f"{group} – {group.name}") for group in others),
        ]
        for item in offered:
            self.fields.update({item.name(part): field for part, field in _fields(item)})
        self.order_fields(
            [*(item.name(part) for item in offered for part in PARTS), "has_consultation", "added", "reason", "shown"]
        )

    @property
    def rows(self) -> list[tuple[Offered, list[forms.BoundField]]]:
        """The fields of each approval, as they are shown together."""
        return [(item, [self[item.name(part)] for part in PARTS]) for item in self.offered]

    @property
    def facts(self) -> list[RunApprovalFacts]:
        """The approvals that are to be needed, once the form is valid."""
        kept = [self._kept(item) for item in self.offered if self.cleaned_data[item.name("is_needed")]]
        asked = self.others.get(self.cleaned_data["added"] or 0)
        return [*kept, _by_its_own_route(asked, self.routes.get(asked.pk))] if asked else kept

    def _kept(self, item: Offered) -> RunApprovalFacts:
        given = {part: self.cleaned_data[item.name(part)] for part in PARTS[2:]}
        approver = next(one for one in item.approvers if one.pk == self.cleaned_data[item.name("approver_group")])
        return RunApprovalFacts(item.approval.for_group, approver, **given)


def _by_its_own_route(group: Group, route: Route | None) -> RunApprovalFacts:
    found = route or Route(group=group)
    rules = {part: getattr(found, part) for part in PARTS[2:]}
    return RunApprovalFacts(group, found.approver_group or group, **rules)


def _fields(item: Offered) -> Iterator[tuple[str, forms.Field]]:
    approval, group = item.approval, item.approval.for_group
    yield (
        "is_needed",
        forms.BooleanField(
            label=_("%(group)s is to approve the revision") % {"group": group}, required=False, initial=True
        ),
    )
    yield (
        "approver_group",
        forms.TypedChoiceField(
            label=FIELDS["approver_group"],
            choices=[(one.pk, _("The chair of %(group)s") % {"group": one}) for one in item.approvers],
            coerce=int,
            initial=approval.approver_group_id,
        ),
    )
    yield (
        "self_approval",
        forms.ChoiceField(
            label=FIELDS["self_approval"],
            choices=[(kind.value, OWN_WORK[kind]) for kind in SelfApproval],
            initial=approval.self_approval,
        ),
    )
    yield (
        "needs_second_factor",
        forms.BooleanField(label=FIELDS["needs_second_factor"], required=False, initial=approval.needs_second_factor),
    )
    days = days_field("clinical_days")
    days.initial = approval.clinical_days
    yield "clinical_days", days

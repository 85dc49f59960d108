"""The form of a running revision's route: who approves it, by which rules, and why that is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import pgettext

from guidelines.approval.actions.routes import RunApprovalFacts
from guidelines.approval.forms.route import days_field
from guidelines.approval.models import Route, RunApproval, SelfApproval
from guidelines.approval.needed import told
from guidelines.approval.reading_run_route import Offered, by_own_route
from guidelines.approval.wording_routes import FIELDS, OWN_WORK
from guidelines.people.forms.seen import SeenForm, Typed, shown_words
from guidelines.people.models import Group
from guidelines.people.seen import Fact, Overtaken, State, fingerprint

CONSULTED, LONG = "has_consultation", 19  # no number of an event has as many digits
_CONSULTATION, _GROUPS = "consultation:", __("%(group)s – %(part)s")
PARTS = ("is_needed", "approver_group", "self_approval", "needs_second_factor", "clinical_days")


class RunRouteForm(SeenForm):
    """The steps of a revision: its consultation, and the clinical approvals, each kept, changed or taken away, one more
    asked for; with a reason.

    `has_consultation` is what it has now. `added` are the routes of the groups that can be asked too: one that is
    chosen brings its own rules. `shown` holds the route that the page showed, `seen` the newest event then. An approval
    that was taken away while the page was open is offered still, without its tick.
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
        self.stands = [item for item in offered if item.stands]
        self.now = told([item.approval for item in self.stands], has_consultation=has_consultation)
        self.fields["shown"].initial = self.now
        self.fields[CONSULTED].initial = has_consultation
        self.fields["added"].choices = [  # type: ignore[attr-defined]
            ("", _("no other group")),
            *((group.pk, f"{group} – {group.name}") for group in others if group.pk not in self._groups),
        ]
        for item in offered:
            self.fields.update({item.name(part): field for part, field in _fields(item)})
        self.order_fields(
            [*(item.name(part) for item in offered for part in PARTS), CONSULTED, "added", "reason", "shown", "seen"]
        )
        self.base = _base(str(self.data.get("shown", "")))

    @property
    def _groups(self) -> set[int]:
        return {item.approval.for_group_id for item in self.offered}

    @property
    def is_late(self) -> bool:
        """True where the route is otherwise than the page showed it."""
        return self.is_bound and self.data.get("shown", "") != self.now

    def overtaken(self, fresh: RunRouteForm) -> Overtaken:
        """Return what stands otherwise; `fresh` is the form as a page of now begins."""
        seen = str(self.data.get("seen", ""))
        since = int(seen) if seen.isdecimal() and len(seen) < LONG else None
        return Overtaken(self._state(fresh), since, {name: fingerprint(value) for name, value in self.base.items()})

    def _state(self, fresh: RunRouteForm) -> State:
        """Return what stands now: of an approval that the page did not know, or that is gone, no more than that."""
        state: dict[str, Fact] = {}
        for item in self.offered:
            needed, *rules = (item.name(part) for part in PARTS)
            is_known = needed in self.base
            if item.stands or is_known:
                state[needed] = _fact(self[needed], item.stands, str(self.fields[needed].label))
            if item.stands and is_known:
                state |= {rule: self._rule(fresh[rule], item) for rule in rules}
        return state | {CONSULTED: _fact(fresh[CONSULTED], fresh[CONSULTED].initial, str(FIELDS[CONSULTED]))}

    def _rule(self, field: forms.BoundField, item: Offered) -> Fact:
        return _fact(field, field.initial, _GROUPS % {"group": item.approval.for_group, "part": field.label})

    def typed(self, state: State) -> dict[str, Typed]:
        """Return what was written, of what the page showed."""
        return {name: one for name, one in super().typed(state).items() if name in self.base}

    def renew(self, overtaken: Overtaken, mark: str) -> dict[str, Typed]:
        """Also take in the approvals that the page did not know, with their rules."""
        kept = super().renew(overtaken, mark)
        data = {**self.data, "shown": self.now}
        for item in self.stands:
            if item.name(PARTS[0]) not in self.base:
                for part in PARTS:
                    given = self.fields[item.name(part)].initial
                    self.put(data, item.name(part), given if isinstance(given, bool) else str(given))
        if data.get("added") in {str(pk) for pk in self._groups}:
            data["added"] = ""
        self.data = data
        return kept

    @property
    def rows(self) -> list[tuple[Offered, list[forms.BoundField]]]:
        """The fields of each approval, as they are shown together."""
        return [(item, [self[item.name(part)] for part in PARTS]) for item in self.offered]

    @property
    def facts(self) -> list[RunApprovalFacts]:
        """The approvals that are to be needed, once the form is valid."""
        kept = [self._kept(item) for item in self.offered if self.cleaned_data[item.name("is_needed")]]
        asked = self.others.get(self.cleaned_data["added"] or 0)
        return [*kept, _facts_of(by_own_route(asked, self.routes.get(asked.pk)))] if asked else kept

    def _kept(self, item: Offered) -> RunApprovalFacts:
        given = {part: self.cleaned_data[item.name(part)] for part in PARTS[2:]}
        approver = next(one for one in item.approvers if one.pk == self.cleaned_data[item.name("approver_group")])
        return RunApprovalFacts(item.approval.for_group, approver, **given)


def _facts_of(item: RunApproval) -> RunApprovalFacts:
    return RunApprovalFacts(item.for_group, item.approver_group, **{part: getattr(item, part) for part in PARTS[2:]})


def _fact(field: forms.BoundField, value: Any, label: str) -> Fact:
    if isinstance(value, bool):
        return Fact(label, value, pgettext("answer", "Yes") if value else pgettext("answer", "No"), value)
    return Fact(label, value, shown_words(field), str(value))


def _base(shown: str) -> dict[str, Any]:
    """Return what a page showed by the names of its fields, of what `told` says; {} where that was tampered with."""
    found: dict[str, Any] = {}
    try:
        for line in shown.split(";"):
            if line.startswith(_CONSULTATION):
                found[CONSULTED] = bool(int(line.removeprefix(_CONSULTATION)))
            else:
                group, approver, own_work, factor, days = line.split(":")
                values = (True, int(approver), own_work, bool(int(factor)), int(days))
                found |= {f"{part}_{int(group)}": given for part, given in zip(PARTS, values, strict=True)}
    except ValueError:
        return {}
    return found


def _fields(item: Offered) -> Iterator[tuple[str, forms.Field]]:
    approval, group = item.approval, item.approval.for_group
    yield (
        "is_needed",
        forms.BooleanField(
            label=_("%(group)s is to approve the revision") % {"group": group}, required=False, initial=item.stands
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

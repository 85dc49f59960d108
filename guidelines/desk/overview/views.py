"""*Overblik*: how things stand, and the rows behind each number (ux page 22)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_safe

from guidelines.desk.overview.asked import AskedSteps, asked_of, day_of, overview_url, steps_asked_of
from guidelines.desk.overview.counting import OLDEST, count
from guidelines.desk.overview.forms import OverviewForm
from guidelines.desk.overview.page import OverviewPage
from guidelines.desk.overview.scope import Scope, groups_to_choose, scope_of
from guidelines.desk.overview.tables import OverviewTable, StepTable, with_groups, with_guideline
from guidelines.desk.overview.then import Day
from guidelines.desk.overview.wording import listed, steps_listed
from guidelines.lists import clock
from guidelines.lists.errors import UNPROCESSABLE
from guidelines.lists.tables import TableView
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group
from guidelines.planning.models import Step
from guidelines.register.models import Guideline


@require_safe
@login_required
def overview(request: ViewerRequest) -> HttpResponse:
    """Show how things stand in what the viewer may see; as of `?pr=`, narrowed to `?gruppe=`."""
    scope = _scope(request)
    groups = groups_to_choose(request.viewer)
    form = OverviewForm(request.GET, groups=groups, today=clock.today())
    day = day_of(request.GET, clock.today()) or Day(clock.today(), clock.today())
    page = OverviewPage(scope, day, count(scope, day))
    oldest = StepTable(request, day)
    context = {
        "form": form,
        "scope": scope,
        "day": day,
        "page": page,
        "has_groups": len(groups) > 1,
        "today_url": overview_url(page.group, Day(day.today, day.today)),
        "load_url": reverse("load") + (f"?gruppe={scope.chosen.slug}" if scope.chosen else ""),
        "steps_url": AskedSteps(page.group).url(day),
        "oldest": _oldest(scope, day, oldest),
        "oldest_heads": [column.verbose_name for column in oldest.base_columns.values()],
    }
    return render(request, "desk/overview.html", context, status=None if form.is_valid() else UNPROCESSABLE)


def _scope(request: ViewerRequest) -> Scope:
    scope = scope_of(request.viewer, request.GET.get("gruppe", ""))
    if scope is None:
        raise Http404
    return scope


def _oldest(scope: Scope, day: Day, table: StepTable) -> SafeString:
    """The rows of the steps that have waited longest."""
    found = with_groups(scope.steps(day)).order_by("since", "pk").values_list(*table.fields, "pk")[:OLDEST]
    return SafeString("".join(table.row_html(row) for row in found))


class _Rows(LoginRequiredMixin, TableView):
    """What the lists of rows share: the scope and the day that the address names; 404 for what it cannot name."""

    request: ViewerRequest
    template_name = "desk/overview_rows.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The list as the address asks for it."""
        day = day_of(request.GET, clock.today())
        if day is None:
            raise Http404
        self.scope, self.day = _scope(self.request), day
        self.past = day.on if day.is_past else None
        return super().get(request, **kwargs)

    def get_title(self) -> str:
        """What the list holds, in words."""
        raise NotImplementedError

    def get_context(self) -> dict[str, Any]:
        """The heading, and the way back."""
        title, back = self.get_title(), overview_url(self.scope.slug, self.day)
        crumbs = [{"label": _("Overview"), "url": back}, {"label": title, "url": ""}]
        return {"title": title, "crumbs": crumbs, "day": self.day}


class OverviewRows(_Rows):
    """The guidelines behind a number."""

    table_class = OverviewTable
    caption = gettext_lazy("Guidelines with version, next revision, validity and stage")
    noun = ngettext_lazy("guideline", "guidelines")
    empty_text = gettext_lazy("No guideline is counted here.")

    def get_queryset(self) -> QuerySet[Guideline, Any]:
        """The guidelines that were counted."""
        self.asked = asked_of(self.request.GET)
        if self.asked is None:
            raise Http404
        return with_guideline(self.asked.find(self.scope, self.day))

    def get_title(self) -> str:
        """What the list holds, in words."""
        return listed(self.asked, self.scope.name, self.past) if self.asked else ""


class OverviewSteps(_Rows):
    """The open steps behind a number, those that have waited longest first."""

    table_class = StepTable
    caption = gettext_lazy("Open steps with how long they have waited, and who holds them")
    noun = ngettext_lazy("step", "steps")
    empty_text = gettext_lazy("Nothing waits here.")

    def get_queryset(self) -> QuerySet[Step, Any]:
        """The steps that were counted."""
        self.asked = steps_asked_of(self.request.GET)
        if self.asked is None:
            raise Http404
        return with_groups(self.asked.find(self.scope, self.day))

    def get_title(self) -> str:
        """What the list holds, in words."""
        if self.asked is None:
            return ""
        holder = Group.objects.filter(slug=self.asked.holder).values_list("abbreviation", "chair_title").first()
        return steps_listed(self.asked, self.scope.name, holder or ("", ""), self.past)

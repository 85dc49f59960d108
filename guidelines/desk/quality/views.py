"""*Kvalitetstjek*: what the rules find in the register, accepting a finding, and going through the documents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.desk.quality.facts import GuidelineFacts
from guidelines.desk.quality.filters import QualityFilter
from guidelines.desk.quality.paging import Part, page_links, part_of
from guidelines.desk.quality.standing import Listed, count_open, may_see_quality, read_quality
from guidelines.desk.quality.tables import QualityTable
from guidelines.desk.quality.types import Finding, Subject, name_of
from guidelines.lists import clock, rows
from guidelines.lists.tables import AFTER, BEFORE, Address, Heading, Shown, TableView
from guidelines.people.doors import person_or_404, secretariat_only
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person
from guidelines.people.views.shared import METHODS, Page, answer, press
from guidelines.register.actions import waive, withdraw_waiver
from guidelines.register.check_forms import ReasonForm
from guidelines.register.checked import WAIT, check_documents, unchecked
from guidelines.register.models import Guideline, Waiver


class QualityList(LoginRequiredMixin, TableView):
    """What the rules find: everything for the secretariat, their groups' for chairs and deputies."""

    request: ViewerRequest
    template_name = "desk/quality.html"
    caption = gettext_lazy("Findings, the weightiest first")
    noun = ngettext_lazy("finding", "findings")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The list as the address asks for it; 404 for those who neither are the secretariat nor lead a group."""
        if not may_see_quality(self.request.viewer):
            raise Http404
        return super().get(request, **kwargs)

    def shown(self, request: HttpRequest) -> Shown:
        """The findings that the filters let through, a page of them."""
        listed = read_quality(self.request.viewer, clock.today())
        self.open_count = count_open(listed)
        form = QualityFilter(request.GET, listed)
        after, before = request.GET.get(AFTER, ""), request.GET.get(BEFORE, "")
        part = part_of(form.found, after=after, before=before, size=self.page_size)
        address = Address(request, "")
        table = QualityTable(request, is_ours=self.request.viewer.is_secretariat)
        return Shown(
            caption=str(self.caption),
            form=form if listed else None,
            path=request.path,
            url=address.here(),
            order="",
            headings=[Heading(str(one.verbose_name), one.css, "", "", "") for one in table.base_columns.values()],
            body=SafeString("".join([rows.text(table.row_html((item,))) for item in part.items])),
            status=self._status(part, len(form.found), form) if part.items else "",
            empty_text="" if part.items else self._why_empty_here(form),
            reset_url=address.reset() if form.is_narrowed else "",
            pages=page_links(part, address),
        )

    def get_context(self) -> dict[str, Any]:
        """The heading, and how many documents nobody has gone through."""
        is_ours = self.request.viewer.is_secretariat
        return {
            "title": _("Quality check"),
            "count": self.open_count,
            "unchecked": unchecked(clock.now()).count() if is_ours else 0,
        }

    def _status(self, part: Part[Listed], total: int, form: QualityFilter) -> str:
        words = {"shown": number_format(len(part.items)), "total": number_format(total), "noun": self.noun % total}
        if form.is_narrowed:
            return _("Showing %(shown)s of %(total)s %(noun)s that match the filters.") % words
        return _("Showing %(shown)s of %(total)s %(noun)s.") % words

    def _why_empty_here(self, form: QualityFilter) -> str:
        if form.is_narrowed:
            return _("No %(noun)s match the filters.") % {"noun": self.noun % 0}
        return _("No findings. Everything that the rules look at is in order.")


@require_http_methods(METHODS)
@secretariat_only
def accept(request: ViewerRequest, key: str) -> HttpResponse:
    """Let a finding stand, with the reason; 404 for one that is not there any more."""
    person, found = person_or_404(request), _open_finding(request, key)
    form = ReasonForm(request.POST or None)

    def act() -> str:
        told = {"code": found.rule.code, "fingerprint": found.fingerprint, "reason": form.cleaned_data["reason"]}
        waive(_row_of(found.about), **told, person=person, by=request.viewer.actor(), now=clock.now())
        return _("The finding is accepted. It stands under the accepted ones.")

    title, back = _("Accept the finding"), reverse("quality")
    crumbs = [{"label": _("Quality check"), "url": back}, {"label": title, "url": ""}]
    lead = f"{name_of(found.about)}: {found.why}"
    return answer(request, form, act, Page(title, _("Accept it"), back, lead, "people/form.html", {"crumbs": crumbs}))


@require_POST
@secretariat_only
def take_back(request: ViewerRequest, waiver_id: int) -> HttpResponse:
    """Let an accepted finding count again."""
    person, waiver = person_or_404(request), get_object_or_404(Waiver.objects.in_force(), pk=waiver_id)

    def act() -> str:
        withdraw_waiver(waiver, person=person, by=request.viewer.actor(), now=clock.now())
        return _("The finding counts again.")

    return press(request, act, reverse("quality"))


@require_POST
@secretariat_only
def documents(request: ViewerRequest) -> HttpResponse:
    """Go through the documents that wait for it, as many as the time of a press is enough for."""
    gone = check_documents(now=clock.now(), seconds=WAIT, wait=WAIT)
    said = [ngettext("%(count)s document was gone through.", "%(count)s documents were gone through.", gone.through)]
    if gone.left:
        said.append(
            ngettext(
                "%(left)s still waits: press once more, or leave it to the night.",
                "%(left)s still wait: press once more, or leave them to the night.",
                gone.left,
            )
        )
    messages.success(request, " ".join(said) % {"count": gone.through, "left": gone.left})
    return redirect("quality")


def _open_finding(request: ViewerRequest, key: str) -> Finding:
    listed = read_quality(request.viewer, clock.today())
    found = next((one.finding for one in listed if one.key == key and one.acceptance is None), None)
    if found is None:
        raise Http404
    return found


def _row_of(about: Subject) -> Guideline | Person:
    if isinstance(about, GuidelineFacts):
        return Guideline.objects.get(pk=about.pk)
    return Person.objects.get(pk=about.pk)

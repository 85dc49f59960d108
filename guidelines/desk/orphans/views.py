"""*Forældreløse*: who is missing, choosing a successor by one press, and replacing somebody in all plans."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.desk.orphans.filters import OrphanFilter
from guidelines.desk.orphans.forms import ReplaceForm
from guidelines.desk.orphans.preview import preview_of, seen_in
from guidelines.desk.orphans.reading import groups_of, may_see_orphans, read_orphans
from guidelines.desk.orphans.rules import Case, can_be_asked, cases
from guidelines.desk.orphans.tables import OrphanTable
from guidelines.desk.quality.paging import Part, page_links, part_of
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists import clock, rows
from guidelines.lists.errors import UNPROCESSABLE, Refused
from guidelines.lists.tables import AFTER, BEFORE, Address, Heading, Shown, TableView
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Group, Person
from guidelines.people.views.shared import METHODS
from guidelines.planning.access import may_edit_entries
from guidelines.planning.actions import last_undoable, name_lead, replace_lead, undo, undo_replacement
from guidelines.planning.actions.replacing import VERB, led_entries
from guidelines.planning.models import PlanEntry
from guidelines.register.models import GuidelineGroup


def _let_in(request: ViewerRequest) -> None:
    """404 for those who neither are the secretariat nor lead a group."""
    if not may_see_orphans(request.viewer):
        raise Http404


class OrphanList(LoginRequiredMixin, TableView):
    """Plan entries that nobody is sure to write: all for the secretariat, their groups' for chairs and deputies."""

    request: ViewerRequest
    template_name = "desk/orphans.html"
    caption = gettext_lazy("Guidelines without anybody who is sure to write them, the weightiest first")
    noun = ngettext_lazy("guideline", "guidelines")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The list as the address asks for it."""
        _let_in(self.request)
        return super().get(request, **kwargs)

    def shown(self, request: HttpRequest) -> Shown:
        """The cases that the filters let through, a page of them."""
        facts = read_orphans(self.request.viewer, clock.today())
        listed = cases(facts)
        self.count = len(listed)
        groups = ((group.slug, group.abbreviation) for one in facts.guidelines for group in one.groups)
        form = OrphanFilter(request.GET, listed, groups)
        after, before = request.GET.get(AFTER, ""), request.GET.get(BEFORE, "")
        part = part_of(form.found, after=after, before=before, size=self.page_size)
        address = Address(request, "")
        table = OrphanTable(request, can_be_asked(facts.persons, listed))
        return Shown(
            caption=str(self.caption),
            form=form if listed else None,
            path=request.path,
            url=address.here(),
            order="",
            headings=[Heading(str(one.verbose_name), one.css, "", "", "") for one in table.base_columns.values()],
            body=SafeString("".join([rows.text(table.row_html((case,))) for case in part.items])),
            status=self._status(part, form) if part.items else "",
            empty_text="" if part.items else self._why_empty_here(form),
            reset_url=address.reset() if form.is_narrowed else "",
            pages=page_links(part, address),
        )

    def get_context(self) -> dict[str, Any]:
        """The number of all, for the heading."""
        return {"count": self.count}

    def _status(self, part: Part[Case], form: OrphanFilter) -> str:
        total = len(form.found)
        words = {"shown": number_format(len(part.items)), "total": number_format(total), "noun": self.noun % total}
        if form.is_narrowed:
            return _("Showing %(shown)s of %(total)s %(noun)s that match the filters.") % words
        return _("Showing %(shown)s of %(total)s %(noun)s.") % words

    def _why_empty_here(self, form: OrphanFilter) -> str:
        if form.is_narrowed:
            return _("No %(noun)s match the filters.") % {"noun": self.noun % 0}
        return _("Every planned guideline has more than one lead author, and all of them answer.")


@require_POST
@login_required
def choose(request: ViewerRequest, entry_id: int) -> HttpResponse:
    """Make a person tovholder of an entry, beside those who stand there or in the place of one of them."""
    _let_in(request)
    own = led_entries(groups_of(request.viewer)).select_related("guideline")
    entry = get_object_or_404(own, pk=entry_id)
    person = get_object_or_404(Person.objects.current(), pk=_number(request.POST.get("person", "")))
    by, now = _actor(request, entry), clock.now()
    expected = [_number(key) for key in request.POST.get("set", "").split(",") if key]
    instead_of = _number(request.POST["i_stedet"]) if request.POST.get("i_stedet") else None
    try:
        name_lead(entry, person, instead_of=instead_of, expected=expected, by=by, now=now)
        said = _("%(name)s is lead author of “%(title)s”.") % {"name": person.name, "title": entry.guideline.title}
        event = last_undoable(by, now)
        messages.success(request, said, extra_tags=reverse("orphan-undo", args=[event.seq]) if event else "")
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(_back(request))


def _number(text: str) -> int:
    """Return a key that was sent; 404 for what is none."""
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


def _back(request: ViewerRequest) -> str:
    """Return the state of the list that was left; never another page."""
    home = reverse("orphans")
    asked = urlsplit(request.POST.get("tilbage", ""))
    is_list = not asked.scheme and not asked.netloc and asked.path == home
    return f"{home}?{asked.query}" if is_list and asked.query else home


def _actor(request: ViewerRequest, entry: PlanEntry) -> Actor:
    """Return who the journal names: for the group the viewer leads, where one of the guideline's is."""
    ties = GuidelineGroup.objects.standing().filter(guideline=entry.guideline, group__in=request.viewer.led_groups)
    group = Group.objects.filter(pk__in=ties.values("group")).first()
    return request.viewer.actor(acting_for=group)


@require_http_methods(METHODS)
@login_required
def replace(request: ViewerRequest) -> HttpResponse:
    """Choose two persons, see what would become of each plan entry, and do it by one press."""
    _let_in(request)
    groups = groups_of(request.viewer)
    asked = request.POST if request.method == "POST" else request.GET
    form = ReplaceForm(asked if "til" in asked else None, groups=groups, initial={"fra": asked.get("fra")})
    preview = preview_of(form.old, form.new, groups, clock.today()) if form.is_valid() else None
    if request.method == "POST" and preview is not None:
        try:
            return _replaced(request, form)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "preview": preview, "names": form.names}
    return render(request, "desk/orphan_replace.html", context, status=UNPROCESSABLE if form.errors else None)


def _replaced(request: ViewerRequest, form: ReplaceForm) -> HttpResponse:
    """Do it, say so with the way to take it back, and show the list."""
    by = request.viewer.actor()
    seen = seen_in(request.POST.get("set", ""))
    groups = groups_of(request.viewer)
    event = replace_lead(form.old, form.new, groups=groups, expected=seen, by=by, now=clock.now())
    words = {"new": form.new.name, "old": form.old.name}
    said = _("%(new)s is lead author in the place of %(old)s now.") % words
    messages.success(request, said, extra_tags=reverse("orphan-undo", args=[event.seq]))
    return HttpResponseRedirect(reverse("orphans"))


def _let_change(request: ViewerRequest, event: Event) -> None:
    """404 unless every entry that a change of tovholdere was about is the viewer's to change today."""
    changes = Event.objects.filter(seq__in=event.facts["events"] if event.verb == VERB else [event.seq])
    entries = PlanEntry.objects.filter(pk__in=[int(change.object_key) for change in changes])
    guidelines = set(entries.values_list("guideline", flat=True))
    groups: dict[int, set[int]] = {guideline: set() for guideline in guidelines}
    ties = GuidelineGroup.objects.standing().filter(guideline__in=guidelines)
    for guideline, group in ties.values_list("guideline", "group"):
        groups[guideline].add(group)
    if not all(may_edit_entries(request.viewer, own) for own in groups.values()):
        raise Http404


@require_POST
@login_required
def take_back(request: ViewerRequest, seq: int) -> HttpResponse:
    """Take back one's own choice of a tovholder, or one's own replacement in all plans."""
    _let_in(request)
    by, now = request.viewer.actor(), clock.now()
    own = Event.objects.by_actor(by.key, by.kind).filter(verb__in=("leads_assigned", VERB))
    event = get_object_or_404(own, pk=seq)
    _let_change(request, event)
    try:
        if event.verb == VERB:
            undo_replacement(event, by=by, now=now)
        else:
            undo(event, by=by, now=now)
        messages.success(request, _("The change was undone."))
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(reverse("orphans"))

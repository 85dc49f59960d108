"""The table of *Forældreløse*: the guideline, what is wrong, and who could take over by one press."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from guidelines.desk.orphans.facts import PersonFacts
from guidelines.desk.orphans.rules import GONE, Case, Successor, successors
from guidelines.desk.orphans.wording import TROUBLES, reasons, why
from guidelines.lists import clock, rows
from guidelines.lists.tables import ListColumn, RowTable


class OrphanTable(RowTable):
    """A plan entry a row, in the order given."""

    trouble = ListColumn(pgettext_lazy("orphans", "What is missing"))
    about = ListColumn(gettext_lazy("Guideline"))
    why = ListColumn(pgettext_lazy("finding", "Why"))
    successors = ListColumn(gettext_lazy("Could take over"))

    default_order = ""
    fields = ()

    def __init__(self, request: HttpRequest, persons: Iterable[PersonFacts]) -> None:
        """`persons` are those who can be asked."""
        super().__init__(request)
        self.persons = list(persons)
        self.today = clock.today()
        self.language = get_language() or "da"
        self.token = get_token(request)
        self.back = request.get_full_path()

    def row_html(self, row: tuple[Any, ...]) -> SafeString:
        """Draw one case; every text is escaped by what draws the cells."""
        case: Case = row[0]
        labels = {name: column.verbose_name for name, column in self.base_columns.items()}
        shape, word = TROUBLES[case.trouble]
        return rows.row(
            rows.cell(format_html('<b class="pill {}">{}</b>', shape, word), label=labels["trouble"], css="weight"),
            rows.row_heading(self._about(case)),
            rows.cell(self._why(case), label=labels["why"]),
            rows.cell(self._acts(case), label=labels["successors"]),
        )

    def _about(self, case: Case) -> SafeString:
        guideline = case.guideline
        lang = guideline.language if guideline.language != self.language else ""
        title = rows.link(reverse("guideline", args=[guideline.slug]), guideline.title, lang=lang)
        groups = ", ".join(group.abbreviation for group in guideline.groups)
        return format_html("{}<small>{}</small>", title, ", ".join(filter(None, (groups, _year(case)))))

    def _why(self, case: Case) -> SafeString:
        said = format_html_join("", "<div>{}</div>", ((sentence,) for sentence in why(case)))
        gone = (fault.lead for fault in case.faults if fault.trouble in GONE and fault.lead)
        url, words = reverse("orphan-replace"), _("Replace %(name)s everywhere")
        links = ((url, lead.pk, words % {"name": lead.name}) for lead in gone)
        ways = format_html_join(" ", '<a href="{}?fra={}">{}</a>', links)
        return format_html('{}<div class="ways">{}</div>', said, ways) if ways else said

    def _acts(self, case: Case) -> SafeString:
        if not case.guideline.plan:
            return rows.link(reverse("guideline-owner", args=[case.guideline.slug]), _("Say who owns it"))
        if case.entry is None:
            url = f"{reverse('entry-add', args=[case.guideline.plan])}?retningslinje={case.guideline.pk}"
            return self._link(url, _("Put it in the plan"), case)
        found = successors(case, self.persons, self.today)
        offers = format_html_join("", "<li>{}</li>", ((self._offer(case, one),) for one in found))
        listed = format_html('<ul class="offers">{}</ul>', offers) if found else rows.text(_nobody())
        other = reverse("entry-leads", args=[case.guideline.plan, case.entry.pk])
        words = _("Choose somebody else") if found else _("Name the lead authors")
        return format_html("{} {}", listed, self._link(other, words, case))

    def _offer(self, case: Case, one: Successor) -> SafeString:
        """The name, why, and the press; it says whose place is taken."""
        replaced = case.replaced
        instead = _("instead of %(name)s") % {"name": replaced.name} if replaced else ""
        seen = ",".join(str(lead.pk) for lead in case.entry.leads) if case.entry else ""
        return format_html(
            '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<input type="hidden" name="person" value="{}"><input type="hidden" name="set" value="{}">'
            '<input type="hidden" name="i_stedet" value="{}"><input type="hidden" name="tilbage" value="{}">'
            '<span><b>{}</b> <span class="mute">{}</span><small>{}</small></span>'
            '<button class="btn">{}<span class="vh">: {}, {}</span></button></form>',
            reverse("orphan-choose", args=[case.entry.pk if case.entry else 0]),
            self.token,
            one.person.pk,
            seen,
            replaced.pk if replaced else "",
            self.back,
            one.person.name,
            instead,
            reasons(one),
            _("Choose as lead author"),
            one.person.name,
            case.guideline.title,
        )

    def _link(self, url: str, words: str, case: Case) -> SafeString:
        return format_html('<a href="{}">{}<span class="vh">: {}</span></a>', url, words, case.guideline.title)


def _year(case: Case) -> str:
    if case.entry is None:
        return ""
    return str(case.entry.year or _("without a year"))


def _nobody() -> str:
    return _("Nobody with a tie to the guideline or its group can be asked.")

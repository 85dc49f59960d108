"""The table of findings: the rule, what it is about, why, where it is mended, and what was accepted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from guidelines.desk.quality.facts import GuidelineFacts
from guidelines.desk.quality.standing import Acceptance, Listed
from guidelines.desk.quality.types import Finding, name_of
from guidelines.lists import rows
from guidelines.lists.dates import table_date
from guidelines.lists.tables import ListColumn, RowTable
from guidelines.templatetags.findings import severity_shape, severity_word


class QualityTable(RowTable):
    """A finding a row, in the order given."""

    weight = ListColumn(pgettext_lazy("finding", "Weight"))
    about = ListColumn(pgettext_lazy("finding", "About"))
    why = ListColumn(pgettext_lazy("finding", "Why"))
    act = ListColumn(gettext_lazy("What to do"))

    default_order = ""
    fields = ()

    def __init__(self, request: HttpRequest, *, is_ours: bool) -> None:
        """`is_ours`: the secretariat looks, who may mend and accept everything."""
        super().__init__(request)
        self.is_ours = is_ours
        self.language = get_language() or "da"
        self.token = get_token(request) if is_ours else ""

    def row_html(self, row: tuple[Any, ...]) -> SafeString:
        """Draw one finding; every text is escaped by what draws the cells."""
        item: Listed = row[0]
        found = item.finding
        labels = {name: column.verbose_name for name, column in self.base_columns.items()}
        shape, word = severity_shape(found.rule.severity), severity_word(found.rule.severity)
        return rows.row(
            rows.cell(format_html('<b class="pill {}">{}</b>', shape, word), label=labels["weight"], css="weight"),
            rows.row_heading(self._about(item)),
            rows.cell(self._why(item), label=labels["why"]),
            rows.cell(self._acts(item), label=labels["act"], css="ways"),
        )

    def _about(self, item: Listed) -> SafeString:
        about = item.finding.about
        groups = ", ".join(abbreviation for _slug, abbreviation in item.groups)
        if isinstance(about, GuidelineFacts):
            lang = about.language if about.language != self.language else ""
            title = rows.link(reverse("guideline", args=[about.slug]), about.title, lang=lang)
        else:
            title = rows.link(reverse("person", args=[about.pk]), about.name)
        return format_html("{}<small>{}</small>", title, groups)

    def _why(self, item: Listed) -> SafeString:
        why = format_html("{}<small>{}</small>", item.finding.why, item.finding.rule.asks)
        return why if item.acceptance is None else format_html("{}{}", why, _accepted(item.acceptance))

    def _acts(self, item: Listed) -> SafeString:
        if item.acceptance is not None:
            return self._take_back(item.acceptance, item.finding) if self.is_ours else rows.text("")
        fix = item.finding.fix
        if fix.is_ours and not self.is_ours:
            return format_html('<span class="mute">{}</span>', _("The secretariat mends it."))
        url = reverse(fix.name, args=fix.args) + (f"?{fix.query}" if fix.query else "")
        mend = self._link(url, str(fix.words), item.finding)
        if not self.is_ours:
            return mend
        accept = self._link(reverse("quality-accept", args=[item.key]), _("Accept"), item.finding)
        return format_html("{} {}", mend, accept)

    def _link(self, url: str, words: str, found: Finding) -> SafeString:
        return format_html('<a href="{}">{}<span class="vh">: {}</span></a>', url, words, name_of(found.about))

    def _take_back(self, acceptance: Acceptance, found: Finding) -> SafeString:
        return format_html(
            '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<button class="link">{}<span class="vh">: {}</span></button></form>',
            reverse("quality-take-back", args=[acceptance.pk]),
            self.token,
            _("Let it count again"),
            name_of(found.about),
        )


def _accepted(acceptance: Acceptance) -> SafeString:
    """Why it was accepted, by whom and when."""
    said = _("Accepted by %(name)s on %(date)s: %(reason)s") % {
        "name": acceptance.by,
        "date": table_date(acceptance.at),
        "reason": acceptance.reason,
    }
    return format_html("<small>{}</small>", said)

"""What stands out about a whole planskema."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.planskema_types import Finding, PlanRow, Text, Totals
from guidelines.documents.totals import broken_sums, disagreements

_MAX_COMPARED = 300
_WHAT: dict[str, Text] = {
    "revisions": _("revisions"),
    "new": _("new guidelines"),
    "all": _("guidelines in all"),
}


def about_totals(stated: Totals, counted: Totals, years: Sequence[int]) -> list[Finding]:
    """Totals that do not add up, each with both figures; none where all agree."""
    found = []
    for name, year, said, seen in disagreements(stated, counted, years):
        if year is None:
            message = _("The totals say {stated} {what}, but the rows have {counted}.")
        else:
            message = _("The totals say {stated} {what} in {year}, but the rows have {counted}.")
        text = format_lazy(message, stated=str(said), what=_WHAT[name], counted=str(seen), year=str(year))
        found.append(Finding("totals_disagree", "error", text, f"{name} {year or 'total'}: {said} / {seen}"))
    for year, parts, whole in broken_sums(stated, years):
        if year is None:
            message = _("Revisions and new guidelines make {sum}, but the totals say {stated} guidelines in all.")
        else:
            message = _("Revisions and new guidelines in {year} make {sum}, but the totals say {stated} in all.")
        text = format_lazy(message, sum=str(parts), stated=str(whole), year=str(year))
        found.append(Finding("totals_disagree", "error", text, f"all {year or 'total'}: {whole} / {parts}"))
    return found


def about_rows(rows: Sequence[PlanRow]) -> list[Finding]:
    """Titles that stand twice or nearly so, and guidelines that are already submitted but still planned."""
    found = [_submitted(row) for row in rows if row.submitted_on and row.is_planned]
    titles: dict[str, list[PlanRow]] = defaultdict(list)
    for row in rows:
        titles[row.title.casefold()].append(row)
    for same in titles.values():
        if len({row.cells.place for row in same}) > 1:
            message = format_lazy(
                _("“{title}” stands in several rows: {rows}."), title=same[0].title, rows=_numbers(same)
            )
            found.append(Finding("duplicate_titles", "warning", message, same[0].title))
    firsts = [same[0] for same in titles.values()]
    return found + (_similar(firsts) if len(firsts) <= _MAX_COMPARED else [])


def about_group(heading: str, group: str, known_groups: Collection[str]) -> list[Finding]:
    """A heading that names another group than the one the plan is imported for."""
    named = [known for known in known_groups if re.search(rf"(?<![\w-]){re.escape(known)}(?![\w-])", heading)]
    if not named or group in named or re.search(rf"(?<![\w-]){re.escape(group)}(?![\w-])", heading):
        return []
    message = format_lazy(
        _("The file names {named}, but you are importing for {group}."), named=", ".join(sorted(named)), group=group
    )
    return [Finding("group_differs", "warning", message, ", ".join(sorted(named)))]


def _submitted(row: PlanRow) -> Finding:
    """Planned although the file itself says that it was submitted (domain P11)."""
    message = format_lazy(_("“{title}” is already submitted, but still stands in the plan."), title=row.title)
    return Finding("already_submitted", "warning", message, row.cells.title)


def _similar(rows: Sequence[PlanRow]) -> list[Finding]:
    """Pairs of rows with nearly the same title, or with words that hold the same letters in another order."""
    found = []
    for first, second, one, other in _transposed(rows):
        message = format_lazy(
            _("“{first}” (row {row}) and “{second}” (row {other}) may be the same word, once misspelled."),
            first=one, second=other, row=str(first.row), other=str(second.row),
        )  # fmt: skip
        found.append(Finding("similar_titles", "info", message, f"{one} / {other}"))
    titles = [(row, row.title.casefold(), _figures(row.title.casefold())) for row in rows if len(row.title) >= 12]
    for at, (first, one, figures) in enumerate(titles):
        for second, other, others in titles[at + 1 :]:
            if abs(len(one) - len(other)) <= 2 and figures == others and _nearly_same(one, other):
                message = format_lazy(
                    _("Rows {row} and {other} have nearly the same title."), row=str(first.row), other=str(second.row)
                )
                found.append(Finding("similar_titles", "warning", message, f"{first.title} / {second.title}"))
    return found


def _transposed(rows: Sequence[PlanRow]) -> list[tuple[PlanRow, PlanRow, str, str]]:
    """Different words of the same letters, as slips of the fingers leave them: "endonkromer", "enkondromer"."""
    seen: dict[tuple[str, ...], tuple[PlanRow, str]] = {}
    found = []
    for row in rows:
        for word in re.findall(r"[^\W\d_]{7,}", row.title.casefold()):
            key = (word[0], *sorted(word))
            earlier = seen.setdefault(key, (row, word))
            if earlier[1] != word and earlier[0] is not row:
                found.append((earlier[0], row, earlier[1], word))
    return found


def _nearly_same(first: str, second: str) -> bool:
    """Whether two titles differ by a slip of one or two letters."""
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.quick_ratio() >= 0.95 and matcher.ratio() >= 1 - 4 / (len(first) + len(second))


def _figures(title: str) -> list[str]:
    """Figures, also Roman ones: where they differ, the titles are meant to."""
    return re.findall(r"\d+|\b[ivx]+\b", title)


def _numbers(rows: Sequence[PlanRow]) -> str:
    return ", ".join(str(row.row) for row in rows)

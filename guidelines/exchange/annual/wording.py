"""The words of an annual report: fates, spans, shares, and the sentences to copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from guidelines.exchange.annual.rules import Approved, Fate, Line, Period, Standing, fates
from guidelines.exchange.annual.spans import BETWEEN, RETURNED, WHOLE, Spent
from guidelines.lists.dates import long_date
from guidelines.planning.rules import YearTotal
from guidelines.planning.wording import STAGES

FATES: dict[Fate, Any] = {
    Fate.DONE: pgettext_lazy("what became of a plan entry", "Completed"),
    Fate.OTHER_YEAR: pgettext_lazy("what became of a plan entry", "Completed in another year"),
    Fate.MOVED: pgettext_lazy("what became of a plan entry", "Moved"),
    Fate.WITHDRAWN: pgettext_lazy("what became of a plan entry", "Taken out"),
    Fate.MISSED: pgettext_lazy("what became of a plan entry", "Not completed"),
    Fate.OPEN: pgettext_lazy("what became of a plan entry", "Still open"),
}
SPANS: dict[str, Any] = {
    **STAGES,
    RETURNED: pgettext_lazy("time of a revision", "Returned with comments"),
    WHOLE: pgettext_lazy("time of a revision", "The whole revision, from agreed to published"),
    BETWEEN: pgettext_lazy("time of a revision", "From clinical to administrative approval, by the dates of versions"),
}


def days(number: float) -> str:
    """Return a number of days: 11, or 10,5 where it lies between two."""
    return number_format(number, 0 if number == int(number) else 1)


def share(standing: Standing) -> str:
    """Return what part is in force in per cent, rounded; a dash where nothing is known of it.

    100 is all of them and 0 is none: what lies nearly there is not rounded away.
    """
    part = standing.share
    if part is None:
        return "–"
    return _("%(number)s%%") % {"number": int(part) * 100 if part in (0, 1) else min(99, max(1, int(100 * part + 0.5)))}


def revisions(count: int) -> str:
    """Return how many revisions, in words."""
    return ngettext("%(count)s revision", "%(count)s revisions", count) % {"count": count}


def new_guidelines(count: int) -> str:
    """Return how many new guidelines, in words."""
    return ngettext("%(count)s new guideline", "%(count)s new guidelines", count) % {"count": count}


def listed(texts: Sequence[str]) -> str:
    """Return texts as a list in a sentence: a, b and c."""
    if len(texts) < 2:
        return "".join(texts)
    return pgettext("list", "%(some)s and %(last)s") % {"some": ", ".join(texts[:-1]), "last": texts[-1]}


def fate_text(line: Line) -> str:
    """Return what became of something, with the year or the version where there is one."""
    word = str(FATES[line.fate])
    if line.fate is Fate.MOVED and line.year is not None:
        return _("Moved to %(year)s") % {"year": line.year}
    if line.fate is Fate.OTHER_YEAR and line.year is not None:
        return _with_version(_("Completed in %(year)s") % {"year": line.year}, line)
    return _with_version(word, line) if line.fate is Fate.DONE else word


def _with_version(word: str, line: Line) -> str:
    parts = [word, *([_("v. %(label)s") % {"label": line.version}] if line.version else [])]
    return ", ".join([*parts, *([long_date(line.done_on)] if line.done_on else [])])


# --- sentences to copy


def planned_block(found: Sequence[Line], name: str, period: Period) -> str:
    """Return what was planned for the year, or is while it is not over, and what became of it."""
    new = sum(line.is_new for line in found)
    words = {"name": name[:1].upper() + name[1:], "year": period.year, "what": _both(len(found) - new, new)}
    told = [_plan_sentence(bool(found), period) % words]
    counted = fates(found)
    told += [sentence for fate in Fate if counted[fate] for sentence in [_fate_sentence(fate, found, period)]]
    return " ".join(told)


def _plan_sentence(is_planned: bool, period: Period) -> str:
    if period.is_early:
        if is_planned:
            return _("%(name)s: %(what)s planned for %(year)s.")
        return _("%(name)s: nothing planned for %(year)s.")
    if is_planned:
        return _("%(name)s had planned %(what)s for %(year)s.")
    return _("%(name)s had planned nothing for %(year)s.")


def _both(one: int, new: int) -> str:
    parts = [revisions(one)] if one or not new else []
    return listed([*parts, *([new_guidelines(new)] if new else [])])


def _fate_sentence(fate: Fate, found: Sequence[Line], period: Period) -> str:
    own = [line for line in found if line.fate is fate]
    words = {"count": len(own), "titles": "; ".join(_titled(line) for line in own), "year": period.year}
    told = {
        Fate.DONE: ngettext("%(count)s was completed: %(titles)s.", "%(count)s were completed: %(titles)s.", len(own)),
        Fate.OTHER_YEAR: ngettext(
            "%(count)s was completed in another year: %(titles)s.",
            "%(count)s were completed in another year: %(titles)s.",
            len(own),
        ),
        Fate.MOVED: ngettext("%(count)s was moved: %(titles)s.", "%(count)s were moved: %(titles)s.", len(own)),
        Fate.WITHDRAWN: ngettext(
            "%(count)s was taken out of the plan: %(titles)s.",
            "%(count)s were taken out of the plan: %(titles)s.",
            len(own),
        ),
        Fate.MISSED: ngettext(
            "%(count)s was not completed: %(titles)s.", "%(count)s were not completed: %(titles)s.", len(own)
        ),
        Fate.OPEN: ngettext("%(count)s is still open: %(titles)s.", "%(count)s are still open: %(titles)s.", len(own)),
    }[fate]
    return told % words


def _titled(line: Line) -> str:
    """A title with what is to be said of it: its version, the year instead, the reason."""
    parts = []
    if line.fate is Fate.MOVED and line.year is not None:
        parts.append(_("to %(year)s") % {"year": line.year})
    if line.fate is Fate.OTHER_YEAR and line.year is not None:
        parts.append(_("in %(year)s") % {"year": line.year})
    if line.version:
        parts.append(_("version %(label)s") % {"label": line.version})
    if line.reason:
        parts.append(_("“%(title)s”") % {"title": line.reason})
    title = line.guideline.title
    return f"{title} ({', '.join(parts)})" if parts else title


def totals_block(found: Iterable[YearTotal], name: str, period: Period) -> str:
    """Return the totals of the plan in the users' manner, in words."""
    dated = [one for one in found if one.year is not None]
    words = {
        "name": name,
        "first": period.plan_years[0],
        "last": period.plan_years[-1],
        "revisions": _by_year(sum(one.revisions for one in dated), [(one.year, one.revisions) for one in dated]),
        "all": sum(one.all for one in dated),
        "new": _new_by_year(sum(one.new for one in dated), [(one.year, one.new) for one in dated]),
    }
    return _("The plan of %(name)s for %(first)s–%(last)s holds %(revisions)s and %(new)s, %(all)s in all.") % words


def _by_year(total: int, years: Sequence[tuple[int | None, int]]) -> str:
    return _with_years(revisions(total), years)


def _new_by_year(total: int, years: Sequence[tuple[int | None, int]]) -> str:
    return _with_years(new_guidelines(total), years)


def _with_years(text: str, years: Sequence[tuple[int | None, int]]) -> str:
    """A number with the years it is made of: 13 revisions (5 in 2022, 2 in 2023 and 6 in 2024)."""
    parts = [_("%(count)s in %(year)s") % {"count": count, "year": year} for year, count in years if count]
    return f"{text} ({listed(parts)})" if parts else text


def approved_block(found: Sequence[Approved], gone: Sequence[str], period: Period) -> str:
    """Return the new versions, the new guidelines and what went out of use, in words."""
    words = {"count": len(found), "year": period.year, "titles": "; ".join(_version(one) for one in found)}
    told = []
    if found:
        told.append(
            ngettext(
                "%(count)s version was approved in %(year)s: %(titles)s.",
                "%(count)s versions were approved in %(year)s: %(titles)s.",
                len(found),
            )
            % words
        )
    else:
        told.append(_("No version was approved in %(year)s.") % words)
    new = [one.guideline.title for one in found if one.is_first]
    if new:
        text = ngettext("New guideline: %(titles)s.", "New guidelines: %(titles)s.", len(new))
        told.append(text % {"titles": "; ".join(new)})
    if gone:
        text = ngettext("Withdrawn guideline: %(titles)s.", "Withdrawn guidelines: %(titles)s.", len(gone))
        told.append(text % {"titles": "; ".join(gone)})
    return " ".join(told)


def _version(one: Approved) -> str:
    return f"{one.guideline.title} ({_('version %(label)s') % {'label': one.version.label}})"


def clocks_block(revision: Standing, evidence: Standing, both: Standing, period: Period) -> str:
    """Return the share in force by both clocks, in words."""
    date = {"date": long_date(period.on)}
    if not both.versions:
        return _("No guideline had an approved version on %(date)s.") % date
    words = {
        **date,
        "count": both.versions,
        "revision": _of(revision),
        "evidence": _of(evidence),
        "both": _of(both),
    }
    told = ngettext(
        "On %(date)s %(count)s guideline had an approved version.",
        "On %(date)s %(count)s guidelines had an approved version.",
        both.versions,
    )
    clock = _(
        "By the date of the next revision %(revision)s were in force, by the age of the evidence %(evidence)s,"
        " and by the worse of the two %(both)s."
    )
    return " ".join([told % words, clock % words, *_unknown(revision, evidence)])


def _of(standing: Standing) -> str:
    if standing.share is None:
        return _("an unknown number")
    return _("%(count)s (%(share)s)") % {"count": standing.in_force, "share": share(standing)}


def _unknown(revision: Standing, evidence: Standing) -> list[str]:
    told = []
    if revision.unknown:
        text = ngettext(
            "For %(count)s the next revision is not known.",
            "For %(count)s the next revision is not known.",
            revision.unknown,
        )
        told.append(text % {"count": revision.unknown})
    if evidence.unknown:
        text = ngettext(
            "For %(count)s neither literature search nor assessment is known.",
            "For %(count)s neither literature search nor assessment is known.",
            evidence.unknown,
        )
        told.append(text % {"count": evidence.unknown})
    return told


def spent_block(spent: Mapping[str, Spent], period: Period) -> str:
    """Return how long the stages took, in words."""
    if not spent:
        return _("No stage was passed in %(year)s.") % {"year": period.year}
    parts = [_("%(stage)s %(spent)s") % {"stage": str(SPANS[name]), "spent": spent_text(spent[name])} for name in spent]
    return _("Days per stage in %(year)s, median (range, number): %(stages)s.") % {
        "year": period.year,
        "stages": "; ".join(parts),
    }


def spent_text(one: Spent) -> str:
    """Return a median with its range and number: 11 (0–962, n = 14)."""
    return f"{days(one.median)} ({range_text(one)}, n = {one.n})"


def range_text(one: Spent) -> str:
    """Return the shortest and the longest: 0–962."""
    return f"{one.shortest}–{one.longest}"

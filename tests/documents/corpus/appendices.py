"""The change log, the documented searches and the search history."""

from __future__ import annotations

from tests.documents.corpus import days
from tests.documents.corpus.blocks import Block, Heading, Para, Table
from tests.documents.corpus.plan import Plan, Search

TITLES = {
    "guidelines": "Søgning efter guidelines",
    "reviews": "Søgning efter systematiske reviews",
    "primary": "Søgning efter primær litteratur",
}
_LONG = {
    "GIN": "G-I-N International",
    "NICE": "NICE (UK)",
    "PubMed": "Medline (PubMed)",
    "Cochrane": "Cochrane Library",
}


def change_log(plan: Plan) -> list[Block]:
    """What stands under the heading of the change log."""
    rng = plan.rng
    blocks: list[Block] = []
    must = bool(plan.codes & {"base_versions_differ", "version_not_above_base"})
    if plan.base and (rng.random() < 0.85 or must):
        blocks.append(Para(f"Nyt siden {rng.choice(('version', 'version', 'v.'))} {plan.base}"))
        plan.flags.add("log names base")
    if rng.random() < 0.6:
        head = rng.choice((("Retningslinjeafsnit", "Beskrivelse af ændring"), ("Afsnit", "Ændring")))
        return [*blocks, Table((head, *plan.log))]
    return [*blocks, *(Para(f"{section}: {text}") for section, text in plan.log)]


def appendices(plan: Plan) -> list[Block]:
    """Every Bilag in its order, numbered through."""
    number, blocks = 0, list[Block]()
    if plan.is_ten and plan.log:
        number += 1
        title = plan.rng.choice(("Ændringslog fra tidligere versioner", "Ændringslog"))
        blocks += [Heading(f"Bilag {number}{_dash(plan)}{title}", 2), *change_log(plan)]
    for kind in TITLES:
        found = [search for search in plan.searches if search.appendix == kind]
        if found:
            number += 1
            blocks += [Heading(f"Bilag {number}{_dash(plan)}{TITLES[kind]}", 2), *_searches(plan, found)]
            if kind == "primary" and plan.queries:
                blocks += _history(plan)
    plan.extra["appendices"] = str(number)
    return blocks


def _dash(plan: Plan) -> str:
    return plan.extra.setdefault("dash", plan.rng.choice((" – ", " - ", ": ", ". ")))


def _searches(plan: Plan, found: list[Search]) -> list[Block]:
    style = plan.extra.setdefault("searches", plan.rng.choice(("table", "table", "cells", "prose", "narrow")))
    if style == "prose":
        return [Para(_told(plan, search)) for search in found]
    if style == "table":
        head = ("Database", "Dato for søgning", "Ansvarlig for søgningen", "Antal hits")
        rows = [(_name(plan, s), _day(plan, s), s.initials or "", _hits(s, "{}")) for s in found]
        return [Table((head, *rows))]
    if style == "cells":
        head = ("Database", "Dato for søgning", "Ansvarlig")
        rows3 = [(_name(plan, s), _day(plan, s), f"{s.initials or ''} {_hits(s, '({} hits)')}".strip()) for s in found]
        return [Table((head, *rows3))]
    rows2 = [(_name(plan, s), f"{_day(plan, s)} {s.initials or ''} {_hits(s, '({} hits)')}".strip()) for s in found]
    return [Table((("Databaser", "Dato for søgning og ansvarlig"), *rows2))]


def _told(plan: Plan, search: Search) -> str:
    """A search in a line of prose."""
    by = f" af {search.initials}" if search.initials else ""
    hits = _hits(search, plan.rng.choice((", {} hits", " ({} hits)", ", {} fund", ": {} artikler")))
    return plan.rng.choice(("{name}: søgt {day}{by}{hits}.", "{name} {day}{by}{hits}")).format(
        name=_name(plan, search), day=_day(plan, search), by=by, hits=hits
    )


def _name(plan: Plan, search: Search) -> str:
    return _LONG.get(search.database, search.database) if plan.rng.random() < 0.5 else search.database


def _hits(search: Search, form: str) -> str:
    return form.format(search.hits) if search.hits is not None else ""


def _day(plan: Plan, search: Search) -> str:
    form = plan.form
    if "second form" in plan.flags and search is plan.searches[-1]:
        form = next(other for other in days.SEARCH_FORMS if other != form)
    return days.in_form(search.on, form)


def _history(plan: Plan) -> list[Block]:
    rows = []
    for query in plan.queries:
        number = query.number - 1 if "queries twice" in plan.flags and query is plan.queries[-1] else query.number
        rows.append((f"#{number}", query.words, str(query.hits)))
    head = plan.rng.choice((("Søgning", "Søgeord", "Antal"), ("Search", "Query", "Items found")))
    return [Para("Søgehistorie i PubMed"), Table((head, *rows))]

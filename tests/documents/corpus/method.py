"""Chapter 5: how the literature was searched, who was heard, who approved and when it is to be revised."""

from __future__ import annotations

from tests.documents.corpus import days, words
from tests.documents.corpus.blocks import Block, Heading, Para
from tests.documents.corpus.people import authors, reviewers
from tests.documents.corpus.plan import Plan

_ANCHOR = {
    "administrative_approval": ("efter den administrative godkendelse", "fra den administrative godkendelse"),
    "clinical_approval": ("efter den faglige godkendelse", "fra faglig godkendelse"),
    "published": ("efter udgivelsen", "efter publicering"),
    "last_search": ("efter seneste litteratursøgning", "fra seneste søgning"),
}
_COUNTS = {1: "ét", 2: "to", 3: "tre", 4: "fire", 5: "fem", 6: "seks", 7: "syv", 10: "ti"}
_ORDINALS = {2: "andet", 3: "tredje", 4: "fjerde", 5: "femte"}


def method(plan: Plan) -> list[Block]:
    """The sections of the chapter, in the order of the template."""
    sections: list[tuple[str, list[Block]]] = [
        ("search", [Heading("Litteratursøgning", 2), *_search(plan)]),
        ("review", [Heading("Litteraturgennemgang", 2), Para(_review(plan))]),
        ("wording", [Heading("Formulering af anbefalinger", 2), Para(_wording(plan))]),
        ("stakeholders", [Heading("Interessentinvolvering", 2), Para("To patienter har læst udkastet.")]),
        ("consultation", [*_consultation(plan)]),
        ("cost", [Heading("Anbefalinger, der udløser betydelig merudgift", 2), Para("Ingen.")]),
        ("research", [Heading("Behov for yderligere forskning", 2), Para("Der savnes større undersøgelser.")]),
        ("authors", authors(plan)),
    ]
    if plan.has_update_plan:
        sections.append(("update_plan", _update(plan)))
    if plan.is_ten:
        sections.append(("template", [Heading("Version af retningslinjeskabelon", 2), Para(_template(plan))]))
    return [block for name, part in sections if name != plan.extra.get("without") for block in part]


def _search(plan: Plan) -> list[Block]:
    rng = plan.rng
    names = list(dict.fromkeys(search.database for search in plan.searches))
    if "undocumented" in plan.extra:
        names.insert(rng.randint(0, len(names)), plan.extra["undocumented"])
    when = (
        days.in_words(rng, plan.search)
        if rng.random() < 0.4
        else days.MONTHS[plan.search.month - 1] + f" {plan.search.year}"
    )
    joined = ", ".join(names[:-1]) + f" og {names[-1]}" if len(names) > 1 else names[0]
    sentence = rng.choice(
        (
            "Litteratursøgningen blev afsluttet {when}. Der er søgt i {names}.",
            "Der er søgt i {names}. Den seneste søgning er fra {when}.",
            "Arbejdsgruppen søgte i {names} frem til {when}.",
            "Søgningen i {names} er gennemført {when} og er beskrevet i bilag {n}.",
        )
    )
    parts = [sentence.format(when=when, names=joined, n=1)]
    parts += _remarks(plan)
    return [Para(" ".join(parts))]


def _remarks(plan: Plan) -> list[str]:
    """What else the section may say: a period, figures, a version this one was made from."""
    rng = plan.rng
    parts = []
    if "hits differ" in plan.flags:
        search = next(search for search in plan.searches if search.database in countable(plan))
        form = rng.choice(("{} ({} hits) er gennemgået.", "Søgningen i {} gav {} hits."))
        parts.append(form.format(search.database, (search.hits or 0) + rng.randint(1, 9)))
        plan.extra["hits in"] = search.database
    elif rng.random() < 0.2 and plan.searches[0].hits is not None and _is_single(plan):
        parts.append(f"Søgningen i {plan.searches[0].database} gav {plan.searches[0].hits} hits.")
    if plan.queries and (rng.random() < 0.4 or "period differs" in plan.flags):
        since = int(plan.extra["since"]) + (2 if "period differs" in plan.flags else 0)
        parts.append(
            rng.choice(
                ("Primær litteratur er medtaget fra {} og frem.", "Der er søgt primær litteratur fra {}.")
            ).format(since)
        )
    if rng.random() < 0.15:
        parts.append("Artikler på andre sprog end engelsk, dansk, norsk og svensk blev sorteret fra.")
    if rng.random() < 0.03:
        parts.append(f"En ny søgning ventes at blive foretaget i juni {plan.admin.year + 2}.")
    return parts


def countable(plan: Plan) -> set[str]:
    """The databases with hits stated for each of their searches: only there a sum is known."""
    unknown = {search.database for search in plan.searches if search.hits is None}
    return {search.database for search in plan.searches} - unknown


def _is_single(plan: Plan) -> bool:
    return [search.database for search in plan.searches].count(plan.searches[0].database) == 1


def _review(plan: Plan) -> str:
    return plan.rng.choice(
        (
            "To fra gruppen har hver for sig læst de udvalgte artikler og gradueret dem efter Oxford 2009.",
            "Artiklerne er fordelt mellem forfatterne, og uenighed er afgjort ved samtale.",
        )
    ) + (f" Se også bilag {int(plan.extra['appendices']) + 3}." if "appendix" in plan.flags else "")


def _wording(plan: Plan) -> str:
    rng = plan.rng
    parts = ["Ordlyden er vedtaget på to møder i gruppen."]
    if plan.base and (
        plan.template in ("8", "9.0") or not plan.log or rng.random() < 0.25 or "other base" in plan.extra
    ):
        stated = plan.extra.get("other base") if plan.log and "other base" in plan.extra else plan.base
        plan.flags.add("prose names base")
        parts.append(_base(plan, stated or ""))
        if "other base" in plan.extra and not plan.log:
            parts.append(f"Retningslinjen erstatter version {plan.extra['other base']}.")
    if "calls itself revision" in plan.flags:
        parts.append(
            rng.choice(
                (
                    "Denne opdatering bygger på den bestående tekst.",
                    "I den reviderede udgave er den bestående tekst strammet op.",
                )
            )
        )
    return " ".join(parts)


def _base(plan: Plan, version: str) -> str:
    return plan.rng.choice(
        (
            "Retningslinjen er en opdatering af version {}.",
            "Teksten er revideret med udgangspunkt i version {}.",
            "Retningslinjen er opdateret fra version {}.",
            "Denne udgave erstatter version {}.",
            "Der er tale om en revision af den tidligere version {}.",
            "Den bygger videre på version {}.",
        )
    ).format(version)


def _named(plan: Plan, group: str) -> str:
    return words.NAMES[group] if plan.rng.random() < 0.3 else group


def _consultation(plan: Plan) -> list[Block]:
    """Høring, then the approvals where they stand in prose."""
    rng = plan.rng
    is_joint = not plan.is_ten and rng.random() < 0.4
    heading = "Høring og godkendelse" if is_joint and not plan.has_prose_approval else "Høring"
    parts = [_heard(plan), reviewers(plan)]
    if "no larger changes" in plan.flags:
        parts.append(
            rng.choice(
                (
                    "Der er tale om en opdatering uden større ændringer.",
                    "Der er ingen væsentlige ændringer i forhold til sidst.",
                )
            )
        )
    blocks: list[Block] = [Heading(heading, 2), Para(" ".join(part for part in parts if part))]
    if plan.has_prose_approval:
        blocks += _approvals(plan)
    return blocks


def _heard(plan: Plan) -> str:
    rng = plan.rng
    names = " og ".join(_named(plan, party) for party in plan.parties)
    if plan.held:
        forms = (
            "Retningslinjen har været i høring hos {}.",
            "Udkastet er sendt i høring hos {}.",
            "Udkastet blev forelagt {} i en høringsperiode på tre uger.",
            "{} har afgivet høringssvar.",
            "Der er afholdt høring blandt medlemmerne af {}.",
            "Retningslinjen var i intern høring i {}.",
        )
        return rng.choice(forms).format(names)
    if plan.held is False:
        return rng.choice(
            (
                "Retningslinjen har ikke været i høring.",
                "Der er ikke afholdt høring, da ændringerne er små.",
                "Høring er ikke gennemført.",
                "Denne version har ikke været sendt i høring.",
                "Arbejdsgruppen fandt ingen høring nødvendig.",
                "Teksten er udgivet uden høring.",
            )
        )
    return rng.choice(("Udkastet blev drøftet på gruppens årsmøde.", "Gruppen har læst teksten igennem i fællesskab."))


def _approvals(plan: Plan) -> list[Block]:
    rng = plan.rng
    blocks: list[Block] = [Heading("Godkendelse", 2)] if rng.random() < 0.8 else []
    for label, text in (("Faglig godkendelse", _clinical(plan)), ("Administrativ godkendelse", _administrative(plan))):
        style = plan.extra.setdefault("approval style", rng.choice(("own", "own", "colon", "inline")))
        if style == "inline":
            blocks.append(Para(f"{label}: {text}"))
        else:
            blocks += [Heading(label + (":" if style == "colon" else ""), 3), Para(text)]
    return blocks


def _clinical(plan: Plan) -> str:
    rng = plan.rng
    month = "clinical month" in plan.flags
    date = (
        "" if not plan.clinical else days.month_only(rng, plan.clinical) if month else days.in_words(rng, plan.clinical)
    )
    body = _named(plan, plan.approving) if plan.approving else ""
    heard = f". Teksten har været i høring internt i {plan.extra['heard by']}." if "heard by" in plan.extra else ""
    if not plan.approver:
        return f"Retningslinjen er godkendt af {body} {date}".strip() + (heard or ".")
    name, role = plan.approver.name, plan.role or ""
    of = f" for {body}" if body else ""
    forms = [
        f"Godkendt af {name}, {role}{of}{', ' if date else ''}{date}.",
        f"{role.capitalize()}{of} {name}{' har godkendt retningslinjen ' if date else ''}{date}",
        f"{date + ' af ' if date else ''}{role}{of} {name}",
    ]
    if body and date:
        forms.append(f"{date}, {body} ved {role} {name}.")
    chosen = rng.choice(forms).strip()
    return (chosen.rstrip(".") + heard) if heard else chosen


def _administrative(plan: Plan) -> str:
    rng = plan.rng
    day = plan.admin
    if "dates differ" in plan.flags:
        day = days.later(day, 2)
    date = days.month_only(rng, day) if "admin month" in plan.flags else days.in_words(rng, day)
    form = rng.choice(("{d}", "{d}", "{d}.", "{d} ({s})", "{s} har godkendt retningslinjen {d}."))
    if "{s}" in form:
        plan.flags.add("secretariat in prose")
    return form.format(d=date, s=words.SECRETARIAT)


def _update(plan: Plan) -> list[Block]:
    heading = "Plan for opdatering"
    text = _planned(plan)
    if "repeated" in plan.flags:
        text = f"{heading} {text}"
    return [Heading(heading, 2), Para(text)]


def _planned(plan: Plan) -> str:
    rng = plan.rng
    by = f" af {_named(plan, plan.owner)}" if plan.owner else ""
    if "placeholder: update" in plan.flags:
        return rng.choice(
            (
                "Retningslinjen revideres næste gang den [indsæt dato].",
                "Næste revision: dd.mm.åååå.",
                "Næste revision er planlagt til xx.xx.xxxx.",
            )
        )
    if plan.interval:
        return _interval(plan, by)
    if not plan.revision:
        return rng.choice(
            (f"Retningslinjen opdateres{by}, når der kommer ny viden.", f"Opdateringen foretages{by or ' løbende'}.")
        )
    date = _revision(plan)
    return rng.choice(
        (
            f"Retningslinjen revideres{by} senest {date}.",
            f"Næste opdatering{' foretages' + by if by else ''} er planlagt til {date}.",
            f"Næste revision: {date}." + (f" Ansvarlig: {plan.owner}." if plan.owner else ""),
            f"Opdatering planlægges{by} i {days.MONTHS[plan.revision.month - 1]} {plan.revision.year}.",
        )
        if "revision month" in plan.flags and not plan.has_cover
        else (
            f"Retningslinjen revideres{by} senest {date}.",
            f"Næste revision er planlagt til {date}." + (f" Ansvarlig: {plan.owner}." if plan.owner else ""),
        )
    )


def _revision(plan: Plan) -> str:
    rng, day = plan.rng, plan.revision
    assert day is not None
    if plan.has_cover:
        return days.in_words(rng, day)
    form = rng.random()
    if form < 0.2 and plan.is_late_enough:
        plan.flags.add("revision month")
        return days.month_only(rng, day)
    if form < 0.35 and plan.is_late_enough:
        plan.flags.add("revision year")
        return f"{rng.choice(days.SEASONS)} {day.year}"
    return days.in_words(rng, day)


def _interval(plan: Plan, by: str) -> str:
    rng, years = plan.rng, (plan.interval or 0) // 12
    start = " " + rng.choice(_ANCHOR[plan.anchor]) if plan.anchor else ""
    count = rng.choice((str(years), _COUNTS[years]))
    forms = [
        f"Retningslinjen opdateres{by} senest {count} år{start}.",
        f"Næste opdatering foretages{by} {count} år{start}.",
    ]
    if not plan.anchor:
        forms = [f"Retningslinjen opdateres{by} om {count} år.", f"Retningslinjen gennemgås{by} hvert {years}. år."]
        if years in _ORDINALS:
            forms.append(f"Der sker en revision{by} hvert {_ORDINALS[years]} år.")
        if years == 1:
            forms = [f"Retningslinjen gennemgås{by} årligt.", f"Retningslinjen opdateres{by} hvert år."]
    return rng.choice(forms)


def _template(plan: Plan) -> str:
    stated = plan.extra.get("other template", plan.template)
    return plan.rng.choice(
        (
            "Teksten følger version {} af skabelonen.",
            "Der er brugt version {} af skabelonen for retningslinjer.",
            "Skabelon v. {}",
            "Skabelon version {}.",
        )
    ).format(stated)

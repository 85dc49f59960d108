"""The cover of templates 8 to 9 (and now and then of 10), with every deviation of domain 3."""

from __future__ import annotations

from tests.documents.corpus import days, words
from tests.documents.corpus.blocks import Block, PageBreak, Para, Table
from tests.documents.corpus.plan import Plan

Pair = tuple[str, str]


def cover(plan: Plan) -> list[Block]:
    """The first page: nothing, the title and the version, or the whole block of labels and values."""
    if plan.layout == "none":
        return []
    blocks: list[Block] = [Para(plan.title, is_tight=True)]
    if plan.rng.random() < 0.3:
        blocks.insert(0, Para("Klinisk retningslinje", is_tight=True))
    if plan.layout == "title":
        if "no version" not in plan.flags:
            blocks.append(Para(plan.rng.choice(("Version {}", "Version: {}", "Version {}")).format(plan.version)))
        return [*blocks, PageBreak()]
    return [*blocks, *_block(plan, _pairs(plan)), PageBreak()]


def _pairs(plan: Plan) -> list[Pair]:
    """Labels and values in the order of the template; a label without a value heads what follows."""
    rng = plan.rng
    pairs = [
        ("Version", plan.version),
        ("GODKENDT", ""),
        ("Faglig godkendelse", _clinical(plan)),
        ("Administrativ godkendelse", _administrative(plan)),
    ]
    if plan.submitted:
        label = rng.choice(("Indsendt til retningslinjesekretariatet den", "Indsendt"))
        is_short = rng.random() < 0.2 and plan.submitted.day != plan.submitted.year % 100
        if is_short:
            plan.flags.add("submitted reads both ways")
        pairs.insert(2, (label, f"{plan.submitted:%d%m%y}" if is_short else days.on_cover(rng, plan.submitted)))
    if plan.published:
        pairs.append((rng.choice(("Publiceret", "Udgivet")), days.on_cover(rng, plan.published)))
    pairs += [("REVISION", ""), (_planned_label(plan), _planned(plan))]
    if plan.expiry:
        pairs.append((rng.choice(("Udløbsdato:", "Gyldig til:")), days.on_cover(rng, plan.expiry)))
    return [*pairs, ("INDEKSERING", ", ".join(rng.sample(words.KEYWORDS, 3)))]


def _clinical(plan: Plan) -> str:
    rng = plan.rng
    date = ""
    if plan.clinical:
        is_month = "clinical month" in plan.flags
        date = days.month_only(rng, plan.clinical) if is_month else days.on_cover(rng, plan.clinical)
    if "placeholder: cover group" in plan.flags:
        return f"{date} (DMCG)".strip()
    name = plan.approving or ""
    if (
        rng.random() < 0.12 and plan.layout != "labels" and "professional_body_differs" not in plan.codes
    ):  # the bracket is empty or absent
        plan.flags.add("no approver on cover")
        return (date + rng.choice(("", " ()", " ( )"))).strip()
    bracket = rng.choice(("({})",) * 6 + ("( {})", "({} )", "( {} )")).format(name)
    return (date + rng.choice((" ", " ", " ", "  ", "")) + bracket).strip()


def _administrative(plan: Plan) -> str:
    rng = plan.rng
    is_month = "admin month" in plan.flags
    date = days.month_only(rng, plan.admin) if is_month else days.on_cover(rng, plan.admin)
    if rng.random() < 0.1 and plan.layout != "labels":
        plan.flags.add("no secretariat on cover")
        return date
    return f"{date} ({words.SECRETARIAT})"


def _planned_label(plan: Plan) -> str:
    """The label is left out now and then."""
    if plan.revision and plan.layout in ("lines", "beside", "grid") and plan.rng.random() < 0.12:
        return ""
    return plan.rng.choice(("Planlagt:",) * 4 + ("Planlagt", "Planlagt :"))


def _planned(plan: Plan) -> str:
    rng = plan.rng
    if not plan.revision:
        return ""
    form = rng.random()
    if form < 0.12 and plan.is_late_enough:
        plan.flags.add("revision month")
        return days.month_only(rng, plan.revision)
    if form < 0.2 and plan.is_late_enough:
        plan.flags.add("revision year")
        return rng.choice((*(f"{season} {plan.revision.year}" for season in days.SEASONS), str(plan.revision.year)))
    return days.on_cover(rng, plan.revision)


def _block(plan: Plan, pairs: list[Pair]) -> list[Block]:
    """The pairs as the layout has them."""
    lines = [" ".join(f"{label} {value}".split()) for label, value in pairs]
    if plan.layout == "line":
        return [Para(" ".join(lines))]
    if plan.layout == "beside":
        if plan.rng.random() < 0.3:  # a heading runs on behind a date
            lines[-2:] = [" ".join(lines[-2:])]
        return [Para(line, is_tight=True) for line in lines]
    if plan.layout == "grid":
        return [Table(tuple(pairs))]
    if plan.layout == "labels":
        values = [value for _, value in pairs if value]
        return [Para(part, is_tight=True) for part in (*(label for label, _ in pairs if label), *values)]
    return [Para(part, is_tight=True) for pair in pairs for part in pair if part]

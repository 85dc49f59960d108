"""The lists of authors and reviewers, in the ways they are found: bullets, paragraphs, numbers and tables."""

from __future__ import annotations

from tests.documents.corpus.blocks import Block, Bullets, Heading, Numbered, Para, Table
from tests.documents.corpus.plan import Person, Plan

_OLD_LINK = "https://laegemiddelstyrelsen.dk/da/godkendelse/kontrol-og-inspektion/tilknytning/lister-over-tilknytning/"
_NEW_LINK = (
    "https://laegemiddelstyrelsen.dk/da/godkendelse/sundhedspersoners-tilknytning-til-virksomheder/"
    "lister-over-tilknytning-til-virksomheder/"
)


def authors(plan: Plan) -> list[Block]:
    """The section with its heading, the reviewers' declarations where they have some, and the link."""
    rng = plan.rng
    heading = "Forfattere og habilitet" if plan.is_ten else rng.choice(("Forfattere", "Forfattere og habilitet"))
    blocks: list[Block] = [Heading(heading, 2)]
    if not plan.authors:
        words_ = ("Forfatterne er udpeget af gruppens bestyrelse.", "Listen eftersendes.", "Se gruppens hjemmeside.")
        blocks.append(Para(rng.choice(words_)))
    else:
        blocks += _listed(plan, plan.authors)
    declared = [reviewer for reviewer in plan.reviewers if reviewer.ties]
    if declared:
        blocks.append(Para(rng.choice(("Reviewere:", "Eksterne reviewere:", "Reviewere"))))
        blocks.append(Bullets(tuple(_sentence(plan, one, "commas") for one in declared)))
    return [*blocks, *_link(plan)]


def _listed(plan: Plan, people: list[Person]) -> list[Block]:
    rng = plan.rng
    style = rng.choice(("bullets", "bullets", "broken bullets", "paragraphs", "lines", "numbers", "table", "dashes"))
    if style == "table":
        return [_table(plan, people)]
    if style == "paragraphs":
        return [Para(_sentence(plan, one, "closed")) for one in people]
    if style == "lines":
        return [Para(part) for one in people for part in _sentence(plan, one, "broken").split("\n")]
    form = {"bullets": "closed", "broken bullets": "broken", "numbers": "closed", "dashes": "dashes"}[style]
    items = tuple(_sentence(plan, one, form) for one in people)
    return [Numbered(items)] if style == "numbers" else [Bullets(items)]


def _sentence(plan: Plan, one: Person, form: str) -> str:
    """Name, specialty, title and place in one of the orders, then the declaration."""
    order = plan.extra.setdefault("order", plan.rng.choice(("title first", "specialty first")))
    middle = [one.title, one.specialty] if order == "title first" else [one.specialty, one.title]
    degree = "ph.d." if plan.rng.random() < 0.12 and one.title else None
    parts = [part for part in (one.name, *middle, degree, one.place) if part]
    glue = " – " if form == "dashes" else ", "
    whole = parts[0] + glue + ", ".join(parts[1:])
    if not one.ties:
        return whole
    return f"{whole}\n{one.ties}" if form in ("broken", "dashes") else f"{whole.rstrip('.')}. {one.ties}"


def _table(plan: Plan, people: list[Person]) -> Table:
    head = ("Navn", "Titel", "Ansættelsessted", plan.rng.choice(("Habilitet", "Interessekonflikter")))
    for one in people:
        one.specialty = None
    return Table((head, *((one.name, one.title or "", one.place or "", one.ties or "") for one in people)))


def _link(plan: Plan) -> list[Block]:
    if "no link" in plan.flags:
        return [Para("Gruppens politik for habilitet findes her:"), Para("Den gælder alle, der deltager i arbejdet.")]
    if "old link" in plan.flags:
        return [Para("De enkelte relationer kan ses i registret:"), Para(_OLD_LINK)]
    if plan.rng.random() < 0.4:
        return [Para(f"For detaljerede relationer henvises til Lægemiddelstyrelsens lister: {_NEW_LINK}")]
    if plan.rng.random() < 0.2:
        return [Para("Politikken for habilitet findes her: https://example.org/habilitet.pdf")]
    return []


def reviewers(plan: Plan) -> str:
    """Who reviewed, in a sentence of the section on the consultation; empty where nobody did."""
    if not plan.reviewers:
        return ""
    names = " og ".join(one.name for one in plan.reviewers)
    return plan.rng.choice(
        (
            f"Reviewere: {names}.",
            f"Udkastet er læst af to eksterne reviewere: {names}.",
            f"Review af {names}.",
            f"Retningslinjen er fagfællebedømt af {names}.",
            f"Eksterne reviewere var {names}.",
        )
    )

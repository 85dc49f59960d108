"""The chapters of a document in the order of its template, and everything on its pages."""

from __future__ import annotations

from tests.documents.corpus import words
from tests.documents.corpus.appendices import appendices, change_log
from tests.documents.corpus.blocks import Block, Heading, Numbered, Pages, Para
from tests.documents.corpus.cover import cover
from tests.documents.corpus.method import method
from tests.documents.corpus.plan import Plan, Rec

Chapter = tuple[str, str, list[Block]]


def compose(plan: Plan) -> tuple[list[Block], Pages]:
    """The document's blocks and what stands on every page."""
    front = cover(plan)
    bilag = appendices(plan)  # first, for the method cites them
    chapters = _chapters(plan, bilag)
    blocks = list(front)
    if plan.rng.random() < 0.2:
        blocks += _contents(chapters)
    if plan.template in ("9.1", "9.2") and plan.log:
        blocks += [Heading("Nyt siden sidst (ændringslog)"), *change_log(plan)]
    if plan.template in ("8", "9.0") and plan.rng.random() < 0.3:
        blocks += [Heading("English summary"), *(Para(sentence) for sentence in words.SUMMARY)]
    for number, (name, heading, inner) in zip(_numbers(plan, len(chapters)), chapters, strict=True):
        if name != plan.extra.get("without"):
            blocks += [Heading(_numbered(plan, number, heading)), *inner]
    _mark(plan, blocks)
    foot = plan.template if plan.rng.random() < 0.9 or "other template" in plan.extra else None
    plan.extra["foot"] = foot or ""
    other = plan.extra.get("other template") if not plan.is_ten else None
    return blocks, Pages(plan.head, foot, other)


def _chapters(plan: Plan, bilag: list[Block]) -> list[Chapter]:
    rng = plan.rng
    recommendations = (
        "Anbefalinger" if plan.template == "8" else rng.choice(("Anbefalinger (Quick guide)",) * 3 + ("Anbefalinger",))
    )
    monitoring = "Monitorering" if plan.is_ten else rng.choice(("Monitorering", "Monitoreringsplan"))
    about: Chapter = ("about", "Om denne kliniske retningslinje", [Para(_about())])
    chapters: list[Chapter] = [
        ("recommendations", recommendations, _recommendations(plan)),
        ("introduction", "Introduktion", _introduction(plan)),
        ("basis", "Grundlag", _basis(plan)),
        ("references", rng.choice(("Referencer", "Referencer", "Referenceliste")), _references(plan)),
        ("method", "Metode", method(plan)),
        ("monitoring", monitoring, [Para("Udviklingen følges i en landsdækkende database.")]),
        ("appendices", "Bilag", bilag),
    ]
    chapters = [about, *chapters] if plan.template == "8" else [*chapters, about]
    if "without references" in plan.flags:
        plan.extra["without"] = "references"
    return chapters


def _numbers(plan: Plan, count: int) -> list[int]:
    numbers = list(range(1, count + 1))
    if "renumbered" in plan.flags:
        at = plan.rng.randint(3, count - 2)
        numbers = [number + (1 if number > at else 0) for number in numbers]
    if "chapters twice" in plan.flags:
        numbers = [number - (1 if number > 5 else 0) for number in numbers]
    return numbers


def _numbered(plan: Plan, number: int, heading: str) -> str:
    style = plan.extra.setdefault("numbering", plan.rng.choice(("{}. {}", "{}. {}", "{} {}")))
    return style.format(number, heading)


def _contents(chapters: list[Chapter]) -> list[Block]:
    rows = (f"{at}. {heading} {'.' * 40} {at * 2 + 1}" for at, (_, heading, _) in enumerate(chapters, 1))
    return [Heading("Indholdsfortegnelse"), *(Para(row, is_tight=True) for row in rows)]


def _recommendations(plan: Plan) -> list[Block]:
    blocks: list[Block] = []
    if "recs twice" in plan.flags:
        plan.recs[-1].number -= 1
    is_listed = plan.kind == "docx" and plan.rng.random() < 0.5 and "recs twice" not in plan.flags
    for name in dict.fromkeys(rec.block for rec in plan.recs):
        found = [rec for rec in plan.recs if rec.block == name]
        blocks.append(Para(name) if plan.rng.random() < 0.3 else Heading(name, 3))
        if is_listed:
            blocks.append(Numbered(tuple(_graded(plan, rec) for rec in found), found[0].number))
        else:
            blocks += [Para(f"{rec.number}. {_graded(plan, rec)}") for rec in found]
    return blocks


def _graded(plan: Plan, rec: Rec) -> str:
    """The recommendation with its grades in one of the forms of domain 2.6."""
    if not rec.grades:
        rec.text = rec.text + "."
        return rec.text
    one = len(rec.grades) == 1
    forms = ("({})", "({})", "({}).", "(styrke {})", "({}*)") if one else ("({})", "({}).", "(styrke {})")
    glue = "" if one else plan.rng.choice((", ", "-", "/", " og "))
    rec.text = f"{rec.text} {plan.rng.choice(forms).format(glue.join(rec.grades))}"
    return rec.text


def _introduction(plan: Plan) -> list[Block]:
    parts = [
        ("", "Formål", "Formålet er at gøre forløbene ens i hele landet."),
        ("purpose", "Formål", "Formålet er at støtte ensartede forløb i hele landet."),
        ("patients", "Patientgruppe", "Voksne med sygdommen, uanset hvor den er fundet."),
        ("audience", "Målgruppe for brug af retningslinjen", "Læger og andre, som tager del i forløbet."),
    ][1:]
    blocks: list[Block] = [Para(_filler(plan, 3) + _earlier(plan, "earlier"))]
    for name, heading, text in parts:
        if name != plan.extra.get("without"):
            blocks += [Heading(heading, 2), Para(text)]
    return blocks


def _earlier(plan: Plan, which: str) -> str:
    """A mention of an earlier guideline of the group and its year."""
    if which not in plan.extra:
        return ""
    form = plan.rng.choice(
        (
            " Emnet er omtalt i den tidligere retningslinje fra {g} fra {y}.",
            " Der findes en vejledning om emnet fra {g} fra {y}.",
        )
    )
    return form.format(g=plan.group, y=plan.extra[which])


def _basis(plan: Plan) -> list[Block]:
    blocks: list[Block] = []
    for name in dict.fromkeys(rec.block for rec in plan.recs):
        blocks.append(Heading(name, 2))
        for heading in (
            "Litteratur og evidensgennemgang",
            "Patientværdier og -præferencer",
            "Rationale",
            "Bemærkninger og overvejelser",
        ):
            blocks += [Heading(heading, 3), Para(_filler(plan, plan.rng.randint(2, 6)))]
    blocks.append(Para(_filler(plan, 2) + _earlier(plan, "earlier again") + _announced(plan) + _level(plan)))
    return blocks


def _announced(plan: Plan) -> str:
    if "announces" not in plan.flags:
        return ""
    form = plan.rng.choice(
        (
            " Der afventes en retningslinje om emnet i {}.",
            " En retningslinje om senfølger planlægges i {}.",
            " Der udarbejdes en særskilt retningslinje, som ventes færdig i {}.",
            " Gruppen forventer at udgive en retningslinje om genetik i {}.",
        )
    )
    return form.format(plan.extra["announced"])


def _level(plan: Plan) -> str:
    return f" Det bygger på evidensniveau {plan.rng.choice('ABCD')}." if "level" in plan.flags else ""


def _filler(plan: Plan, count: int) -> str:
    rng = plan.rng
    pool = words.ENGLISH if plan.language == "en" else words.FILLER
    return " ".join(
        rng.choice(pool).format(
            y=rng.randint(1998, plan.search.year),
            n=rng.randint(24, 900),
            r=rng.randint(1, 9),
            l=rng.choice(("1a", "1b", "2a", "2b", "3", "4")),
            g=rng.choice("ABCD"),
            p=rng.randint(40, 70),
            q=rng.randint(40, 70),
        )
        for _ in range(count)
    )


def _references(plan: Plan) -> list[Block]:
    rng = plan.rng
    items = []
    for _ in range(rng.randint(4, 14)):
        names = ", ".join(f"{rng.choice(words.LAST)} {rng.choice('ABCDEF')}" for _ in range(2))
        year, page = rng.randint(1998, plan.search.year), rng.randint(10, 900)
        items.append(
            f"{names}. A made up study of {rng.choice(('scans', 'doses', 'sleep', 'pain'))}. "
            f"{rng.choice(words.JOURNALS)}. {year};{rng.randint(1, 60)}({rng.randint(1, 12)}):{page}-{page + 7}."
        )
    return [Para(f"{at}. {item}") for at, item in enumerate(items, 1)]


def _about() -> str:
    return (
        "Denne tekst er skrevet til opdigtede patienter og bruges alene til afprøvning. Indholdet er udformet af"
        " en arbejdsgruppe, som ikke findes."
    )


def _mark(plan: Plan, blocks: list[Block]) -> None:
    """What a word processor left behind, somewhere between two paragraphs of a chapter."""
    if "marks" not in plan.flags:
        return
    at = next(at for at, block in enumerate(blocks) if isinstance(block, Heading) and "Rationale" in block.text)
    mark = plan.rng.choice(
        ("Indsat tekst", "Slettet tekst", "Kommenteret [AB1]: Passer tallet?", "Formateret: Skrifttype: Fed")
    )
    blocks.insert(at + 2, Para(mark))

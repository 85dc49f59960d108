"""What one document is to say: drawn from a seed, with nothing wrong in it. Faults are planted afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Literal

from tests.documents.corpus import days, words

ERAS = {"8": 2018, "9.0": 2020, "9.1": 2021, "9.2": 2022, "10": 2024, "10.0": 2025}
Layout = Literal["none", "title", "line", "lines", "beside", "labels", "grid"]


@dataclass(slots=True)
class Person:
    """An author or a reviewer. `ties` is the declaration, None where nothing is declared."""

    name: str
    title: str | None
    specialty: str | None
    place: str | None
    ties: str | None
    has_ties: bool = False


@dataclass(slots=True)
class Rec:
    """A recommendation of the quick guide."""

    number: int
    block: str
    text: str
    grades: tuple[str, ...]
    is_written: bool = True


@dataclass(slots=True)
class Search:
    """A search in one database; `appendix` names the kind of Bilag that documents it."""

    database: str
    appendix: str
    on: date
    initials: str | None
    hits: int | None


@dataclass(slots=True)
class Query:
    """A line of a search history."""

    number: int
    words: str
    hits: int


@dataclass(slots=True)
class Plan:
    """Everything a document says, and what is wrong with it (`codes`); `flags` are remarks for those who word it."""

    rng: Random
    number: int
    template: str
    kind: Literal["docx", "pdf"]
    layout: Layout
    group: str
    head: str | None
    title: str
    version: str
    base: str | None
    search: date
    clinical: date | None
    admin: date
    revision: date | None = None
    interval: int | None = None
    anchor: str | None = None
    submitted: date | None = None
    published: date | None = None
    expiry: date | None = None
    approver: Person | None = None
    role: str | None = None
    approving: str | None = None
    owner: str | None = None
    authors: list[Person] = field(default_factory=list)
    reviewers: list[Person] = field(default_factory=list)
    recs: list[Rec] = field(default_factory=list)
    searches: list[Search] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)
    held: bool | None = True
    parties: list[str] = field(default_factory=list)
    log: list[tuple[str, str]] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    has_prose_approval: bool = True
    has_update_plan: bool = True
    language: str = "da"
    form: str = "dotted"
    extra: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    truth: dict[str, object] = field(default_factory=dict)

    @property
    def is_ten(self) -> bool:
        """Whether it follows template 10."""
        return self.template.startswith("10")

    @property
    def has_cover(self) -> bool:
        """Whether dates stand on a cover block."""
        return self.layout not in ("none", "title")

    @property
    def is_late_enough(self) -> bool:
        """Whether a coarser date of the revision would still lie clearly after the approval and inside five years."""
        return not self.codes & {"interval_above_maximum", "revision_before_approval", "next_revision_missing"}

    @property
    def has_log(self) -> bool:
        """Whether it has a change log."""
        return bool(self.log)


def draw(seed: int, number: int) -> Plan:
    """The plan of one document, faultless."""
    rng = Random(f"{seed}/{number}")
    template = rng.choice(("8", "9.0", "9.1", "9.1", "9.2", "10", "10", "10", "10.0", "10.0"))
    search = days.between(rng, date(ERAS[template], 1, 5), date(ERAS[template], 12, 1))
    clinical = search + timedelta(days=rng.randint(20, 200))
    admin = clinical + timedelta(days=rng.choice((0, 1, 3, 5, 10, 12, 14, 29, 50, 124)))
    group = rng.choice(list(words.NAMES))
    revised = rng.random() < 0.6
    base, version = (
        rng.choice((("1.0", "1.1"), ("1.0", "2.0"), ("1.2", "2.0"), ("2.1", "2.2"))) if revised else ("", "1.0")
    )
    plan = Plan(
        rng,
        number,
        template,
        rng.choice(("docx", "pdf")),
        _layout(rng, template),
        group,
        group,
        _title(rng),
        version,
        base or None,
        search,
        clinical,
        admin,
    )
    plan.form = rng.choice(days.SEARCH_FORMS)
    plan.language = "en" if rng.random() < 0.04 else "da"
    plan.has_prose_approval = plan.is_ten or rng.random() < 0.2
    plan.has_update_plan = plan.is_ten or rng.random() < 0.15
    plan.head = group if rng.random() < 0.85 else None
    _people(plan)
    _approvals(plan)
    _revision(plan)
    _content(plan)
    return plan


def _layout(rng: Random, template: str) -> Layout:
    if template.startswith("10"):
        return rng.choice(("none", "none", "none", "title", "title", "lines", "beside"))
    return rng.choice(("line", "lines", "lines", "beside", "labels", "grid"))


def _title(rng: Random) -> str:
    disease = rng.choice(words.DISEASES)
    return rng.choice(words.SUBJECTS).format(d=disease, D=disease.capitalize())


def person(rng: Random, taken: set[str]) -> Person:
    """Somebody not met before in the document."""
    while True:
        middle = rng.choice(words.MIDDLE)
        name = " ".join(f"{rng.choice(words.FIRST)} {middle} {rng.choice(words.LAST)}".split())
        if name not in taken:
            break
    taken.add(name)
    ties = rng.random() < 0.2
    title = rng.choice(words.DOUBLE_TITLES) if rng.random() < 0.08 else rng.choice(words.TITLES)
    specialty = rng.choice(words.SPECIALTIES) if rng.random() < 0.6 else None
    return Person(
        name, title, specialty, rng.choice(words.HOSPITALS), rng.choice(words.TIES if ties else words.NO_TIES), ties
    )


def _people(plan: Plan) -> None:
    rng, taken = plan.rng, set[str]()
    plan.authors = [person(rng, taken) for _ in range(rng.randint(2, 9))]
    plan.reviewers = [person(rng, taken) for _ in range(2)] if rng.random() < 0.3 else []
    plan.approver = person(rng, taken)
    plan.role = rng.choice(words.ROLES)
    if rng.random() < 0.1:
        for author in plan.authors:
            author.title = None  # a list without titles is a style, no slip


def _approvals(plan: Plan) -> None:
    rng = plan.rng
    plan.approving = plan.group if plan.has_cover or rng.random() < 0.85 else None
    if not plan.has_prose_approval:
        plan.approver = plan.role = None
    if plan.has_cover and plan.clinical:
        plan.submitted = days.between(rng, plan.clinical, plan.admin) if rng.random() < 0.15 else None
        plan.published = plan.admin + timedelta(days=rng.randint(1, 40)) if rng.random() < 0.15 else None


def _revision(plan: Plan) -> None:
    rng = plan.rng
    months = rng.randint(40, 59) if plan.is_ten else rng.randint(7, 36)
    plan.revision = days.later(plan.admin, months).replace(day=rng.choice((1, 1, 10, 21, 28)))
    if plan.has_cover and rng.random() < 0.08:
        plan.expiry = days.later(plan.revision, 6)
    if plan.is_ten and not plan.has_cover and rng.random() < 0.35:
        plan.revision, plan.interval = None, rng.choice((12, 24, 36, 48, 60, 60))
        plan.anchor = rng.choice(("administrative_approval", "clinical_approval", "published", "last_search"))
    if plan.has_update_plan:
        plan.owner = plan.group if rng.random() < 0.6 else None


def _content(plan: Plan) -> None:
    rng = plan.rng
    plan.recs = _recs(rng)
    _searches(plan)
    plan.held = rng.choice((True, True, True, False, None))
    plan.parties = [plan.group] if plan.held else []
    if plan.held and rng.random() < 0.3:
        plan.parties.append(rng.choice([name for name in words.NAMES if name not in (plan.group, "DOLG", "DLCG")]))
    if plan.base and plan.template not in ("8", "9.0"):
        plan.log = _log(rng, plan.held is not False)


def _recs(rng: Random) -> list[Rec]:
    blocks = rng.sample(words.BLOCKS, rng.randint(1, 4))
    recs, seen = [], set[str]()
    for block in blocks:
        for _ in range(rng.randint(1, 4)):
            text = f"{rng.choice(words.WHO)} {rng.choice(words.MAY)} {rng.choice(words.WHAT)}"
            if text not in seen:
                seen.add(text)
                grades = rng.choice((("A",), ("B",), ("B",), ("C",), ("D",), ("C", "D"), ("B", "C")))
                recs.append(Rec(len(recs) + 1, block, text, grades))
    return recs


def _searches(plan: Plan) -> None:
    rng = plan.rng
    initials = rng.choice(("AB", "KTH", "MV", "SØL"))
    kinds = {"guidelines": ("GIN", "NICE"), "reviews": ("PubMed", "Cochrane"), "primary": ("PubMed", "Embase")}
    chosen = [kind for kind in kinds if rng.random() < 0.75] or ["primary"]
    for kind in chosen:
        for database in kinds[kind]:
            if database in ("PubMed", "GIN") or rng.random() < 0.8:
                on = plan.search - timedelta(days=rng.choice((0, 0, 0, 1, 9)))
                hits = rng.randint(1, 900) if rng.random() < 0.85 else None
                plan.searches.append(Search(database, kind, on, initials if rng.random() < 0.85 else None, hits))
    plan.searches[-1].on = plan.search
    if "primary" in chosen and rng.random() < 0.5:
        _queries(plan)


def _queries(plan: Plan) -> None:
    """A search history that adds up: either parts side by side, or each line a narrowing of the one before."""
    rng, since = plan.rng, plan.search.year - rng_years(plan)
    search = next(item for item in plan.searches if item.appendix == "primary" and item.database == "PubMed")
    if rng.random() < 0.5:
        many = sorted((rng.randint(300, 9000) for _ in range(3)), reverse=True)
        texts = (
            "gråcelletumor[MeSH Terms]",
            "#1 AND strålebehandling",
            "#2 Filters: English, Danish",
            f"#3 Filters: clinical trial, from {since}",
            f"#3 Filters: systematic review, from {since}",
        )
        last = rng.randint(2, 90)
        counts = [*many, last + rng.randint(3, 99), last]
        search.hits = last
    else:
        texts = (
            f"Search (gråcelletumor) Filters: systematic review, from {since}",
            f"Search (gråcelletumor) Filters: meta-analysis, from {since}",
            f"Search (gråcelletumor) Filters: clinical trial, from {since}",
        )
        counts = [rng.randint(1, 60) for _ in texts]
        search.hits = sum(counts)
    plan.queries = [Query(at, text, hits) for at, (text, hits) in enumerate(zip(texts, counts, strict=True), 1)]
    plan.extra["since"] = str(since)


def rng_years(plan: Plan) -> int:
    """How far back a search goes."""
    return plan.rng.randint(3, 12)


def _log(rng: Random, with_recommendations: bool) -> list[tuple[str, str]]:
    lines = [
        ("Referencer", "To nye arbejder er føjet til listen."),
        ("Monitorering", "Afsnittet er skrevet om."),
        ("Metode", "Søgningen er gentaget, og beskrivelsen af den er rettet til."),
        ("Introduktion", "Afsnittet er forkortet."),
    ]
    chosen = rng.sample(lines, rng.randint(1, 3))
    if with_recommendations and rng.random() < 0.6:
        chosen.insert(0, ("Anbefalinger", "Anbefaling 2 er ny, og styrken af den første er ændret."))
    return chosen

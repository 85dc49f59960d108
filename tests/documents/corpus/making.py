"""A document from a seed and a number: bytes, a file name as they are found, and the truth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from tests.documents.corpus.blocks import Case
from tests.documents.corpus.body import compose
from tests.documents.corpus.faults import plant
from tests.documents.corpus.pdf import as_pdf
from tests.documents.corpus.plan import Plan, draw
from tests.documents.corpus.truth import facts
from tests.documents.corpus.word import as_word


def cases(seed: int, count: int) -> Iterator[Case]:
    """The documents of a seed; each depends on its own number only."""
    return (make(seed, number) for number in range(count))


def make(seed: int, number: int) -> Case:
    """One document with its truth."""
    plan = draw(seed, number)
    plant(plan)
    if plan.layout == "none":
        plan.codes.add("version_missing")  # such a text says nowhere which version it is
    blocks, pages = compose(plan)
    data = as_word(blocks, pages) if plan.kind == "docx" else as_pdf(blocks, pages)
    return Case(number, _name(plan), data, facts(plan, blocks), plan.codes)


def _name(plan: Plan) -> str:
    """The name of a published file, or of a draft on somebody's desk."""
    rng = plan.rng
    is_wrong = any(flag.startswith("name:") for flag in plan.flags)
    if not is_wrong and rng.random() < 0.4:
        return (
            rng.choice(("Retningslinje_udkast_3", "klinisk retningslinje endelig", "Til godkendelse")) + f".{plan.kind}"
        )
    slug = "-".join(re.sub(r"[^a-zæøå ]", "", plan.title.lower()).split()[:3])
    version = "9.9" if "name: version" in plan.flags else plan.version
    day = plan.admin + timedelta(days=40) if "name: date" in plan.flags else plan.admin
    dated = f"admgodk{rng.choice(('', '_'))}{day:%d%m%Y}"
    return f"{plan.group.lower()}_{slug}_v{version.replace('.', '_')}_{dated}.{plan.kind}"

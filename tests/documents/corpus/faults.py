"""What may be planted: a rule's code, the documents it suits, and what it changes in the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tests.documents.corpus import days, words
from tests.documents.corpus.plan import Plan, person


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: `subject` parts those that would get into each other's way."""

    code: str
    subject: str
    suits: Callable[[Plan], bool]
    plant: Callable[[Plan], None]


def _always(_plan: Plan) -> bool:
    return True


def _ten(plan: Plan) -> bool:
    return plan.is_ten


def _prose(plan: Plan) -> bool:
    return plan.has_prose_approval


def _covered(plan: Plan) -> bool:
    return plan.has_cover


def _documented(plan: Plan) -> bool:
    unknown = {search.database for search in plan.searches if search.hits is None}
    return any(search.database not in unknown for search in plan.searches)


def _spelled_differently(plan: Plan) -> None:
    plan.authors[0].place, plan.authors[1].place = words.SPLIT_HOSPITAL


def _announces(plan: Plan) -> None:
    plan.flags.add("announces")
    plan.extra["announced"] = str(plan.admin.year + 1)


def _year_passed(plan: Plan) -> None:
    _before_search(plan)
    plan.flags.add("announces")
    plan.extra["announced"] = str(plan.search.year + 1)
    plan.codes |= {"announces_guideline", "approved_before_search"}


def _before_search(plan: Plan) -> None:
    back = plan.search - timedelta(days=plan.rng.randint(40, 330))
    plan.clinical = back - timedelta(days=5) if plan.clinical else None
    plan.admin = back
    plan.submitted = plan.published = None
    if plan.revision:
        plan.revision = days.later(back, 36)
        plan.expiry = None


def _approver_author(plan: Plan) -> None:
    plan.approver = plan.rng.choice(plan.authors)


def _without_title(plan: Plan) -> None:
    plan.rng.choice(plan.authors).title = None


def _undeclared(plan: Plan) -> None:
    plan.rng.choice(plan.authors).ties = None


def _no_authors(plan: Plan) -> None:
    plan.authors, plan.reviewers = [], []


def _no_base(plan: Plan) -> None:
    plan.base, plan.log = None, []
    plan.flags.add("calls itself revision")
    if plan.template not in ("8", "9.0"):
        plan.codes.add("section_missing")


def _bases(plan: Plan) -> None:
    plan.extra["other base"] = plan.rng.choice([v for v in ("1.0", "1.3", "2.3", "3.0") if v != plan.base])


def _bodies(plan: Plan) -> None:
    plan.held, plan.parties = True, [plan.group]
    plan.extra["heard by"] = plan.rng.choice([name for name in ("DACG", "DGCG", "DNOG") if name != plan.group])


def _chapter(plan: Plan) -> None:
    plan.flags.add(plan.rng.choice(("renumbered", "without references")))
    if "without references" in plan.flags:
        plan.codes.add("section_missing")


def _clinical_late(plan: Plan) -> None:
    plan.clinical = plan.admin + timedelta(days=plan.rng.randint(2, 90))
    plan.submitted = None


def _no_approver(plan: Plan) -> None:
    plan.approver = plan.role = None
    plan.approving = plan.group


def _no_clinical_date(plan: Plan) -> None:
    plan.clinical = plan.submitted = None


def _skipped(plan: Plan) -> None:
    plan.held, plan.parties = False, []
    plan.log.insert(0, ("Anbefalinger", "Anbefaling 1 er ændret."))
    plan.log = list(dict(reversed(plan.log)).items())[::-1]


def _undocumented(plan: Plan) -> None:
    plan.extra["undocumented"] = plan.rng.choice(("Cinahl", "PsycINFO", "Web of Science", "SIGN"))


def _without_day(plan: Plan) -> None:
    plan.flags.add(plan.rng.choice(("clinical month", "admin month")) if plan.clinical else "admin month")


def _differing(plan: Plan) -> None:
    plan.flags.add("dates differ")
    if not plan.has_prose_approval:
        plan.approver, plan.role = person(plan.rng, {author.name for author in plan.authors}), "formand"
    plan.has_prose_approval = True


def _forms(plan: Plan) -> None:
    plan.flags.add("second form")


def _earlier(plan: Plan) -> None:
    year = plan.search.year - plan.rng.randint(3, 8)
    plan.extra["earlier"], plan.extra["earlier again"] = str(year), str(year + plan.rng.choice((-1, 1, 2)))


def _named(plan: Plan) -> None:
    plan.flags.add(plan.rng.choice(("name: version", "name: date") if plan.has_cover else ("name: date",)))


def _level(plan: Plan) -> None:
    plan.flags.add("level")


def _repeated(plan: Plan) -> None:
    plan.flags.add("repeated")


def _hits(plan: Plan) -> None:
    plan.flags.add("hits differ")


def _interval(plan: Plan) -> None:
    if plan.interval:
        plan.interval = plan.rng.choice((72, 84, 120))
    else:
        plan.revision = days.later(plan.admin, plan.rng.randint(63, 90))
        plan.expiry = None


def _no_anchor(plan: Plan) -> None:
    plan.revision, plan.anchor = None, None
    plan.interval = plan.rng.choice((12, 24, 36, 60, 60))


def _no_revision(plan: Plan) -> None:
    plan.revision = plan.interval = plan.anchor = plan.expiry = None


def _no_larger(plan: Plan) -> None:
    plan.flags.add("no larger changes")
    if not any(section == "Anbefalinger" for section, _ in plan.log):
        plan.log.insert(0, ("Anbefalinger", "Anbefaling 3 er udgået."))
    plan.held, plan.parties = True, [plan.group]


def _twice(plan: Plan) -> None:
    choices = ["recs twice", "chapters twice"] + (["queries twice"] if plan.queries else [])
    plan.flags.add(plan.rng.choice(choices))


def _placeholder(plan: Plan) -> None:
    choices = ["cover group"] if plan.has_cover and not plan.has_prose_approval else []
    plan.flags.add(f"placeholder: {plan.rng.choice([*choices, 'update', 'head'])}")
    if "placeholder: head" in plan.flags:
        plan.head = "DMCG"
    if "placeholder: cover group" in plan.flags:
        plan.approving = None
    if "placeholder: update" in plan.flags:
        plan.has_update_plan, plan.owner = True, None
        if not plan.has_cover:
            plan.revision = plan.interval = plan.anchor = None
            plan.codes.add("next_revision_missing")


def _body(plan: Plan) -> None:
    other = (
        "DOLG" if plan.group == "DLCG" else plan.rng.choice([name for name in ("DNOG", "DPCG") if name != plan.group])
    )
    plan.head, plan.approving, plan.owner, plan.parties = plan.group, other, None, [other] if plan.held else []


def _ungraded(plan: Plan) -> None:
    plan.rng.choice(plan.recs).grades = ()


def _marks(plan: Plan) -> None:
    plan.flags.add("marks")


def _reviewer(plan: Plan) -> None:
    taken = {author.name for author in plan.authors}
    plan.reviewers = [person(plan.rng, taken) for _ in range(2)]
    for one in plan.reviewers:
        one.ties = None


def _early_revision(plan: Plan) -> None:
    plan.revision = plan.admin - timedelta(days=plan.rng.randint(35, 500))
    plan.expiry = None


def _period(plan: Plan) -> None:
    plan.flags.add("period differs")


def _section(plan: Plan) -> None:
    plan.flags.add("without section")
    names = ["purpose", "patients", "audience", "review", "monitoring", "about"]
    plan.extra["without"] = plan.rng.choice(names if plan.base else [*names, "wording"])
    if plan.extra["without"] == "monitoring":
        plan.codes.add("chapter_number_missing")


def _templates(plan: Plan) -> None:
    plan.extra["other template"] = {"8": "9.0", "9.0": "9.1", "9.1": "9.2", "9.2": "9.1"}.get(plan.template, "9.2")


def _no_version(plan: Plan) -> None:
    plan.flags.add("no version")


def _not_above(plan: Plan) -> None:
    plan.version = plan.rng.choice((plan.base or "", "0.9"))


def _dated_revision(plan: Plan) -> bool:
    return plan.revision is not None


FAULTS = (
    Fault("affiliation_spelled_differently", "authors", _always, _spelled_differently),
    Fault("announced_year_passed", "dates", lambda p: p.clinical is not None, _year_passed),
    Fault("announces_guideline", "announces", _always, _announces),
    Fault("appendix_missing", "appendix", _always, lambda p: p.flags.add("appendix")),
    Fault("approved_before_search", "dates", _always, _before_search),
    Fault("approver_is_author", "approval", _prose, _approver_author),
    Fault(
        "author_title_missing",
        "authors",
        lambda p: len(p.authors) > 2 and all(a.title for a in p.authors),
        _without_title,
    ),
    Fault("author_undeclared", "authors", _always, _undeclared),
    Fault("authors_missing", "authors", _always, _no_authors),
    Fault("base_version_missing", "base", _always, _no_base),
    Fault("base_versions_differ", "base", lambda p: bool(p.base), _bases),
    Fault("bodies_differ", "consultation", _ten, _bodies),
    Fault("chapter_number_missing", "chapters", _always, _chapter),
    Fault("clinical_after_administrative", "dates", lambda p: p.clinical is not None, _clinical_late),
    Fault("clinical_approver_missing", "approval", _ten, _no_approver),
    Fault("clinical_date_missing", "clinical", _always, _no_clinical_date),
    Fault("consultation_skipped", "consultation", lambda p: p.has_log, _skipped),
    Fault("database_undocumented", "databases", _always, _undocumented),
    Fault("date_without_day", "dates", _always, _without_day),
    Fault("dates_differ", "dates", _covered, _differing),
    Fault("dates_in_several_forms", "forms", lambda p: len(p.searches) > 1, _forms),
    Fault("earlier_guideline_year_differs", "earlier", _always, _earlier),
    Fault("file_name_differs", "name", _always, _named),
    Fault("grade_called_level", "level", _always, _level),
    Fault("heading_repeated", "repeated", lambda p: p.has_update_plan, _repeated),
    Fault("hits_differ", "databases", _documented, _hits),
    Fault("interval_above_maximum", "revision", lambda p: bool(p.revision or p.interval), _interval),
    Fault("interval_without_anchor", "revision", lambda p: p.is_ten and not p.has_cover, _no_anchor),
    Fault("link_missing", "links", _always, lambda p: p.flags.add("no link")),
    Fault("link_not_current", "links", _always, lambda p: p.flags.add("old link")),
    Fault("next_revision_missing", "revision", lambda p: p.has_cover or p.has_update_plan, _no_revision),
    Fault("no_larger_changes_contradicted", "consultation", lambda p: p.has_log, _no_larger),
    Fault("numbered_twice", "chapters", lambda p: len(p.recs) > 2, _twice),
    Fault("placeholder_left", "revision", _always, _placeholder),
    Fault("professional_body_differs", "body", lambda p: p.has_prose_approval or p.has_cover, _body),
    Fault("recommendation_without_strength", "recs", _always, _ungraded),
    Fault("review_marks_left", "marks", _always, _marks),
    Fault("reviewer_undeclared", "reviewers", _always, _reviewer),
    Fault("revision_before_approval", "revision", _dated_revision, _early_revision),
    Fault("search_period_differs", "forms", lambda p: bool(p.queries), _period),
    Fault("section_missing", "chapters", _always, _section),
    Fault("template_versions_differ", "template", _always, _templates),
    Fault("version_missing", "version", lambda p: p.is_ten and not p.has_cover, _no_version),
    Fault("version_not_above_base", "version", lambda p: bool(p.base) and p.layout != "none", _not_above),
)

# Faults that would hide or cause each other when they are planted together.
_APART = (
    {"base", "consultation"},
    {"chapters", "appendix"},
    {"chapters", "base"},
    {"base", "version"},
    {"approval", "clinical"},
    {"dates", "clinical"},
    {"dates", "revision"},
    {"approval", "body"},
    {"body", "consultation"},
    {"approval", "authors"},
    {"authors", "reviewers"},
    {"dates", "forms"},
    {"databases", "forms"},
    {"body", "revision"},
    {"dates", "announces"},
    {"dates", "name"},
    {"template", "name"},
    {"revision", "repeated"},
)


def plant(plan: Plan) -> None:
    """None in some documents, else one to five that do not hide each other; the first by the document's number."""
    rng = plan.rng
    if rng.random() < 0.2:
        return
    first = FAULTS[plan.number % len(FAULTS)]
    taken: set[str] = set()
    for fault in (first, *rng.sample(FAULTS, rng.randint(0, 5))):
        near = set().union(*(pair for pair in _APART if fault.subject in pair)) | {fault.subject}
        if near & taken or not fault.suits(plan):
            continue
        taken.add(fault.subject)
        fault.plant(plan)
        plan.codes.add(fault.code)

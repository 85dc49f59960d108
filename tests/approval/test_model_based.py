"""A8: product and an independent model agree at every step of a random walk, on both databases."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from guidelines.approval import actions
from guidelines.approval.actions import moving
from guidelines.approval.actions.consultations import skip_consultation
from guidelines.approval.models import Decision, Draft
from guidelines.approval.rules import Factor, Outcome
from guidelines.journal.writing import writing
from guidelines.lists.errors import Refused
from guidelines.models import DraftFile, Person, Revision, Role, Step
from guidelines.planning.rules import Stage
from tests.approval import scene
from tests.approval.model import WRITING, Model

GROUPS = ("DSG", "DGCG")
VERBS = ("begin", "upload_other", "upload_other", "upload_same", "withdraw", "ask", "ask", "resubmit", "resubmit")
LEAVING_OUT = ("skip", "skip", "route")
DECIDING = ("approve", "approve", "approve", "approve", "approve", "send_back", "recuse", "defer", "undo", "undo")
PASSING = ("hand_over", "appoint")
CASE = ("take", "take", "take", "give", "give", "release", "correct", "stop")
STAGES = ("agreed", "draft", "consultation", "clinical", "submitted", "review", "returned")
LONGEST = 60
pytestmark = pytest.mark.no_cover  # each verb has tests of its own, and a walk does it hundreds of times


class Product:
    """The product, driven by the words of the model."""

    def __init__(self) -> None:
        Role.objects.filter(group__abbreviation__in=GROUPS).delete()
        self.here = here = scene.start(GROUPS)
        self.people: dict[str, Person] = {"lead": here.lead, "s1": here.secretary, "s2": here.colleague}
        self.people["s3"] = scene.factories.secretariat("Tredje Tang")
        for name in GROUPS:
            self.people |= {f"chair {name}": here.chairs[name], f"deputy {name}": here.deputies[name]}
            self.people[f"expert {name}"] = scene.factories.reader(f"Ekspert {name}")
        self.names = {person.pk: name for name, person in self.people.items()}
        here.describe()
        scene.declare(here.revision, here.lead, here.now)
        self.file = b"first"

    def state(self) -> tuple[Any, ...]:
        """Where it stands, what is approved, whether there is a file, and who holds each open step."""
        revision = Revision.objects.get(pk=self.here.revision.pk)
        groups = {group.pk: name for name, group in self.here.groups.items()}
        steps = list(Step.objects.open().filter(revision=revision))
        holders = {
            groups.get(step.for_group_id or 0, ""): self.names.get(step.holder_person_id or 0, "")
            for step in steps
            if step.holder_role != "lead"
        }
        given = Decision.objects.in_force().approving().filter(revision=revision, meaning="clinical")
        approved = {groups[group] for group in given.values_list("step__for_group", flat=True)}
        return moving.position_of(revision, steps).value, approved, self._file() is not None, holders

    def _file(self) -> DraftFile | None:
        standing = DraftFile.objects.current().filter(revision=self.here.revision)
        return standing.select_related("document", "revision__draft").first()

    def agrees_with_case(self) -> bool:
        """True where what is read for the pages says the same as the rows."""
        case, (place, approved, has_file, _holders) = self.here.case, self.state()
        groups = {self.here.groups[name].pk for name in approved}
        return (case.position.value, case.approved, case.file is not None) == (place, groups, has_file)

    def do(self, verb: str, who: str, what: str) -> bool:
        """Do it as a page would; False where it is refused."""
        try:
            getattr(self, f"_{verb}", self._decide)(verb, self.people[who], what)
        except Refused:
            return False
        return True

    def _decide(self, verb: str, person: Person, group: str) -> None:
        step, file = self._waiting(group), self._file()
        shown = file.document.sha256 if file else "", self.here.edition
        texts = {"text": "Afsnit 3 mangler en kilde"} if verb == "send_back" else {}
        until = self.here.today + timedelta(days=7) if verb == "defer" else None
        factor = Factor.CODE if verb == "approve" else None
        choice = actions.Choice(Outcome(verb), uuid.uuid4(), *shown, **texts, until=until, factor=factor)
        actions.decide(step, choice, person=person, by=scene.actor(person), now=self.here.now)

    def _undo(self, verb: str, person: Person, what: str) -> None:
        decision = Decision.objects.filter(revision=self.here.revision, undone_at=None).order_by("-pk").first()
        if decision is None:
            raise Refused("nothing is decided")
        actions.undo_decision(decision, person=person, by=scene.actor(person), now=self.here.now)

    def _hand_over(self, verb: str, person: Person, group: str) -> None:
        actions.hand_over(self._waiting(group), person=person, by=scene.actor(person), now=self.here.now)

    def _appoint(self, verb: str, person: Person, group: str) -> None:
        whom, who = self.people[f"expert {group}"], {"person": person, "by": scene.actor(person)}
        actions.appoint(self._waiting(group), whom, reason="Begge er inhabile", **who, now=self.here.now)

    def _waiting(self, group: str) -> Step:
        steps = Step.objects.open().filter(revision=self.here.revision)
        step = steps.filter(for_group=self.here.groups[group] if group else None).first()
        if step is None:
            raise Refused("there is no such step")
        return step

    def _run(self, verb: Callable[..., Any], who: Person, **facts: Any) -> None:
        verb(self.here.revision, **facts, by=scene.actor(who), now=self.here.now)

    def _begin(self, verb: str, person: Person, what: str) -> None:
        self._run(actions.begin_draft, person)

    def _upload_other(self, verb: str, person: Person, what: str) -> None:
        other = random.randbytes(12)
        self._run(actions.upload, person, stored=scene.stored(other), person=self.here.lead)
        self.file = other  # only now: a refused upload leaves what stood there

    def _upload_same(self, verb: str, person: Person, what: str) -> None:
        if self._file() is None:
            raise Refused("nothing is there to be the same as")
        self._run(actions.upload, person, stored=scene.stored(self.file), person=self.here.lead)

    def _withdraw(self, verb: str, person: Person, what: str) -> None:
        self._run(actions.withdraw_file, person, reason="Forkert fil")

    def _ask(self, verb: str, person: Person, what: str) -> None:
        handing = actions.ask_approval if verb == "ask" else actions.resubmit
        with writing(scene.actor(person), now=self.here.now):  # all or nothing
            self.here.tick_text()
            self._run(handing, person, expected_edition=Draft.objects.get(revision=self.here.revision).edition)

    _resubmit = _ask

    def _skip(self, verb: str, person: Person, what: str) -> None:
        self._run(skip_consultation, person, reason="Kun ordlyden")

    def _route(self, verb: str, person: Person, what: str) -> None:
        groups = self.here.groups.values()
        facts = {"approvals": [actions.RunApprovalFacts(group, group) for group in groups], "person": person}
        self._run(actions.change_run, person, **facts, has_consultation=what == "with", reason="Aftalt")

    def _take(self, verb: str, person: Person, what: str) -> None:
        self._run(actions.take_case if verb == "take" else actions.release_case, person, person=person)

    _release = _take

    def _give(self, verb: str, person: Person, whom: str) -> None:
        self._run(actions.give_case, person, person=person, to=self.people[whom])

    def _correct(self, verb: str, person: Person, what: str) -> None:
        stages = {"clinical": Stage.CLINICAL_APPROVAL, "review": Stage.ADMINISTRATIVE_APPROVAL, "returned": Stage.DRAFT}
        stage = stages.get(what) or Stage(what)
        self._run(actions.correct_stage, person, stage=stage, is_returned=what == "returned", reason="Mail")

    def _stop(self, verb: str, person: Person, what: str) -> None:
        self._run(actions.stop, person, reason="Slås sammen")


def expected(model: Model) -> tuple[Any, ...]:
    """What the product should say of itself."""
    holders: dict[str, str] = {}
    if model.place == "clinical":
        holders = {name: model.holder(name) for name in GROUPS if name not in model.approved}
    elif model.place in ("submitted", "review", "approved"):
        holders = {"": model.reviewer if model.place == "review" else ""}
    return model.place, model.approved, model.file, holders


def walk(steps: int, seed: int) -> None:
    """Let both do the same `steps` random things; raises AssertionError where they differ."""
    dice, done = random.Random(seed), 0
    while done < steps:
        product, minute, told = Product(), 0, []
        people = [name for name in product.people if name != "lead"]
        model = Model({name: (f"chair {name}", f"deputy {name}") for name in GROUPS} | {"": ("s1", "s2", "s3")})
        for _step in range(min(LONGEST, steps - done)):
            done += 1
            passed = dice.choice((1, 1, 1, 4, 11))
            minute += passed
            product.here.tick(passed)
            verb, who, what = throw(dice, model, people)
            told.append(f"{minute}: {verb} {who} {what}")
            assert (model.do(verb, who, what, minute), expected(model)) == (
                product.do(verb, who, what),
                product.state(),
            ), f"seed {seed}:\n" + "\n".join(told)
            if model.place == "stopped":
                break
        assert product.agrees_with_case()


def throw(dice: random.Random, model: Model, people: list[str]) -> tuple[str, str, str]:
    """Choose a verb, a person and a group or stage: mostly one that is likely, else any."""
    verb = dice.choice(VERBS * 2 + LEAVING_OUT + DECIDING * 3 + PASSING + CASE[:-1] * 2 + CASE[-1:])
    who = dice.choice(people)
    if dice.random() < 0.8:
        office = ("correct", "stop", "route")
        who = "lead" if verb in (*WRITING, "skip") else dice.choice(model.lines[""]) if verb in office else who
    if verb == "correct":
        return verb, who, dice.choice(STAGES)
    if verb == "route":
        return verb, who, dice.choice(("with", "without"))
    if verb == "give":
        return verb, who, dice.choice(people)
    if verb not in DECIDING + PASSING or verb == "undo":
        is_own = verb == "undo" and model.last is not None and dice.random() < 0.8
        return verb, model.last[1] if is_own and model.last else who, ""
    group = dice.choice(GROUPS) if model.place == "clinical" or dice.random() < 0.1 else ""
    likely = model.holder(group) if group else model.reviewer
    if verb == "appoint":
        group, likely = group or dice.choice(GROUPS), dice.choice(model.lines[""])
    return verb, likely if likely and dice.random() < 0.8 else who, group


@pytest.mark.both
@pytest.mark.django_db
def test_product_and_model_agree_at_every_step() -> None:
    walk(500, random.randrange(10**9))


@pytest.mark.faults
@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("part", range(20))
def test_product_and_model_agree_ten_thousand_times(part: int) -> None:
    walk(500, random.randrange(10**9) + part)


@pytest.mark.django_db
def test_the_switch_without_the_table_the_product_leaves_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "allows", lambda verb, at: True)
    with pytest.raises((AssertionError, LookupError, StopIteration)):
        walk(500, 20261122)


def test_the_model_knows_nothing_of_the_product() -> None:
    source = (scene.Path(__file__).parent / "model.py").read_text()
    assert not [line for line in source.splitlines() if "import" in line and "guidelines" in line]

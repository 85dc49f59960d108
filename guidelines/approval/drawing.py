"""The one table of moves drawn for people: as a Markdown table and as a Mermaid diagram."""

from __future__ import annotations

from collections.abc import Iterable

from guidelines.approval.rules import ENDED, ROUTE_STEPS, STAGE_OF, TRANSITIONS, Position, Transition, Verb, Who

POSITIONS = {
    Position.AGREED: "Aftalt",
    Position.DRAFT: "Udkast",
    Position.CONSULTATION: "Høring",
    Position.RETURNED: "Retur med kommentarer",
    Position.CLINICAL: "Faglig godkendelse",
    Position.SUBMITTED: "Indsendt",
    Position.REVIEW: "Administrativ godkendelse",
    Position.APPROVED: "Godkendt, venter på publicering",
    Position.PUBLISHED: "Publiceret",
    Position.STOPPED: "Stoppet",
}
PEOPLE = {
    Who.AUTHORS: "the authors",
    Who.APPROVER: "who holds the step",
    Who.SECRETARIAT: "the secretariat",
}
HEAD = """# Approval

The moves a revision can make, drawn by `manage.py draw_moves` from the one table in `guidelines/approval/rules.py`;
a test compares this page with it. Whatever has no line here is refused.
"""


ROUTE = """## The route of a group

What a group's route says of each step. It is copied when a revision starts. The copy of a running revision is changed
by somebody of the secretariat who has not worked on the version, with a reason.
"""


def drawn() -> str:
    """Return the page: the diagram of the moves from stage to stage, the table of all of them, the steps of a route."""
    return "\n".join([HEAD, *_diagram(), "", *_table(), "", ROUTE, *_route(), ""])


def _route() -> list[str]:
    names = {stage: POSITIONS[place] for place, (stage, returned) in reversed(STAGE_OF.items()) if not returned}
    head = ["| Step | May be left out | What the route says |", "| --- | --- | --- |"]
    lines = [f"| {names[it.stage]} | {'yes' if it.is_optional else 'never'} | {it.says} |" for it in ROUTE_STEPS]
    return head + lines


def _table() -> list[str]:
    head = ["| Verb | Where | Leads to | Whose | What decides |", "| --- | --- | --- | --- | --- |"]
    return head + [f"| {' | '.join(_cells(line))} |" for line in TRANSITIONS]


def _cells(line: Transition) -> list[str]:
    is_anywhere = len(line.at) == len(Position) - len(ENDED)
    at = "anywhere under way" if is_anywhere else _named(line.at)
    to = "the stage chosen" if line.verb is Verb.CORRECT else _named(line.to) or "stays"
    return [f"`{line.verb}`", at, to, PEOPLE[line.who], line.guard]


def _named(places: Iterable[Position]) -> str:
    return ", ".join(POSITIONS[place] for place in places)


def _diagram() -> list[str]:
    """Return the diagram; what is possible anywhere would hide the rest and stands in the table alone."""
    names = [f"    {place}: {POSITIONS[place]}" for place in Position]
    moves = [
        f"    {start} --> {end}: {line.verb}"
        for line in TRANSITIONS
        if line.verb not in (Verb.STOP, Verb.CORRECT)
        for start in line.at
        for end in line.to
        if start is not end
    ]
    return ["```mermaid", "stateDiagram-v2", *names, "    [*] --> agreed", *moves, "    published --> [*]", "```"]

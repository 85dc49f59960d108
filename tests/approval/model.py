"""What approval should do, said a second time and apart from the product: no rule, table or verb of it is used here.

A revision of two groups with one tovholder (lead), each with a chair, a deputy and an expert who can be named where
both are gone, and three in the secretariat; nobody is away.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

PAST = ("clinical", "submitted", "review", "approved")
WRITING = ("begin", "upload_other", "upload_same", "withdraw", "ask", "resubmit")


@dataclass
class Model:
    """`last` is what the newest decision can be taken back to, by whom, and when it was made.

    `left` are those who left an open step to the next, `named` the groups whose expert was named for one, `put_off` how
    often it was put off. `consults`: the route has a consultation; `skipped`: it is left out with a reason.
    `signed` gave the administrative approval.
    """

    lines: dict[str, tuple[str, ...]]
    place: str = "agreed"
    file: bool = False
    approved: set[str] = field(default_factory=set)
    recused: set[str] = field(default_factory=set)
    left: set[tuple[str, str]] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    put_off: list[str] = field(default_factory=list)
    reviewer: str = ""
    sent_back_by: str = ""
    signed: str = ""
    consults: bool = True
    skipped: bool = False
    last: tuple[Model, str, int] | None = None

    def line(self, group: str) -> list[str]:
        everybody = [*self.lines[group], *([f"expert {group}"] if group in self.named else [])]
        return [name for name in everybody if name not in self.recused and (name, group) not in self.left]

    def holder(self, group: str) -> str:
        return next(iter(self.line(group)), "")

    def can_have(self, whom: str) -> bool:
        has_it = self.place == "review" and whom == self.reviewer
        return whom in self.lines[""] and whom not in self.recused and not has_it

    def waits(self, group: str) -> bool:
        return self.place == "clinical" and group in {*self.lines} - {"", *self.approved}

    def forward(self) -> str:
        again = "review" if self.sent_back_by not in {"", *self.recused} else "submitted"
        return "clinical" if len(self.approved) < 2 else again

    def do(self, verb: str, who: str, what: str, minute: int) -> bool:
        """Do it and return True, or change nothing and return False where it is not allowed."""
        before, decides = deepcopy(self), verb in ("approve", "send_back", "recuse", "defer")
        barred = who in self.recused if verb != "undo" else not self.last or self.last[1] != who
        if barred or self.place == "stopped":
            return False
        if verb == "undo" and self.last:
            self.__dict__ |= deepcopy(self.last[0]).__dict__ if minute - self.last[2] <= 10 else {}
            return minute - before.last[2] <= 10
        allowed, to = (self.decide if decides else self.move)(verb, who, what)
        if allowed and verb != "upload_same":
            self.last = (before, who, minute) if decides else None
            if to == "review" != self.place:
                self.reviewer = {"take": who, "correct": ""}.get(verb, self.sent_back_by)
            self.reviewer = what if verb == "give" else self.reviewer
            if to != self.place or verb == "upload_other":
                self.left, self.named, self.put_off = set(), set(), []  # other steps open
            self.place = to
        return allowed

    def decide(self, verb: str, who: str, group: str) -> tuple[bool, str]:
        chair = self.waits(group) and who == self.holder(group) != ""
        case = self.place == "review" and not group and self.reviewer in ("", who) and who not in self.recused
        lacks = verb == "approve" and (not self.file or (case and len(self.approved) < 2))
        lacks |= verb == "defer" and self.put_off.count(group) == 2
        if not (chair or (case and who in self.lines[""])) or lacks:
            return False, ""
        self.recused |= {who} if verb == "recuse" else set()
        self.put_off += [group] if verb == "defer" else []
        self.approved |= {group} if verb == "approve" and chair else set()
        self.sent_back_by = ("" if chair else who) if verb == "send_back" else self.sent_back_by
        self.signed = who if verb == "approve" and case else self.signed
        case_to = {"approve": "approved", "send_back": "returned", "recuse": "submitted"}
        return True, ({"approve": self.forward(), "send_back": "returned"} if chair else case_to).get(verb, self.place)

    def move(self, verb: str, who: str, what: str) -> tuple[bool, str]:
        at, past, of_us, expert = self.place, self.place in PAST, who in self.lines[""], f"expert {what}"
        ready, leads = self.file and (self.skipped or not self.consults), any(who in it for it in self.lines.values())
        lacking = past and self.forward() == "clinical"
        allowed, to = {
            "begin": (at == "agreed", "draft"),
            "upload_other": (True, "clinical" if past else "draft" if at == "agreed" else at),
            "upload_same": (self.file, at),
            "withdraw": (self.file and at not in ("agreed", "consultation"), "draft" if past else at),
            "skip": ((who == "lead" or leads) and at in ("agreed", "draft", "returned"), at),
            "ask": (ready and at in ("draft", "consultation"), "clinical"),
            "resubmit": (ready and at == "returned", self.forward()),
            "hand_over": (self.waits(what) and who == self.holder(what) and len(self.line(what)) > 1, at),
            "appoint": (of_us and self.waits(what) and not self.line(what) and expert not in self.recused, at),
            "take": (at == "submitted" and of_us and who not in self.recused, "review"),
            "give": (at in ("submitted", "review") and of_us and self.can_have(what), "review"),
            "release": (at == "review" and of_us, "submitted"),
            "correct": (what != at, what),
            "route": (of_us and not (at == "approved" and who == self.signed), "clinical" if lacking else at),
            "stop": (True, "stopped"),
        }[verb]
        if (verb in WRITING and who != "lead" and not of_us) or (verb in ("correct", "stop") and not of_us):
            return False, at
        if allowed and verb in ("upload_other", "withdraw", "correct"):
            self.approved, self.file = set(), {"upload_other": True, "withdraw": False}.get(verb, self.file)
        self.consults = what == "with" if allowed and verb == "route" else self.consults
        self.skipped |= allowed and verb == "skip"
        self.left |= {(who, what)} if allowed and verb == "hand_over" else set()
        self.named |= {what} if allowed and verb == "appoint" else set()
        return allowed, to

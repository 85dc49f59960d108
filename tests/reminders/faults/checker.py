"""What an outsider sees: the mail server's log, and a dump of the receipts that say "unknown"; nothing else."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reminders.models import Attempt
from tests.reminders.faults.sink import Arrival

TITLE = re.compile(r"Emne [0-9a-f]{6} \d{6}\.")
WINDOW = 10.0


@dataclass
class Seen:
    """The count: what is lost, doubled or unexplained is named, the rest is numbers."""

    reminders: int = 0
    mails: int = 0
    copies: int = 0
    second: int = 0
    unknown: int = 0
    lost: list[tuple[str, str]] = field(default_factory=list)
    doubled: list[tuple[str, str]] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    foreign: list[tuple[str, str]] = field(default_factory=list)

    @property
    def faults(self) -> dict[str, int]:
        """How much of each kind does not hold; empty when all is well."""
        kinds = ("lost", "doubled", "unexplained", "changed", "foreign")
        return {kind: len(getattr(self, kind)) for kind in kinds if getattr(self, kind)}

    def __str__(self) -> str:
        return (
            f"{self.reminders} reminders in {self.mails} mails: lost {len(self.lost)}, doubled as seen "
            f"{len(self.doubled)}, second copies {self.second} of which unexplained {len(self.unexplained)} "
            f"({self.unknown} receipts say unknown)"
        )


def receipts() -> Counter[str]:
    """The dump: how many receipts of each Message-ID say that the outcome was unknown."""
    unknown = Attempt.objects.filter(outcome=Attempt.Outcome.UNKNOWN)
    return Counter(unknown.values_list("mail__message_id", flat=True))


def check(expected: Iterable[tuple[str, str]], log: Sequence[Arrival], unknown: Counter[str]) -> Seen:
    """Hold what arrived against what had to: (address, title) of every reminder."""
    wanted = set(expected)
    copies: dict[str, list[Arrival]] = defaultdict(list)
    carried: dict[tuple[str, str], set[str]] = defaultdict(set)
    for arrival in log:
        copies[arrival.message_id].append(arrival)
    for key, same in copies.items():
        for title in TITLE.findall(same[0].text):
            carried[same[0].recipient, title].add(key)
    found = Seen(reminders=len(wanted), mails=len(copies), copies=len(log), unknown=sum(unknown.values()))
    found.second = found.copies - found.mails
    found.lost = sorted(wanted - set(carried))
    found.foreign = sorted(set(carried) - wanted)
    found.doubled = sorted(item for item, keys in carried.items() if len(keys) > 1)
    found.unexplained = [key for key, same in copies.items() if len(same) - 1 > unknown[key]]
    found.changed = [key for key, same in copies.items() if len({(each.recipient, each.data) for each in same}) > 1]
    return found


def most_in_window(log: Sequence[Arrival], seconds: float = WINDOW) -> int:
    """How many mails came in the fullest window of so many seconds."""
    times = sorted(arrival.at for arrival in log)
    first, most = 0, 0
    for last, at in enumerate(times):
        while at - times[first] >= seconds:
            first += 1
        most = max(most, last - first + 1)
    return most

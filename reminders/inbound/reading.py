"""What *Påmindelser* shows of what came back: messages that a person has to read, and addresses that take no mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from guidelines.people.models import Person
from reminders.models import Attempt, Incoming


@dataclass(frozen=True)
class Refusal:
    """An address that mail servers refuse: what the last of them said, and when; "" and None where nobody knows."""

    person: Person
    said: str = ""
    at: datetime | None = None


def to_read() -> list[Incoming]:
    """Return the messages that nobody has judged yet, the oldest first."""
    return list(Incoming.objects.to_read().select_related("mail__person").defer("mail__content", "content"))


def refusals() -> list[Refusal]:
    """Return the persons whose address is refused, in Danish order; three statements."""
    refused = Person.objects.current().filter(address_state=Person.AddressState.REFUSED).exclude(email="")
    people = list(refused.order_by("sort_key", "pk"))
    said = _said([person.email for person in people]) if people else {}
    return [Refusal(person, *said.get(person.email.lower(), ("", None))) for person in people]


def _said(addresses: list[str]) -> dict[str, tuple[str, datetime]]:
    """By address in small letters: what was said last, by the server we spoke to or in a bounce."""
    tries = Attempt.objects.filter(outcome=Attempt.Outcome.REFUSED, mail__address__in=addresses)
    came = Incoming.objects.filter(kind=Incoming.Kind.HARD, mail__address__in=addresses)
    rows = [
        *tries.values_list("at", "mail__address", "answer"),
        *came.values_list("at", "mail__address", "diagnostic"),
    ]
    return {address.lower(): (words, at) for at, address, words in sorted(rows)}


def work_waiting() -> int:
    """Return how many messages and addresses wait for the secretariat."""
    refused = Person.objects.current().filter(address_state=Person.AddressState.REFUSED).exclude(email="")
    return Incoming.objects.to_read().count() + refused.count()

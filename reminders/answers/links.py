"""The links themselves: signed, and bound to person, address, task and question. Pure, but for the key of the site."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.core import signing
from django.urls import get_script_prefix, reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from guidelines.planning.answering import Question

SALT = "reminders.answers"
LIFE = timedelta(days=30)


@dataclass(frozen=True)
class Ask:
    """What a link asks whom: the task is a guideline's work towards one target, as occurrences name it."""

    person: int
    guideline: int
    cycle: str
    target: date
    question: Question


@dataclass(frozen=True)
class Link:
    """A link as it was read: what it asks, when it was made, and the mark of the address it was sent to."""

    ask: Ask
    made_at: datetime
    mark: str

    def is_old(self, now: datetime) -> bool:
        """True after 30 days."""
        return now - self.made_at > LIFE

    def was_sent_to(self, address: str) -> bool:
        """True for the address that the link was made for: one sent to another holds no more once it is corrected."""
        secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return bool(address) and any(constant_time_compare(self.mark, _mark(address, secret)) for secret in secrets)

    @property
    def digest(self) -> str:
        """What is kept of a link that was used."""
        return hashlib.sha256("\n".join(map(str, _fields(self))).encode()).hexdigest()


def token_of(ask: Ask, address: str, now: datetime) -> str:
    """Return the secret part of a link that is mailed to `address`; whole seconds of `now` are in it."""
    made_at = datetime.fromtimestamp(int(now.timestamp()), UTC)
    return _signer().sign_object(_fields(Link(ask, made_at, _mark(address, settings.SECRET_KEY))))


def answer_url(ask: Ask, address: str, now: datetime) -> str:
    """Return the whole link for a mail to `address`."""
    return f"{settings.SITE_URL}{_page(get_script_prefix())}{token_of(ask, address, now)}/"


@lru_cache(maxsize=2)
def _page(prefix: str) -> str:
    """The path before the token, which is the same in every link; `prefix` is where the site begins."""
    return reverse("answer", args=["-"]).removesuffix("-/")


def read_token(token: str) -> Link | None:
    """Return what a token says, None for anything that this site has not signed."""
    try:
        person, guideline, cycle, target, question, seconds, mark = _signer().unsign_object(token)
        ask = Ask(int(person), int(guideline), str(cycle), date.fromisoformat(target), Question(question))
        return Link(ask, datetime.fromtimestamp(seconds, UTC), str(mark))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _fields(link: Link) -> list[int | str]:
    ask = link.ask
    seconds = int(link.made_at.timestamp())
    return [ask.person, ask.guideline, ask.cycle, ask.target.isoformat(), ask.question.value, seconds, link.mark]


def _mark(address: str, secret: str) -> str:
    """A mark of an address that tells nobody what it is."""
    made = salted_hmac(f"{SALT}.address", address.lower(), secret=secret, algorithm="sha256")
    return str(made.hexdigest()[:16])


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)

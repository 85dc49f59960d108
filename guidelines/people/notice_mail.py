"""What an account's own address is told of it: by the mails of sign-in, which the room above sends."""

from __future__ import annotations

from datetime import datetime

from allauth.account.adapter import get_adapter

from guidelines.people.models import User

SECOND_FACTOR = "account/email/second_factor"


def tell_second_factor(user: User, *, is_set: bool, is_own: bool, at: datetime) -> None:
    """Tell the account's address that two-step sign-in was turned on or off; `is_own`: by the account's own person.

    Whoever did it in a stolen session cannot keep it quiet. The mail is a row of the caller's transaction: it goes if
    the change stands, and only then.
    """
    context = {"user": user, "is_set": is_set, "is_own": is_own, "at": at}
    get_adapter().send_mail(SECOND_FACTOR, user.email, context)

"""How a fresh code reaches its user: by the mails of sign-in, which the room above sends (settings.ACCOUNT_ADAPTER)."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.adapter import get_adapter

from guidelines.people.actions.fresh import GivenFresh


def by_mail(*, about: str, url: str) -> Callable[[GivenFresh], None]:
    """Return a `deliver` for `give_fresh_code`. `about` names what is decided; "": two-step sign-in is set up.

    `url` is the path of the page that waits for the code.
    """

    def deliver(given: GivenFresh) -> None:
        context = {"code": given.code, "user": given.user, "about": about, "path": url}
        get_adapter().send_mail("account/email/fresh_code", given.user.email, context)

    return deliver

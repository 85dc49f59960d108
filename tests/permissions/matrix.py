"""The permission matrix: who gets what from every address (foundations 22, reliability C1). A table to read and add to.

    row("plan", args={"slug": "dsg"}, GET=signed_in(OK))
    row("entry-move", args=lambda w: {"slug": "dsg", "pk": w.entry.pk}, data={"year": "2031"}, POST=leaders(HEARD))

Who: everyone(…), signed_in(…) (others to the sign-in page), only(…, "lead", "chair"), secretariat(…), leaders(…) (chair
and deputy of DSG, secretariat), participants(…) (leaders and the tovholder); `others=` and `anonymous=` change what the
rest gets (NOT_FOUND, LOGIN). What: OK, MOVED, HEARD (let in by POST), LOGIN, NOT_FOUND, REFUSED, NO_METHOD. HEAD is as
GET; a method that is not named must be turned away. The world (`table.World`) has one guideline of DSG with a plan
entry and a revision. The same name may have several rows. An address without a row fails the test.
"""

from __future__ import annotations

from tests.permissions.table import HEARD, LOGIN, MOVED, NO_METHOD, OK, everyone, row, signed_in

# --- the site (desk)
row("glossary", GET=everyone(OK))
row("help", GET=everyone(OK))
row("legal", GET=everyone(OK))
row("was", GET=everyone(MOVED))
_language = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), everyone(MOVED))  # changes a cookie, nothing else
row("set-language", **_language)

# --- people: signing in
row("account_login", GET=signed_in(MOVED, anonymous=OK), POST=signed_in(MOVED, anonymous=HEARD))
row("sign-in-code", GET=everyone(LOGIN), POST=everyone(LOGIN))
row("sign-out", GET=everyone(NO_METHOD), POST=everyone(MOVED))

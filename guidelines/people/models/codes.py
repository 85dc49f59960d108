"""Codes mailed to those who sign in, and how often an address has been tried (foundations 23, reliability C7)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class SignInCode(models.Model):
    """One request for a code. Only a keyed digest of the code is kept; `user` None: nobody has that address.

    A request for an unknown address is a row like any other, so that nothing tells the two apart.
    """

    key = models.UUIDField(default=uuid.uuid4, primary_key=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    tally = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)
    guesses = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.key)


class SignInTally(models.Model):
    """When codes were asked for and guessed for one address, seconds since 1970; the address itself is not stored."""

    key = models.CharField(max_length=64, primary_key=True)
    requests = models.JSONField(default=list)
    guesses = models.JSONField(default=list)
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key

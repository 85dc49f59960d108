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


class FreshCode(models.Model):
    """A code mailed for one sign-off (foundations 24): valid five minutes, for one user and what `bound_to` names.

    `bound_to` is the key of a step and the SHA-256 of the file shown. Only a keyed digest of the code is kept.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    bound_to = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    given_at = models.DateTimeField(db_index=True)
    guesses = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "bound_to"], name="fresh_code_of_user")]

    def __str__(self) -> str:
        return str(self.pk)

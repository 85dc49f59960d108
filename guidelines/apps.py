"""The domain: guidelines, the people behind them and the plan for their revision."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate

from guidelines.journal.checks import guard_after_migrate, journal_is_guarded


class GuidelinesConfig(AppConfig):
    name = "guidelines"
    verbose_name = "Guidelines"

    def ready(self) -> None:
        """Guard the journal after every migrate, and check that it is guarded.

        The one signal of the product: SQLite drops triggers whenever a migration rebuilds a table, and nothing else in
        Django runs after every migrate (foundations 12).
        """
        post_migrate.connect(guard_after_migrate, sender=self, dispatch_uid="guard_the_journal")
        register(journal_is_guarded, Tags.database)

"""The domain: guidelines, the people behind them and the plan for their revision."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import import_string

from guidelines.approval import refusals  # noqa: F401 - says what the database refuses of decisions
from guidelines.journal.checks import guard_after_migrate, journal_is_guarded, lift_before_migrate
from guidelines.planning.approved import refusals as plan_refusals  # noqa: F401 - and of approved plans


class GuidelinesConfig(AppConfig):
    name = "guidelines"
    verbose_name = "Guidelines"

    def ready(self) -> None:
        """Guard the journal after every migrate, check that it is guarded, and know what is compared with it.

        The last by name, because models are not loaded before now. The signals of migrate are the only ones of the
        product: SQLite drops triggers whenever a migration rebuilds a table, and nothing else in Django runs before and
        after every migrate (foundations 12).
        """
        pre_migrate.connect(lift_before_migrate, sender=self, dispatch_uid="lift_the_guard")
        post_migrate.connect(guard_after_migrate, sender=self, dispatch_uid="guard_the_journal")
        register(journal_is_guarded, Tags.database)
        import_string("guidelines.approval.proving.COMPARED")
        import_string("guidelines.planning.approved.proving.COMPARED")

"""Who is told what, and when."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import import_string


class RemindersConfig(AppConfig):
    name = "reminders"
    verbose_name = "Reminders"

    def ready(self) -> None:
        """Hold the mails of a database put back, and let the demo's clock follow its movable today.

        By name, because models are not loaded before now.
        """
        import_string("guidelines.keeping.restore.AFTERWARDS").append(import_string("reminders.actions.hold_restored"))
        if settings.DEMO:
            import_string("reminders.demo.today.follow")()

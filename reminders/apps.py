"""Who is told what, and when."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import import_string


class RemindersConfig(AppConfig):
    name = "reminders"
    verbose_name = "Reminders"

    def ready(self) -> None:
        """Let the demo's clock follow its movable today; by name, because models are not loaded before now."""
        if settings.DEMO:
            import_string("reminders.demo.today.follow")()

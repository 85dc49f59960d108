"""The domain: guidelines, the people behind them and the plan for their revision."""

from __future__ import annotations

from django.apps import AppConfig


class GuidelinesConfig(AppConfig):
    name = "guidelines"
    verbose_name = "Guidelines"

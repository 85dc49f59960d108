"""The wiring as a Django app: its checks, and the Celery application that tasks bind to."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig

from dsg_planner import checks as checks
from dsg_planner.celery import app as celery_app


class SiteConfig(AppConfig):
    name = "dsg_planner"
    verbose_name = "Site"
    celery = celery_app


class StaticConfig(StaticFilesConfig):
    """Static files; leaves out the style sheet of the own typeface where its files were not fetched."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, *([] if settings.FONTS_AVAILABLE else ["fonts.css"])]

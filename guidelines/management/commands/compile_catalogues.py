"""`manage.py compile_catalogues`: make the .mo files, which are not in the repository, from the .po files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from guidelines.management import catalogues


class Command(BaseCommand):
    help = "Compile the catalogues of translated texts."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile every catalogue below the project's locale folders."""
        for folder in settings.LOCALE_PATHS:
            for path in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                catalogues.compile_catalogue(path)

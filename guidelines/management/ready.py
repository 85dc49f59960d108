"""What a command that works on the database needs before it begins: every migration run, and the history guarded."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation
from django.utils.translation import gettext as _

REFUSED = 2


def is_behind() -> bool:
    """Return whether a migration has not been run; asking costs a tenth of running none of them."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class ReadyCommand(BaseCommand):
    """A command that is refused with one sentence, exit 2, where a migration has not been run, and as every system
    check is where the journal's triggers are missing (foundations 12). `call_command` asks neither: who calls it is
    at work already.
    """

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """Ask what is asked of the database as well."""
        return {"databases": [DEFAULT_DB_ALIAS]}

    def check(self, *args: Any, **kwargs: Any) -> None:
        """Check the database first: the other checks may read from it."""
        if is_behind():
            with translation.override("da"):
                sentence = _("The database is older than this program. Run manage.py migrate first.")
            raise CommandError(sentence, returncode=REFUSED)
        super().check(*args, **kwargs)

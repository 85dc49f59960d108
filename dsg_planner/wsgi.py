"""The site for a WSGI server (`granian --interface wsgi dsg_planner.wsgi:application`); refuses to start on errors."""

from __future__ import annotations

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dsg_planner.settings")

application = get_wsgi_application()
call_command("check", databases=["default"])  # the journal's triggers, too

"""The settings of the tests: the product's own, on a throw-away database and with no address of the outside world."""

from __future__ import annotations

import atexit
import os
import tempfile
from pathlib import Path

_scratch = tempfile.TemporaryDirectory(prefix="dsg-planner-tests-")
atexit.register(_scratch.cleanup)
SCRATCH = Path(_scratch.name)

os.environ.setdefault("DATABASE_URL", f"sqlite:///{SCRATCH / 'unused.sqlite3'}")
os.environ["SECRET_KEY"] = "key-of-the-tests-and-of-nothing-else-0123456789"
os.environ["MEDIA_ROOT"] = str(SCRATCH / "media")
os.environ["STATIC_ROOT"] = str(SCRATCH / "static")  # never copies that were collected before
os.environ["SITE_URL"] = "http://testserver"
os.environ["EMAIL_URL"] = "consolemail://"
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ.setdefault("MAILS_PER_MINUTE", "0")  # tests of the limit set their own
for name in ("DEBUG", "DEMO", "REDIS_URL", "ALLOWED_HOSTS"):
    os.environ.pop(name, None)

from dsg_planner.settings import *  # noqa: E402, F403
from dsg_planner.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file, not memory: threads of a live server get connections of their own, as in production
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}
elif "MIGRATED_POSTGRES" in os.environ:
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["MIGRATED_POSTGRES"]}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True  # a file is looked for when it is asked for, not all of them for each new client
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]  # one query per row is an error
ZEAL_RAISE = True
ZEAL_ALLOWLIST = [{"model": "sessions.Session", "field": "get()"}]  # Django itself reads a session twice to delete it

"""Settings, read from the environment once; a bare clone runs on SQLite without Redis (docs/operations.md)."""

from __future__ import annotations

import sys
from pathlib import Path

import django_stubs_ext
import structlog
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from structlog.typing import Processor

from dsg_planner import env
from dsg_planner.logs import conceal

django_stubs_ext.monkeypatch()  # lets model fields and querysets name their types when the code runs, too

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

# --- the site
INSECURE_KEY = "insecure-development-key-that-no-public-site-starts-with"
SECRET_KEY = env.text("SECRET_KEY", INSECURE_KEY)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", [])
DEBUG = env.switch("DEBUG")
DEMO = env.switch("DEMO")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.url("SITE_URL", "http://localhost:8000")
HTTPS = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "dsg_planner.urls"
WSGI_APPLICATION = "dsg_planner.wsgi.application"

# --- who answers: footer, mails and the accessibility statement
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "sekretariat@example.org")
CONTACT_PHONE = env.text("CONTACT_PHONE")
WAS_URL = env.url("WAS_URL")
DEFAULT_FROM_EMAIL = env.text("SENDER_ADDRESS", "Retningslinjesekretariatet <sekretariat@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
REPLY_TO_ADDRESS = env.text("REPLY_TO_ADDRESS", CONTACT_EMAIL)
RETURN_ADDRESS = env.mailbox("RETURN_ADDRESS")  # name+key@place: bounces come back there, to `manage.py receive_mail`

# --- database: DATABASE_URL works, MIGRATE_DATABASE_URL owns the tables, for migrate and restore (foundations 12)
# The demo can be emptied by anybody who sees it, so it has a database of its own and never looks at the site's.
_SQLITE = f"sqlite:///{VAR / ('demo.sqlite3' if DEMO else 'db.sqlite3')}"
_APPLICATION = env.database("DEMO_DATABASE_URL" if DEMO else "DATABASE_URL", _SQLITE)
_OWNER = "" if DEMO else env.text("MIGRATE_DATABASE_URL")
MIGRATING = sys.argv[1:2] in (["migrate"], ["restore"]) and bool(_OWNER)
DATABASES = {"default": env.database("MIGRATE_DATABASE_URL", _SQLITE) if MIGRATING else _APPLICATION}
# The role that must not change the journal; "" where there is none to keep apart from the owner.
APPLICATION_ROLE = str(_APPLICATION.get("USER", "")) if _OWNER else ""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.env.cache_url("CACHE_URL", default="locmemcache://")}
env.directory(VAR)

# --- jobs: rows are the queue, Redis only wakes the sender; without it the built-in loop runs the same tick
REDIS_URL = env.redis_url("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "socket_connect_timeout": 3}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TIMEZONE = "Europe/Copenhagen"

# --- mail
# EMAIL_URL: smtp://, smtp+tls:// (STARTTLS), smtps:// (TLS from the first byte), filemail://, consolemail://, demo:
_MAIL_DEFAULT = "demo:" if DEMO else f"filemail://{VAR / 'mail'}"
EMAIL_URL = env.text("EMAIL_URL", _MAIL_DEFAULT)
_MAIL = env.mail("EMAIL_URL", _MAIL_DEFAULT)
EMAIL_DOT_TIMEOUT = env.seconds("EMAIL_DOT_TIMEOUT", 600)  # seconds for the answer to the final dot (RFC 5321 4.5.3.2)
MAILS_PER_MINUTE = env.count("MAILS_PER_MINUTE", 600)  # of all senders together; 0 is no limit
SMTP_CONNECTIONS = env.count("SMTP_CONNECTIONS", 4) or 1  # side by side, of one sender
EMAIL_BACKEND = str(_MAIL["EMAIL_BACKEND"])
EMAIL_FILE_PATH = str(_MAIL.get("EMAIL_FILE_PATH") or VAR / "mail")
EMAIL_HOST = str(_MAIL.get("EMAIL_HOST") or "localhost")
EMAIL_PORT = int(_MAIL.get("EMAIL_PORT") or 25)
EMAIL_HOST_USER = str(_MAIL.get("EMAIL_HOST_USER") or "")
EMAIL_HOST_PASSWORD = str(_MAIL.get("EMAIL_HOST_PASSWORD") or "")
EMAIL_USE_TLS = bool(_MAIL.get("EMAIL_USE_TLS", False))
EMAIL_USE_SSL = bool(_MAIL.get("EMAIL_USE_SSL", False))
EMAIL_TIMEOUT = 20

# --- language and time
LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "dsg_planner.formats"
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True

INSTALLED_APPS = [
    "dsg_planner.apps.SiteConfig",
    "guidelines",
    "reminders",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "dsg_planner.apps.StaticConfig",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tables2",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dsg_planner.middleware.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "guidelines.people.middleware.ViewerMiddleware",
    "dsg_planner.middleware.limited_size",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    *(["reminders.demo.strip.FirstVisit"] if DEMO else []),
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "dsg_planner.context.site",
                "guidelines.desk.navigation.menu",
                "reminders.demo.strip.demo_strip",
                "reminders.health.banner",
            ]
        },
    }
]
FORM_RENDERER = "guidelines.lists.rendering.FormRenderer"
CSRF_FAILURE_VIEW = "guidelines.desk.pages.csrf_failure"

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = env.directory(Path(env.text("STATIC_ROOT", str(VAR / "static"))))
STATICFILES_DIRS = [BASE_DIR / "static"]
FONTS_AVAILABLE = (BASE_DIR / "static" / "fonts" / "ibm-plex-sans-latin-400-normal.woff2").exists()
STATIC_COLLECTED = not DEBUG and env.collected(STATIC_ROOT / "staticfiles.json", BASE_DIR / "static")
_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
_HASHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_COLLECTING = sys.argv[1:2] == ["collectstatic"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _HASHED if STATIC_COLLECTED or _COLLECTING else _PLAIN},
}
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED
MEDIA_ROOT = VAR / "demo-media" if DEMO else Path(env.text("MEDIA_ROOT", str(VAR / "media")))
DOCUMENT_LIMIT = env.size("DOCUMENT_LIMIT", 25_000_000)  # bytes of one document
BACKUP_KEY = env.text("BACKUP_KEY") or f"backups of {SECRET_KEY}"  # proves that a backup is ours, and whole
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_500  # four answers for each of the 2,500 rows of the longest import

# --- sign-in: a mailed code, 15 minutes; nobody signs up, nobody has a password (foundations 23)
AUTH_USER_MODEL = "guidelines.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # unique without regard to case, by a constraint that the check does not know
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "reminders.accounts.Adapter"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# by network address, against floods; what counts is kept per account in the database (guidelines/people/rules.py)
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip", "login": "30/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "dsg-planner"
MFA_ADAPTER = "guidelines.people.concealing.MFAAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.text("OIDC_NAME", "OpenID Connect"),
                "client_id": env.text("OIDC_CLIENT_ID"),
                "secret": env.text("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": env.url("OIDC_URL")},
            }
        ]
        if env.url("OIDC_URL")
        else []
    }
}

# --- the browser's side
_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = HTTPS
DEVICE_COOKIE_NAME = f"{_PREFIX}device"  # marks a browser that has signed in, so that nobody can lock its owner out
CSRF_COOKIE_NAME = f"{_PREFIX}csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = f"{_PREFIX}language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.switch("TRUST_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- log: one JSON object a line on standard error, readable lines while developing
LOG_LEVEL = env.text("LOG_LEVEL", "WARNING" if DEMO else "INFO").upper()
_STEPS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.StackInfoRenderer(),
]
_RENDER: list[Processor] = (
    [conceal, structlog.dev.ConsoleRenderer()]
    if DEBUG
    else [
        structlog.processors.format_exc_info,
        conceal,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
)
structlog.configure(
    processors=[structlog.stdlib.filter_by_level, *_STEPS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_RENDER],
            "foreign_pre_chain": _STEPS,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"django.server": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False}},
}

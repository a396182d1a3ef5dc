"""Settings, read from the environment. Everything an installation keeps lies in one folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

DATA = Path(os.environ.get("BAQYLAU_DATA", "var")).resolve()
"""Where the database (SQLite), the stored files and the keys lie. ``BAQYLAU_DATA``, else ``./var``."""

DEMO = os.environ.get("BAQYLAU_DEMO") == "1"
STORED_FILES = DATA / "files"
BUCKET = os.environ.get("BAQYLAU_BUCKET", "")
"""An S3-compatible bucket in which stored files lie; empty for the folder ``STORED_FILES``."""
BUCKET_ENDPOINT = os.environ.get("BAQYLAU_BUCKET_ENDPOINT", "")
BUCKET_REGION = os.environ.get("BAQYLAU_BUCKET_REGION", "")
BUCKET_FOLDER = os.environ.get("BAQYLAU_BUCKET_FOLDER", "")
BUCKET_KEY = os.environ.get("BAQYLAU_BUCKET_KEY", "")
BUCKET_SECRET = os.environ.get("BAQYLAU_BUCKET_SECRET", "")
"""Both empty: the library's usual sources (``AWS_ACCESS_KEY_ID`` …, the machine's own role)."""
SIGNING_KEY_FILE = DATA / "signing_key"


def _secret_key() -> str:
    """``BAQYLAU_SECRET_KEY``, else a key made once and kept in the data folder."""
    if key := os.environ.get("BAQYLAU_SECRET_KEY"):
        return key
    file = DATA / "secret_key"
    if not file.exists():
        DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(secrets.token_urlsafe(48))
    return file.read_text()


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("BAQYLAU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in {"*"}]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("BAQYLAU_DATABASE_URL", f"sqlite:///{DATA / 'baqylau.sqlite3'}"), conn_max_age=600
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    # Where a statement asks for it (storage.prepared), PostgreSQL keeps it; Django's own are never kept.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("prepare_threshold", 5)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "baqylau.storage",
    "baqylau.trail",
    "baqylau.accounts",
    "baqylau.election",
    "baqylau.mission",
    "baqylau.observation",
    "baqylau.results",
    "baqylau.campaign",
    "baqylau.disputes",
    "baqylau.reports",
    "baqylau.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "baqylau.observation.straight.StraightToPhones",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "baqylau.accounts.middleware.SignInMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

ROOT_URLCONF = "baqylau.site.urls"
WSGI_APPLICATION = "baqylau.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "baqylau.mission.backend.RoleBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["sign_in_name", "name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "site:home"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian")), ("kk", _("Kazakh"))]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
FORMAT_MODULE_PATH = ["baqylau.site.formats"]
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

SESSION_COOKIE_HTTPONLY = True
TLS = os.environ.get("BAQYLAU_TLS") == "1"
"""Whether the site is reached over https only; addresses that are given out then begin so."""
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}

AXES_HANDLER = "baqylau.accounts.lockout.LockOut"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "baqylau.accounts.lockout.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_USERNAME_FORM_FIELD = "sign_in_name"

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a coding sheet, a mapping of many words
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
LARGEST_ATTACHMENT = 100 * 2**20
"""Bytes of one photograph or other file that comes with a report."""
PHONE_REQUEST_SIZE = 10_000_000
"""Bytes that phones are told to put into one request; they make several of a report with more files."""
PHONE_REQUESTS_A_MINUTE = int(os.environ.get("BAQYLAU_PHONE_REQUESTS_A_MINUTE", "120"))
"""For each key and process; the next ones are asked to wait."""
LARGEST_UPLOAD = 50 * 2**20
"""Bytes; a larger file is refused with a message."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"refusals": {"()": "baqylau.accounts.logs.NoTraceOfRefusals"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["refusals"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

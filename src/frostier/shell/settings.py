"""Django's settings. Importing them needs no home directory; opening the database does.

``frostier.shell.connection.use_home`` points the database at another home within a process.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from frostier.shell.company import CompanySettings, read_settings
from frostier.shell.databases import database_settings
from frostier.shell.home import Home, home_path

_home = Home(home_path())
_company = read_settings(_home.settings_file) if _home.settings_file.is_file() else CompanySettings()

# Without a key Django refuses every use of it: there is no default secret.
SECRET_KEY = _home.secret_file.read_text().strip() if _home.secret_file.is_file() else ""

DEBUG = False

# Who may be addressed as this server: the machine itself, and the address that people open.
_public = urlsplit(_company.public_url)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *filter(None, [_public.hostname])]
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"] if _public.hostname else []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "frostier.shell.runs",
    "frostier.shell.intake",
    "frostier.shell.grading",
    "frostier.shell.accounts",
    "frostier.shell.crm",
    "frostier.shell.live",
    "frostier.shell.workbench",
    "frostier.shell.reviews",
    "frostier.shell.outbox",
    "frostier.shell.schedules",
    "frostier.shell.metrics",
    "frostier.shell.console",
]
MIDDLEWARE = [
    "frostier.shell.console.compressed.CompressedAnswers",
    "django.middleware.security.SecurityMiddleware",
    "frostier.shell.accounts.headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",  # refuses foreign hosts, says how long an answer is
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "frostier.shell.console.frame.ConsoleFrame",
]
APPEND_SLASH = False
ROOT_URLCONF = "frostier.shell.console.urls"
WSGI_APPLICATION = "frostier.shell.console.wsgi.application"

FILE_UPLOAD_HANDLERS = ["frostier.shell.intake.uploads.LimitedUploads"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 << 20  # of a body that is no file: 5,000 corrected rows fit

# The built front end, served from the root; its files carry a hash in their name and never change.
_BUILT = Path(__file__).parent / "console" / "built"
WHITENOISE_ROOT = str(_BUILT) if _BUILT.is_dir() else None
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "display_name")}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]

# A session ends after half a day without use, and at the latest after SESSION_LONGEST_SECONDS.
SESSION_ENGINE = "frostier.shell.accounts.sessions"
SESSION_COOKIE_NAME = "frostier_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_LONGEST_SECONDS = 7 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "frostier_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "frostier.shell.console.site.foreign_write"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
BEHIND_HTTPS = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _company.behind_https
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600

# Five wrong passwords for one name from one address close that pair for a quarter of an hour: a stranger cannot
# lock a colleague out, and the rate limit of the address slows whoever tries many names.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "frostier.shell.accounts.headers.client_address"
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # its middleware would answer in a shape of its own
OTP_TOTP_ISSUER = "Frostier"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"  # storage; business days come from the company's settings
LANGUAGE_CODE = "zh-hans"
USE_I18N = False  # texts carry both languages themselves

DATABASES: dict[str, dict[str, Any]] = {"default": database_settings(_home, _company.database_url)}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "ERROR"},
        "frostier": {"level": "INFO"},
    },
}

"""Django's settings. Importing them needs no home directory; opening the database does.

``frostier.shell.connection.use_home`` points the database at another home within a process.
"""

from __future__ import annotations

from typing import Any

from frostier.shell.home import Home, home_path

_home = Home(home_path())

# Without a key Django refuses every use of it: there is no default secret.
SECRET_KEY = _home.secret_file.read_text().strip() if _home.secret_file.is_file() else ""

DEBUG = False
ALLOWED_HOSTS: list[str] = []
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "frostier.shell.runs",
    "frostier.shell.intake",
    "frostier.shell.grading",
    "frostier.shell.accounts",
    "frostier.shell.crm",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "frostier.shell.console.urls"
WSGI_APPLICATION = "frostier.shell.console.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
SESSION_COOKIE_NAME = "frostier_session"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"  # storage; business days come from the company's settings
LANGUAGE_CODE = "zh-hans"
USE_I18N = False  # texts carry both languages themselves

# FULL: a committed ledger entry survives a power cut, not only a killed process. Writes are few and large, so
# the extra fsync per commit is not noticeable. IMMEDIATE: two writers wait for each other at BEGIN, where
# SQLite honours the timeout, instead of failing in the middle of a transaction.
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(_home.database),
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
        },
    }
}

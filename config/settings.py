"""Settings, all in one file, read from the environment (`.env.example` lists every variable).

`LOCAL=1` is the one switch that makes things easier and less safe, for somebody's own machine; without it the
environment has to say everything that production needs.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import environ
from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE

from config.environment import demand

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env_file = os.environ.get("ENV_FILE", BASE_DIR / ".env")
if env_file:
    env.read_env(env_file)

LOCAL = env.bool("LOCAL", default=False)
if not LOCAL:
    demand(os.environ)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = [host.strip() for host in env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "testserver"])]
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_NAME = {
    "en": env.str("SITE_NAME_EN", default="Open Rivers Alliance"),
    "es": env.str("SITE_NAME_ES", default="Alianza Ríos Abiertos"),
}
SITE_TAGLINE = {
    "en": env.str("SITE_TAGLINE_EN", default="For rivers, and for those who live by them"),
    "es": env.str("SITE_TAGLINE_ES", default="Por los ríos y por quienes viven de ellos"),
}
# A word for the code that runs, for example a commit: kept pages and ETags of another are not used. Without it, the
# time at which a source file last changed.
RELEASE = env.str("RELEASE", default="")

INSTALLED_APPS = [
    "modeltranslation",
    "config.apps.DeskConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_countries",
    "django_prose_editor",
    "js_asset",
    "reversion",
    "taggit",
    "publishing",
    "signatories",
    "blog",
    "statements",
    "pages",
    "importing",
    "accounts",
    "members",
    "config",
]

MIDDLEWARE = [
    "publishing.press.caching.PressCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.headers.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "accounts.middleware.AccountPagesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "csp.context_processors.nonce",
                "publishing.press.context.site",
            ],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
database = DATABASES["default"]
# Opening a connection costs several times what a kept page does, on SQLite too.
database["CONN_MAX_AGE"] = 60
if database["ENGINE"] == "django.db.backends.sqlite3":
    database["OPTIONS"] = {
        # A transaction that reads and then writes must wait at its beginning: in the middle it fails at once.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
else:
    seconds = env.int("STATEMENT_TIMEOUT", default=10)
    database["CONN_HEALTH_CHECKS"] = True
    database["OPTIONS"] = {
        "connect_timeout": 5,
        # jit: compiling a plan takes longer than any of these queries.
        "options": f"-c statement_timeout={seconds}s -c idle_in_transaction_session_timeout=60s -c jit=off",
        **database.get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
# Kept pages apart: they push nothing else out, and after a redaction they are thrown away alone. A folder and a
# process's memory can be divided so; a server or a table is one.
CACHES["pages"] = {**CACHES["default"], "KEY_PREFIX": "pages"}
if CACHES["pages"]["BACKEND"].endswith(("FileBasedCache", "LocMemCache")):
    CACHES["pages"]["LOCATION"] = f"{CACHES['default'].get('LOCATION', '')}/pages"

# On somebody's own machine each mail is a file that can be opened.
MAILS = BASE_DIR / ".run" / "mails"
globals().update(env.email_url("EMAIL_URL", default=f"filemail:///{quote(str(MAILS))}"))
EMAIL_TIMEOUT = 5
MAIL_PATIENCE = timedelta(seconds=1.2)  # so long a page waits for the mail server (accounts/outbox.py)
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default=f"noreply@{urlsplit(SITE_URL).hostname}")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
MODELTRANSLATION_LANGUAGES = ("en", "es")
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_ENABLE_FALLBACKS = False  # with fallbacks on, a half-empty Spanish text would seal English
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.StaticStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "webp", "avif", "gz", "br", "woff2", "map")
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))()

# A signature with two affiliations is thirty fields: Django would stop at a statement with thirty-five of them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 15_000

TAGGIT_CASE_INSENSITIVE = True

# Signing in: docs/decisions/0015-a-second-factor-for-the-desk.md. On somebody's own machine the demo's logins do.
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=not LOCAL)
# Whose X-Forwarded-For is believed, when wrong passwords are counted: addresses, networks, or "unix" for a socket.
TRUSTED_PROXIES = [proxy.strip() for proxy in env.list("TRUSTED_PROXIES", default=[]) if proxy.strip()]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 3600
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; allauth checks that it fits with the line above
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever has followed an invitation has shown that the address is theirs
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_FORMS = {"confirm_login_code": "accounts.codes.CodeForm"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# Passwords and mailed codes are counted by accounts/guesses.py; these are other codes, mails, and passwords of people
# who are logged in.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/15m/key",
    "change_password": "5/15m/user",
    "reauthenticate": "10/15m/user",
    "reset_password": "20/h/ip,3/h/key",
    "request_login_code": "20/h/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
    "answer_preview": "20/h/ip",  # publishing/sharing/views.py
}
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.passkeys.AddForm",
    "authenticate_webauthn": "accounts.passkeys.AuthenticateForm",
    "login_webauthn": "accounts.passkeys.LoginForm",
    "reauthenticate_webauthn": "accounts.passkeys.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # see ACCOUNT_EMAIL_VERIFICATION
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME["en"]
MFA_TOTP_TOLERANCE = 1  # clocks that are half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL

# What browsers are told. `__Host-` cookies and HTTPS only cannot work on http://127.0.0.1.
SECURE = not LOCAL
PREFIX = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{PREFIX}session"
CSRF_COOKIE_NAME = f"{PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{PREFIX}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no third cookie
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, over plain HTTP
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading binds the whole domain for years: its owner's decision
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("browsing-topics", "camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# The editor: an import map with a nonce, and what ProseMirror writes into the page. Scripts stay strict.
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [NONCE],
    "style-src-attr": [UNSAFE_INLINE],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}, "none": {"class": "logging.NullHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # What strangers ask for in vain says nothing about the site.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": ["none"], "propagate": False},
    },
}

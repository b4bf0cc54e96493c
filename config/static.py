"""How the style sheets, scripts and fonts are stored for serving."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, also where one script module imports another, and compressed copies."""

    support_js_module_import_aggregation = True

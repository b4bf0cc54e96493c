"""How the style sheets, scripts and fonts are stored for serving."""

from collections.abc import Iterable

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, also where one script module imports another, and compressed copies."""

    support_js_module_import_aggregation = True

    def compress_files(self, paths: Iterable[str]) -> Iterable[tuple[str, str]]:
        """Compress what is new: under a hashed name the content never changes."""
        yield from super().compress_files([path for path in paths if not self.exists(f"{path}.gz")])

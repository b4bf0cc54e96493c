"""Static files for tests: hashed as in production, without the seconds that compressing takes."""

from collections.abc import Iterable

from config.static import StaticStorage


class HashedStorage(StaticStorage):
    def compress_files(self, paths: Iterable[str]) -> Iterable[tuple[str, str]]:
        return []

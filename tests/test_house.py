"""The rules of the house that no linter knows. Each failure names the place and the way out."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# docs/architecture.md, "Rooms": what each room may import.
ROOMS: dict[str, set[str]] = {
    "publishing": set(),
    "signatories": {"publishing"},
    "blog": {"publishing", "signatories"},
    "statements": {"publishing", "signatories"},
    "pages": {"publishing", "signatories"},
    "importing": {"blog", "statements", "pages", "publishing", "signatories"},
    "accounts": {"blog", "publishing", "signatories"},
    "members": {"accounts", "importing", "blog", "publishing", "signatories"},
    "config": {"members", "accounts", "importing", "blog", "statements", "pages", "publishing", "signatories"},
}
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
TEMPLATES = sorted(path for room in ("templates", *ROOMS) for path in (ROOT / room).rglob("*.html"))
FRONT = sorted(path for kind in ("*.js", "*.css") for path in (ROOT / "static").rglob(kind))


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules that a module imports by their full names, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


def found(paths: list[Path], pattern: str) -> list[str]:
    """Every line that matches, as "path:line text"."""
    return [
        f"{place(path)}:{number} {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(pattern, line)
    ]


def test_imports_point_one_way() -> None:
    wrong = [
        f"{place(path)} imports {name}"
        for path in MODULES
        for name in imported(ast.parse(path.read_text()))
        if (room := name.split(".")[0]) in ROOMS
        and room != (own := path.relative_to(ROOT).parts[0])
        and room not in ROOMS[own]
    ]
    assert wrong == [], "What a lower room must know of a higher one it learns from publishing/kinds.py"


def test_architecture_shows_the_same_arrows() -> None:
    arrows = "config → members → accounts, importing → blog, statements, pages → signatories → publishing"
    assert f"`{arrows}`" in (ROOT / "docs" / "architecture.md").read_text()


def test_html_is_marked_safe_in_one_place() -> None:
    others = [path for path in MODULES if place(path) != "publishing/html.py"]
    assert found(others, r"\bmark_safe\b|\bSafe(String|Text|Data)\(|__html__") == []
    assert found(TEMPLATES, r"\|\s*safe(seq)?\b|autoescape\s+off") == []


def test_modules_are_named_for_what_they_hold() -> None:
    vague = {"utils", "helpers", "services", "core", "common", "misc", "util", "helper"}
    assert [place(path) for path in MODULES if vague & {path.stem, *path.relative_to(ROOT).parts}] == []


def test_models_do_not_override_save() -> None:
    models = [path for path in MODULES if path.stem == "models" or "models" in path.relative_to(ROOT).parts]
    assert found(models, r"def (save|delete)\(") == [], "A change of more than one row belongs into workflow.py"


def test_signals_are_not_used() -> None:
    assert found(MODULES, r"\bfrom django\.(db\.models\.signals|dispatch) import\b") == []


def test_included_pieces_see_only_what_they_are_given() -> None:
    assert found(TEMPLATES, r"{%\s*include\s(?!.*\bonly\s*%})") == []


def test_templates_ask_the_database_nothing() -> None:
    assert found(TEMPLATES, r"{[{%][^}]*\.(all|exists|filter|exclude|order_by|\w+_set)\b") == []


def test_templates_hold_no_style_and_no_script_of_their_own() -> None:
    public = [path for path in TEMPLATES if "admin" not in path.relative_to(ROOT).parts]
    assert (
        found(public, r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]*\b(src|type=\"application/ld\+json\"))")
        == []
    )


def test_forms_that_post_carry_the_token() -> None:
    forms = re.compile(r"<form\b[^>]*method=\"?post.*?</form>", re.DOTALL | re.IGNORECASE)
    without = [
        place(path) for path in TEMPLATES for form in forms.findall(path.read_text()) if "{% csrf_token %}" not in form
    ]
    assert without == ["templates/components/answer.html"]  # where nobody is known by a cookie: sharing/views.py


def test_nothing_is_left_for_later() -> None:
    assert found(TEMPLATES + FRONT, r"\b(TODO|FIXME|XXX|HACK)\b") == []


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert found(FRONT, r"@import\s+(url\()?[\"']?https?:|url\([\"']?(https?:)?//|from\s+[\"']https?:") == []
    assert found(TEMPLATES, r"<(script|img|source|iframe)[^>]*\ssrc=\"(https?:)?//|<link[^>]*stylesheet[^>]*//") == []


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """The text files that are part of the project."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a checkout")
    binary = {".mo", ".png", ".jpg", ".webp", ".avif", ".woff2", ".ico"}
    names = [name for name in listing.stdout.split("\0") if name and Path(name).suffix not in binary]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def test_nothing_names_a_registry_or_somebodys_machine(tracked: list[Path]) -> None:
    registries = ["pypi" + ".org", "python" + "hosted", "npm" + "js", "deb." + "debian", "jsdelivr", "un" + "pkg"]
    folders = ["/" + name + "/" for name in ("work", "root", "Users")] + ["/home/" + "[a-z]"]
    others = [path for path in tracked if path != Path(__file__)]
    assert found(others, "|".join([*map(re.escape, registries), *folders])) == []


def test_requirements_hold_one_driver_and_every_hash(tracked: list[Path]) -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        pinned = re.findall(r"^([\w.-]+)==\S+( ; .*)? \\\n    --hash=sha256:", path.read_text(), re.MULTILINE)
        names = {name for name, _ in pinned}
        assert len(pinned) == len(re.findall(r"^\S", path.read_text(), re.MULTILINE)), path
        assert ("psycopg2-binary" in names, "psycopg" in names) == (True, False)

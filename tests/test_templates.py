"""The guard against undefined variables in templates, and what it lets pass."""

import pytest
from django.conf import settings
from django.template import Context, Origin, Template

from tests.templates import UndefinedVariableError

OURS = str(settings.BASE_DIR / "templates" / "example.html")


def render(text: str, place: str = OURS) -> str:
    return Template(text, origin=Origin(place)).render(Context({"known": {"name": "river"}}))


@pytest.mark.parametrize(
    "text",
    [
        "{{ unknown }}",
        "{{ known.unknown }}",
        "{{ unknown|upper }}",
        "{% for one in unknown %}{{ one }}{% endfor %}",
        "{% with other=unknown %}{{ other }}{% endwith %}",
        "{% load i18n %}{% blocktranslate %}The {{ unknown }}{% endblocktranslate %}",
        "{% if known %}{{ unknown }}{% endif %}",
    ],
)
def test_undefined_variable_fails_the_test(text: str) -> None:
    with pytest.raises(UndefinedVariableError, match=r"templates/example.html:1 shows “(known\.)?unknown”"):
        render(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ known.name }}", "river"),
        ("{% if unknown %}a{% else %}b{% endif %}", "b"),
        ('{{ unknown|default:"h2" }}', "h2"),
        ("{% load i18n %}{% blocktranslate with name=known.name %}The {{ name }}{% endblocktranslate %}", "The river"),
    ],
)
def test_optional_and_known_variables_pass(text: str, shown: str) -> None:
    assert render(text) == shown


def test_templates_of_others_are_left_alone() -> None:
    assert render("a{{ unknown }}b", "/usr/lib/python3/django/contrib/admin/index.html") == "ab"

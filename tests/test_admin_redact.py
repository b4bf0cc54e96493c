"""The page that redacts: it counts before it strikes, and strikes everywhere."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from blog.models import Post
from publishing.models import Decision, Edition, Picture
from tests import admin_forms, factories
from tests.admin_forms import act_url, change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
FORM = "//form[@id='act-form']"


def test_redaction_counts_first_and_strikes_when_confirmed(login: Login, secretariat: User) -> None:
    post = factories.post(body_en="<p>Marta Paz lives in Iquitos. Marta Paz said so.</p>")
    factories.published(post)
    client, url = login(secretariat), act_url(post, "redact")
    looked = client.post(url, {"passages": "Marta Paz\n\n"})
    assert looked.context["places"] == 4
    assert "“Marta Paz”" in looked.content.decode()
    assert "Marta Paz" in Edition.objects.get(language="en").text
    done = client.post(url, {**filled(looked, FORM), "confirm": "1"})
    assert done.url == change_url(post)
    edition = Edition.objects.get(language="en")
    assert ("Marta Paz" in edition.text, "Marta Paz" in Post.objects.get().body_en) == (False, False)
    assert edition.redacted_at
    assert Decision.objects.first().act == "redact"
    page = client.get(change_url(post)).content.decode()
    assert "Struck in 4 places." in page


def test_redaction_of_nothing_is_refused(login: Login, secretariat: User) -> None:
    response = login(secretariat).post(act_url(factories.post(), "redact"), {"passages": ""})
    assert list(admin_forms.errors(response)) == ["__all__"]


def test_redaction_of_what_is_nowhere_says_so(login: Login, secretariat: User) -> None:
    post = factories.post()
    client, url = login(secretariat), act_url(post, "redact")
    assert "This stands nowhere" in client.post(url, {"passages": "Nobody at all"}).content.decode()
    response = client.post(url, {"passages": "Nobody at all", "confirm": "1"})
    assert list(admin_forms.errors(response)) == ["__all__"]


def test_redaction_offers_the_bylines_and_pictures_of_the_text(login: Login, secretariat: User) -> None:
    shown, cover, other = factories.picture("shown"), factories.picture("cover"), factories.picture("other")
    post = factories.post(cover=cover, body_es=f'<figure><img src="/media/{shown.path}" alt="x"></figure>')
    byline = factories.byline(post, factories.author("Ana Lima"))
    former = factories.byline(post, factories.author("Former Author"))
    factories.published(post)
    former.delete()
    client, url = login(secretariat), act_url(post, "redact")
    form = client.get(url).context["form"]
    assert [name for _pk, name in form.fields["authors"].choices] == ["Ana Lima", "Former Author"]
    assert set(form.fields["pictures"].queryset) == {shown, cover}
    assert admin_forms.errors(client.post(url, {"pictures": [other.pk]})).keys() == {"pictures"}
    data: dict[str, Any] = {"authors": [byline.author_id], "pictures": [shown.pk], "passages": "", "confirm": "1"}
    assert client.post(url, data).status_code == 302
    assert not post.bylines.exists()
    assert set(Picture.objects.all()) == {cover, other}
    assert "Ana Lima" not in str(Edition.objects.get(language="en").matter)


def test_redaction_can_be_thought_over(login: Login, secretariat: User) -> None:
    post = factories.post(body_en="<p>Marta Paz.</p>")
    client, url = login(secretariat), act_url(post, "redact")
    looked = client.post(url, {"passages": "Marta Paz"})
    again = client.post(url, {**filled(looked, FORM), "again": "1"})
    assert again.context["places"] is None
    assert filled(again, FORM)["passages"] == "Marta Paz"
    assert "Marta Paz" in Post.objects.get().body_en

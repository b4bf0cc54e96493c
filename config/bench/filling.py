"""An archive of any size: some texts go through the workflow, the others are their copies, row for row."""

import random
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from PIL import Image

from blog.models import Author, Byline, Post, Series
from publishing import pictures, search, workflow
from publishing.models import Document, Picture, Stamp, Topic, TopicDocument
from signatories.models import Organisation, Signatory
from statements.models import Affiliation, Issuer, Reference, Signature, Statement

from .copying import BEGINNING, Originals
from .texts import Words

SEEDS = 200
EVERY = 25  # so many texts hold one statement
SIGNATURES = 40
YEARS = 10
PREFIX = {"en": "text", "es": "texto"}


def fill(editions: int) -> None:
    """Publish half as many texts, in both languages each, in an empty database."""
    count = editions // 2
    step = timedelta(days=365 * YEARS) / count
    seeds = min(SEEDS, count)
    with transaction.atomic():
        _publish_seeds(seeds, step)
        originals = Originals()
        for first in range(seeds, count, seeds):
            originals.copy({place: first + place for place in range(min(seeds, count - first))}, step)
        search.rebuild()
        Stamp.objects.replace()


def _publish_seeds(count: int, step: timedelta) -> None:
    staff = User.objects.create_superuser("bench@rivers.example", "bench@rivers.example")
    house = House()
    for number in range(count):
        document = house.statement(number) if number % EVERY == EVERY - 1 else house.post(number)
        workflow.publish(document, languages=["en", "es"], change="first", dated=BEGINNING + number * step, by=staff)


class House:
    """Who writes, about what, in which words."""

    def __init__(self) -> None:
        self.dice = random.Random(1)  # noqa: S311 - the same archive every time, nothing secret
        self.words = {code: Words(code) for code in PREFIX}
        self.series = [Series.objects.create(**self._named("title", number)) for number in range(12)]
        self.topics = [Topic.objects.create(**self._named("name", number)) for number in range(24)]
        self.authors = [Author.objects.create(name=f"Author {n}", slug=f"author-{n}") for n in range(60)]
        self.signatories = [Signatory.objects.create(name=f"Person {n}", slug=f"person-{n}") for n in range(120)]
        self.organisations = [
            Organisation.objects.create(name_en=f"Union {n}", name_es=f"Gremio {n}") for n in range(9)
        ]
        self.cover = self._picture()

    def _named(self, field: str, number: int) -> dict[str, str]:
        texts = {f"{field}_{code}": f"{words.title()} {number}" for code, words in self.words.items()}
        slugs = {f"slug_{code}": f"group-{number}" for code in PREFIX}
        return {**texts, **slugs}

    def _picture(self) -> Picture:
        file = BytesIO()
        Image.new("RGB", (1600, 900), (11, 93, 99)).save(file, "JPEG")
        file.seek(0)
        return pictures.take_in(file, name="river", alt_en="A river", alt_es="Un río", caption_en="The river.")

    def _texts(self, number: int) -> dict[str, Any]:
        texts: dict[str, Any] = {"original_language": "es" if number % 3 == 0 else "en", "cover": self.cover}
        for code, words in self.words.items():
            texts |= {
                f"title_{code}": f"{words.title()} {number}",
                f"slug_{code}": f"{PREFIX[code]}-{number}",
                f"summary_{code}": words.sentence(25),
                f"body_{code}": words.body(),
            }
        return texts

    def post(self, number: int) -> Post:
        post = Post.objects.create(**self._texts(number), series=self.series[number % 12])
        for position, author in enumerate(self.dice.sample(self.authors, 2)):
            Byline.objects.create(post=post, author=author, position=position)
        self._give_topics(post)
        return post

    def statement(self, number: int) -> Statement:
        statement = Statement.objects.create(**self._texts(number))
        for position, organisation in enumerate(self.dice.sample(self.organisations, 3)):
            Issuer.objects.create(statement=statement, organisation=organisation, position=position)
        for position in range(8):
            Reference.objects.create(
                statement=statement, position=position, title_en=f"Report {position}", url="https://river.example/"
            )
        for position, signatory in enumerate(self.dice.sample(self.signatories, SIGNATURES)):
            signature = Signature.objects.create(statement=statement, signatory=signatory, position=position)
            for place, organisation in enumerate(self.dice.sample(self.organisations, 1 + position % 2)):
                Affiliation.objects.create(
                    signature=signature,
                    position=place,
                    role_en="Member",
                    role_es="Integrante",
                    organisation_en=str(organisation),
                    organisation_es=str(organisation),
                    country="PE",
                )
        self._give_topics(statement)
        return statement

    def _give_topics(self, document: Document) -> None:
        for topic in self.dice.sample(self.topics, 2):
            TopicDocument.objects.create(content_object_id=document.pk, tag=topic)

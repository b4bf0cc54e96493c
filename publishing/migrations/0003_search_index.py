"""The index of editions. Both databases call a row's number `rowid`; the words are written by publishing/search/postings.py.

No foreign key: the test runner could not empty the editions' table on PostgreSQL. A row whose edition is gone finds
nothing.
"""

from django.db import migrations

SQLITE = ["CREATE VIRTUAL TABLE publishing_search USING fts5(words, tokenize='ascii', columnsize=0)"]
POSTGRESQL = [
    # A column for each place: in one the planner, which thinks that a long vector is as quickly read as a short one,
    # went through all of them to find what stands here and not there.
    "CREATE TABLE publishing_search ("
    "rowid bigint PRIMARY KEY, title tsvector NOT NULL, about tsvector NOT NULL, anywhere tsvector NOT NULL)",
    # Without fastupdate a search never reads a list of what is still to be sorted in.
    *(
        f"CREATE INDEX publishing_search_{column} ON publishing_search USING gin ({column}) WITH (fastupdate = off)"
        for column in ("title", "about", "anywhere")
    ),
]


def create(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE publishing_search", params=None)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0002_guard_editions")]

    operations = [migrations.RunPython(create, drop)]

"""One file that holds everything: the database as its own tools copy it, and the media folder.

`archive.py` is the file: what is in it, and how a damaged one is told from a whole one. `databases.py` copies the
database out and in.
"""

"""The desk (what staff write), the press (what readers read), and what surrounds a text."""

from .desk import Decision, Document, Translation
from .pictures import Picture
from .press import Address, Check, Edition, Listing, OldAddress, Seal, Stamp
from .sharing import PreviewAnswer, PreviewCopy, PreviewLink
from .topics import Topic, TopicDocument

__all__ = [
    "Address",
    "Check",
    "Decision",
    "Document",
    "Edition",
    "Listing",
    "OldAddress",
    "Picture",
    "PreviewAnswer",
    "PreviewCopy",
    "PreviewLink",
    "Seal",
    "Stamp",
    "Topic",
    "TopicDocument",
    "Translation",
]

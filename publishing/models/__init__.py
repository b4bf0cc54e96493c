"""The desk (what staff write), the press (what readers read), and what surrounds a text."""

from .desk import Decision, DeskListing, Document, OpenForm, Translation
from .links import BrokenLink, LinkCheck
from .pictures import Picture
from .press import Address, Check, Edition, Listing, OldAddress, Seal, Stamp
from .sharing import PreviewAnswer, PreviewCopy, PreviewLink
from .topics import Topic, TopicDocument

__all__ = [
    "Address",
    "BrokenLink",
    "Check",
    "Decision",
    "DeskListing",
    "Document",
    "Edition",
    "LinkCheck",
    "Listing",
    "OldAddress",
    "OpenForm",
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

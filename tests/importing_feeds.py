"""Feeds for the tests of importing: made-up ones, and how to write a small one."""

from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings

from importing.reading.blogger import Feed
from importing.reading.feeds import read, read_path

DATA = Path(__file__).parent / "data" / "importing"
RIVERS = DATA / "rivers.atom"
EXPORT = DATA / "export.xml"
STATEMENT = "2020/02/let-the-water-speak.html"
# Reading matter that lies beside a checkout where the project is built, and nowhere else.
SHARED = Path(settings.BASE_DIR).parent / "shared"


def rivers() -> Feed:
    return read_path(RIVERS)


def feed(*entries: str, title: str = "Small blog") -> bytes:
    """A Takeout feed of these entries."""
    head = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>"
    return f"{head}<id>tag:blogger.com,1999:blog-5</id><title>{escape(title)}</title>{''.join(entries)}</feed>".encode()


def entry(html: str = "<p>A river runs past the school and nobody has named it.</p>", **said: str) -> str:
    """One entry; `said` overrides its number, title, kind, status, date, path; `labels` are divided by |."""
    number = said.get("number", "1")
    labels = "".join(f"<category term={quoteattr(label)}/>" for label in said.get("labels", "").split("|") if label)
    date = said.get("date", "2020-01-01T00:00:00Z")
    return f"""<entry><id>tag:blogger.com,1999:blog-5.post-{number}</id>
      <blogger:type>{said.get("kind", "POST")}</blogger:type>
      <blogger:status>{said.get("status", "LIVE")}</blogger:status>
      <title>{escape(said.get("title", f"Post {number}"))}</title><content type='html'>{escape(html)}</content>
      {f"<published>{date}</published>" if date else ""}{labels}
      <blogger:filename>{escape(said.get("path", f"/2020/01/post-{number}.html"))}</blogger:filename><link/></entry>"""


def small(*entries: str, **about: str) -> Feed:
    """The feed of these entries, read."""
    return read(BytesIO(feed(*entries, **about)), name="small.atom")

"""Small Word files (.docx), written part by part as Word writes them."""

import io
import zipfile
from collections.abc import Mapping

from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        "w": W,
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "v": "urn:schemas-microsoft-com:vml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }.items()
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="'
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
STYLES = "".join(
    f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{name}"/>{more}</w:style>'
    for kind, key, name, more in [
        ("paragraph", "Ttulo", "Title", ""),
        *(("paragraph", f"Ttulo{level}", f"heading {level}", "") for level in range(1, 7)),
        ("paragraph", "Cita", "Quote", ""),
        ("paragraph", "Descripcin", "caption", ""),
        ("paragraph", "TDC1", "toc 1", ""),
        ("paragraph", "Ours", "Alliance heading", '<w:basedOn w:val="Ttulo2"/>'),
        ("paragraph", "Odd", "Fancy box", '<w:basedOn w:val="Normal"/>'),
        ("character", "Loud", "Loud", "<w:rPr><w:b/></w:rPr>"),
    ]
)
NUMBERING = "".join(
    f'<w:abstractNum w:abstractNumId="{key}">'
    + "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{kind}"/></w:lvl>' for level in range(3))
    + f'</w:abstractNum><w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>'
    for key, kind in ((1, "bullet"), (2, "decimal"))
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word_file(
    *paragraphs: str,
    footnotes: Mapping[str, str] | None = None,
    endnotes: Mapping[str, str] | None = None,
    comments: int = 0,
    relations: str = "",
    parts: Mapping[str, bytes | str] | None = None,
) -> io.BytesIO:
    """A Word file with these paragraphs (or other XML) as its body.

    Notes are paragraphs by id; `relations` are further relationships of the text; `parts` replace or add whole parts.
    """
    every: dict[str, bytes | str] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": _relationships(_related("a", "officeDocument", "word/document.xml")),
        "word/document.xml": _root("document", f"<w:body>{''.join(paragraphs)}<w:sectPr/></w:body>"),
        "word/styles.xml": _root("styles", STYLES),
        "word/numbering.xml": _root("numbering", NUMBERING),
        "word/footnotes.xml": _root("footnotes", _notes("footnote", footnotes or {})),
        "word/endnotes.xml": _root("endnotes", _notes("endnote", endnotes or {})),
        "word/comments.xml": _root("comments", "<w:comment><w:p/></w:comment>" * comments),
    }
    kinds = ("styles", "numbering", "footnotes", "endnotes", "comments")
    every["word/_rels/document.xml.rels"] = _relationships(
        "".join(_related(kind, kind, f"{kind}.xml") for kind in kinds) + relations
    )
    return archive({**every, **(parts or {})})


def archive(parts: Mapping[str, bytes | str]) -> io.BytesIO:
    """A zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    file.seek(0)
    return file


def paragraph(*runs: str, style: str = "", properties: str = "") -> str:
    """A paragraph of runs; plain words become one."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    content = "".join(run if run.startswith("<") else text(run) for run in runs)
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{content}</w:p>"


def text(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def item(words: str, *, level: int = 0, number: int = 1) -> str:
    return paragraph(words, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def note(key: int, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{key}"/></w:r>'


def link(key: str, words: str) -> str:
    return f'<w:hyperlink r:id="{key}">{text(words)}</w:hyperlink>'


def related_link(key: str, address: str) -> str:
    return f'<Relationship Id="{key}" Type="{_RELATIONS}/hyperlink" Target="{address}" TargetMode="External"/>'


def related_picture(key: str, target: str, mode: str = "Internal") -> str:
    return f'<Relationship Id="{key}" Type="{_RELATIONS}/image" Target="{target}" TargetMode="{mode}"/>'


def picture(key: str, alt: str = "", *, crop: str = "", attribute: str = "embed") -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture" descr="{alt}"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
        f'<a:blip r:{attribute}="{key}"/>{crop}</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def jpeg(colour: str = "teal") -> bytes:
    """A photograph that says in its EXIF who took it."""
    image, file = Image.new("RGB", (600, 400), colour), io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "Ana Canary"
    image.save(file, "JPEG", exif=exif)
    return file.getvalue()


def _related(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'


def _relationships(inner: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def _root(name: str, inner: str) -> str:
    return f"<w:{name} {SPACES}>{inner}</w:{name}>"


def _notes(kind: str, notes: Mapping[str, str]) -> str:
    separator = f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
    return separator + "".join(f'<w:{kind} w:id="{key}">{inner}</w:{kind}>' for key, inner in notes.items())

"""What people wrote by hand: authors, notes, languages, closings, found in made-up texts."""

import pytest

from importing.reading import bylines, closing, entries, languages, notes, references, signatures
from importing.reading.blocks import Serialiser, line_html, words_of
from importing.reading.bylines import announced
from importing.reading.cleaning import clean
from importing.reading.entries import Item
from importing.reading.shaping import shape
from importing.reading.signatures import Role, Signatory
from tests.importing_feeds import STATEMENT, entry, rivers, small

TEXT = "<p>A long first paragraph that nobody could take for a name, a caption or a label of anything else here.</p>"


def blocks(markup: str) -> list:
    return shape(clean(markup))


def html(found: list) -> str:
    return Serialiser().html(found)


def item(place: int, **how: object) -> Item:
    return entries.read(rivers().entries[place], **how)  # type: ignore[arg-type]


def codes(found: Item) -> list[tuple[str, str]]:
    return [(doubt.code, doubt.detail) for doubt in found.doubts]


# ── authors ──


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ana Ruiz", ["Ana Ruiz"]),
        ("BY ANA RUIZ & JOHN POE", ["ANA RUIZ", "JOHN POE"]),
        ("Por: Ana Ruiz, Luis Paz y Marta de la Cruz", ["Ana Ruiz", "Luis Paz", "Marta de la Cruz"]),
        ("By Ana Ruiz, Luis Paz, and Marta Sol.", ["Ana Ruiz", "Luis Paz", "Marta Sol"]),
        ("Escrito por Rosario", ["Rosario"]),
        ("Written by Joni van der Sand, PhD", ["Joni van der Sand"]),
        ("By Nguyễn Văn A and 李明", ["Nguyễn Văn A", "李明"]),
        ("By Open Rivers Alliance", ["Open Rivers Alliance"]),
        ("By O’Brien and D'Arcy-Wu", ["O’Brien", "D'Arcy-Wu"]),
    ],
)
def test_announced_line_names_authors(line: str, names: list[str]) -> None:
    assert [name.name for name in announced(line) or []] == names


@pytest.mark.parametrize(
    "line",
    [
        "By the river we sat down",
        "Por una vida sin violencia",
        "Por eso",
        "By",
        "By 2018 all was lost",
        "Bye Ana Ruiz",
        "By <x>",
    ],
)
def test_other_line_names_nobody(line: str) -> None:
    assert announced(line) is None


def test_aside_and_star_go_with_their_author() -> None:
    first, second = announced("By Ana Ruiz (House of Wells, Lima)* and Luis Paz**, Director of the Weir") or []
    assert (first.name, first.star, first.aside) == ("Ana Ruiz", "*", "House of Wells, Lima")
    assert (second.name, second.star, second.aside) == ("Luis Paz", "**", "Director of the Weir")


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["Ana Ruiz y Luis Paz"], ["Ana Ruiz", "Luis Paz"]),
        (["Ana Ruiz"], ["Ana Ruiz"]),
        (["The bridge in May", "Ana Ruiz and Luis Paz"], ["Ana Ruiz", "Luis Paz"]),
        (["Press Release"], []),
        (["Open Letter", "To whom it may concern"], []),
        (["Código de Conducta RED"], []),
        (["Dear Friends,"], []),
        (["Ana Ruiz was here."], []),
    ],
)
def test_names_alone_under_the_title(lines: list[str], names: list[str]) -> None:
    lead = bylines.take(blocks("".join(f"<div>{line}</div>" for line in lines) + TEXT))
    assert ([name.name for name in lead.names], lead.guessed) == (names, bool(names))


def test_known_author_wins_over_what_only_looks_like_a_name() -> None:
    lead = bylines.take(blocks(f"<div>Puente Viejo</div><div>Ana Ruíz</div>{TEXT}"), known={"ana ruiz"})
    assert ([name.name for name in lead.names], lead.kept) == (["Ana Ruíz"], ["Puente Viejo"])


def test_poem_names_nobody() -> None:
    lead = bylines.take(blocks("".join(f"<p>Ana Ruiz {word}</p>" for word in ("Sol", "Luna", "Mar", "Sal"))))
    assert (lead.names, len(lead.blocks)) == ([], 4)


def test_byline_in_the_first_paragraph_is_taken_out_of_it() -> None:
    lead = bylines.take(blocks(f"By Ana Ruiz<br />{TEXT.removeprefix('<p>').removesuffix('</p>')}"))
    assert [name.name for name in lead.names] == ["Ana Ruiz"]
    assert html(lead.blocks) == TEXT


def test_captions_beside_the_byline() -> None:
    picture = '<img src="https://x/a.jpg" />'
    lead = bylines.take(blocks(f"<p>By Ana Ruiz</p><p>ana ruíz</p><p>The bridge</p>{TEXT}"))
    assert (lead.repeated, lead.kept, lead.placed) == (["ana ruíz"], ["The bridge"], [])
    assert html(lead.blocks) == f"<p>The bridge</p>{TEXT}"
    lead = bylines.take(blocks(f"<p>By Ana Ruiz</p>{picture}<p>The bridge</p>{TEXT}"))
    assert (lead.repeated, lead.kept, lead.placed) == ([], [], ["The bridge"])
    assert html(lead.blocks) == f"<p>[<em>The bridge</em>]</p>{TEXT}"


def test_heading_under_the_byline_is_no_caption() -> None:
    lead = bylines.take(blocks(f"<p>By Ana Ruiz</p><p><b>First part</b></p>{TEXT}"))
    assert (lead.kept, html(lead.blocks)) == ([], f"<h2>First part</h2>{TEXT}")


def test_starred_note_leaves_the_text_and_goes_to_its_author() -> None:
    found = item(1)
    assert [
        (credit.name, {code: line_html(note) for code, note in credit.notes.items()}) for credit in found.credits
    ] == [
        ("Tomás Anchapi", {"en": "Tomás Anchapi keeps the register of wells."}),
        ("Wren Halloran", {"en": 'Wren Halloran is a <a href="https://example.org/">hydrologist</a>.'}),
        ("Dr. Amina Bello", {}),
    ]
    assert "register of wells" not in html(found.original.blocks)


def test_starred_note_of_the_right_author() -> None:
    read, names, lost = bylines.take_starred(
        blocks(f"{TEXT}<p>*Luis Paz sings.</p><p>* Ana Ruiz dances.</p>"), announced("By Ana Ruiz* and Luis Paz*") or []
    )
    assert [words_of(block) for block in read] == [words_of(block) for block in blocks(TEXT)]
    assert ["".join(run.text for run in name.note) for name in names] == ["Ana Ruiz dances.", "Luis Paz sings."]
    assert lost == []


def test_star_without_note_is_named() -> None:
    found = entries.read(small(entry(f"<p>By Ana Ruiz*</p>{TEXT}")).entries[0])
    assert ("star_without_note", "Ana Ruiz") in codes(found)


# ── notes ──


def noted(markup: str) -> tuple[str, int, list[str], list[str]]:
    found = notes.attach(blocks(markup), seed="x")
    source = html(found.blocks)
    for number in range(1, 10):
        source = source.replace(notes.key_for("x", str(number)), f"key{number}")
    return source, found.count, found.unmatched, found.uncited


def test_typed_notes_become_footnotes() -> None:
    assert noted("<p>a [1]. b[2] c[1]</p><p>d</p><p><b>Notes</b></p><p>[1] one <b>bold</b></p><p>[2] two</p>") == (
        '<p>a<span data-footnote="key1">one <strong>bold</strong></span>. b<span data-footnote="key2">two</span>'
        ' c<span data-footnote-again="key1"></span></p><p>d</p>',
        *(2, [], []),
    )


@pytest.mark.parametrize(
    ("to", "back"),
    [
        ("#_ftn1", "#_ftnref1"),
        ("file:///C:/My%20Texts/a.doc#_edn1", "file:///C:/My%20Texts/a.doc#_ednref1"),
        ("https://www.blogger.com/blogger.g?blogID=1#_ftn1", "https://x.blogspot.com/2018/08/a.html#_ftnref1"),
        ("#ftnt1", "#ftnt_ref1"),
        ("#sdfootnote1sym", "#sdfootnote1anc"),
    ],
)
@pytest.mark.parametrize("sign", ["[1]", "1", "[i]"])
def test_notes_of_word_processors_become_footnotes(to: str, back: str, sign: str) -> None:
    markup = (
        f'<p>a<a href="{to}" name="r"><span><sup>{sign}</sup></span></a> b</p><div><hr /><div id="ftn1">'
        f'<p class="MsoFootnoteText"><a href="{back}">{sign}</a>&nbsp;See <a href="https://x.example">x</a></p></div></div>'
    )
    assert noted(markup)[:3] == (
        '<p>a<span data-footnote="key1">See <a href="https://x.example">x</a></span> b</p><hr>',
        *(1, []),
    )


def test_several_notes_in_one_paragraph() -> None:
    source, count, *_rest = noted("<ul><li>a[1] b[2]</li></ul><p>[1] one<br />[2] two<br />more</p>")
    assert count == 2
    assert '<span data-footnote="key2">two more</span>' in source


def test_note_without_citation_and_citation_without_note_are_named_and_kept() -> None:
    assert noted("<p>a[1] b[3]</p><p>[1] one</p><p>[2] two</p>") == (
        '<p>a<span data-footnote="key1">one</span> b[3]</p><p>[2] two</p>',
        *(1, ["3"], ["[2] two"]),
    )


def test_year_in_brackets_is_no_note() -> None:
    assert noted("<p>Ruiz [2018] says so [sic].</p>") == ("<p>Ruiz [2018] says so [sic].</p>", 0, [], [])


def test_link_that_lost_its_note_is_text() -> None:
    assert noted('<p>a<a href="#_ftn1">[1]</a></p>') == ("<p>a[1]</p>", 0, ["1"], [])


# ── languages ──


def test_second_language_becomes_the_translation() -> None:
    found = item(0)
    assert [(text.language, text.title) for text in found.texts] == [
        ("es", "Cuatro crecidas y una promesa"),
        ("en", "Four floods and a promise"),
    ]
    assert [html(text.blocks).count("<h2>") for text in found.texts] == [2, 2]
    assert [credit.name for credit in found.credits] == ["Inés Quiroga Ríos", "Tomás Anchapi"]
    assert found.footnotes == 1
    assert len({notes.key_for(found.entry.id, "1") in html(text.blocks) for text in found.texts}) == 1
    assert codes(found) == [
        ("caption", "El puente viejo en mayo"),
        ("author_guessed", "Inés Quiroga Ríos, Tomás Anchapi"),
    ]


def test_mixed_text_is_left_whole_and_named() -> None:
    found = item(3)
    assert len(found.texts) == 1
    assert "boundary_unclear" in [doubt.code for doubt in found.doubts]


ENGLISH = "<p>The river rose in the night, and in the morning the whole village stood on the bank and looked at it.</p>"
SPANISH = "<p>El río creció en la noche, y por la mañana todo el pueblo estaba en la orilla y lo miraba pasar.</p>"


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        (f"{SPANISH * 3}<p><b>The night of the river</b></p>{ENGLISH * 3}", "The night of the river"),
        (f"{SPANISH * 3}<p><b>English version</b></p><h2>The night</h2>{ENGLISH * 3}", "The night"),
        (f"{SPANISH * 3}<p><b>English version</b></p>{ENGLISH * 3}", "English version"),
        (f"<h2>Uno</h2>{SPANISH * 3}<h2>Dos</h2>{SPANISH}<h2>Night</h2>{ENGLISH * 2}<h2>Day</h2>{ENGLISH}", "Night"),
        (f"{ENGLISH * 3}<p><b>La noche del río</b></p>{SPANISH * 3}", "La noche del río"),
    ],
)
def test_heading_opens_the_second_language(markup: str, title: str) -> None:
    parts = languages.divide(blocks(markup))
    assert parts is not None
    assert parts[1].heading is not None
    assert parts[1].heading.text == title


@pytest.mark.parametrize(
    ("markup", "mixed"),
    [
        (f"{SPANISH * 3}{ENGLISH * 3}", True),
        (f"{SPANISH * 3}<h2>Night</h2>{ENGLISH * 3}<h2>Noche</h2>{SPANISH * 3}", True),
        (f"{SPANISH * 2}<h2>Night</h2>{ENGLISH * 2}{SPANISH * 2}", True),
        (f"<h2>Uno</h2>{SPANISH * 9}<blockquote>{ENGLISH}</blockquote><h2>Dos</h2>{SPANISH * 3}", False),
        (f"<h2>Uno</h2>{SPANISH * 3}<h2>Dos</h2>{SPANISH * 3}", False),
        ("", False),
    ],
)
def test_unclear_boundary_divides_nothing(markup: str, mixed: bool) -> None:
    assert languages.divide(blocks(markup)) is None
    assert languages.is_mixed(blocks(markup)) is mixed


@pytest.mark.parametrize(
    ("text", "language", "sure"),
    [(ENGLISH, "en", True), (SPANISH, "es", True), ("", "en", False), ("12345", "es", False)],
)
def test_language_is_guessed(text: str, language: str, sure: bool) -> None:
    guess = languages.guess(text)
    assert (guess.sure, guess.foreign) == (sure, "")
    assert guess.language == language or not sure


def test_foreign_language_is_named() -> None:
    french = (
        "Le fleuve est monté pendant la nuit, et au matin tout le village se tenait sur la rive et le regardait passer."
    )
    assert languages.guess(french * 2).foreign == "fr"


# ── statements ──


def test_statement_is_taken_apart() -> None:
    found = next(each for each in rivers().entries if each.path.endswith(STATEMENT))
    read = entries.read(found, statement=True)
    assert [(signer.name, len(signer.roles)) for signer in read.signers] == [
        ("Inés Quiroga Ríos", 2),
        ("Wren Halloran-Boe", 1),
        ("Amina van der Bello", 1),
    ]
    assert [(link.list, link.url, link.titles) for link in read.links] == [
        ("reporting", "https://press.example/dam", {"en": "The dam that nobody asked for, The Bank, 2020"})
    ]
    assert codes(read) == [
        ("signatory_unclear", "Friends of the ferry"),
        ("references_empty", "Further references and resources"),
        ("reference_without_link", "A broadcast that is not online"),
    ]
    text = html(read.original.blocks)
    assert text.endswith("<p>Friends of the ferry</p><p>A broadcast that is not online</p>")
    assert "reporting" not in text
    assert "Signatories" not in text
    assert read.footnotes == 2


@pytest.mark.parametrize(
    ("line", "signatory"),
    [
        (
            "Ana Ruiz, Co-Chair, Rivers / Director, House of Wells and Work, India",
            Signatory("Ana Ruiz", (Role("Co-Chair", "Rivers"), Role("Director", "House of Wells and Work", "IN"))),
        ),
        ("Ana Ruiz, directora, Red Ríos, México", Signatory("Ana Ruiz", (Role("directora", "Red Ríos", "MX"),))),
        (
            "Joni van de Sand, Directer, Alliance (A, B)",
            Signatory("Joni van de Sand", (Role("Directer", "Alliance (A, B)"),)),
        ),
        ("Ana Ruiz, Red Ríos", Signatory("Ana Ruiz", (Role("", "Red Ríos"),))),
        ("Wei Li, PhD, Chair, Weirs, U.S.A.", Signatory("Wei Li, PhD", (Role("Chair", "Weirs", "US"),))),
    ],
)
def test_closing_line_is_a_signatory_as_spelled(line: str, signatory: Signatory) -> None:
    assert signatures.parse(line) == signatory


@pytest.mark.parametrize(
    "line",
    [
        "White Ribbon",
        "We urge states, parties, organisations.",
        "Ana, who came late, was there",
        "2019, a year, of rain",
        "",
    ],
)
def test_other_closing_line_is_nobody(line: str) -> None:
    assert signatures.parse(line) is None


def test_signatories_in_one_paragraph_or_in_a_list() -> None:
    for markup in (
        f"{TEXT}<p>Ana Ruiz, Chair, Red A<br />Luis Paz, Chair, Red B</p>",
        f"{TEXT}<p><b>Firmantes:</b></p><ul><li>Ana Ruiz, Chair, Red A</li><li>Luis Paz, Chair, Red B</li></ul>",
    ):
        found = closing.take(blocks(markup))
        assert ([signatory.name for signatory in found.signatories], html(found.blocks)) == (
            ["Ana Ruiz", "Luis Paz"],
            TEXT,
        )


def test_nobody_signs_twice() -> None:
    found = closing.take(blocks("<p>x.</p><p>Ana Ruiz, Chair, Red A</p><p>Ana Ruíz, Member, Red B</p>"))
    assert [(signatory.name, len(signatory.roles)) for signatory in found.signatories] == [("Ana Ruiz", 2)]


@pytest.mark.parametrize(
    ("line", "list_"),
    [
        ("The original reporting on these cases:", "reporting"),
        ("Cobertura original sobre estos casos:", "reporting"),
        ("Los reportajes originales:", "reporting"),
        ("Further references and resources:", "resources"),
        ("Otras referencias y recursos", "resources"),
        ("Para saber más:", "resources"),
        ("Resources", "resources"),
        ("We need more resources", None),
        ("Our reporting on the dam is over.", None),
        ("What we hold", None),
    ],
)
def test_label_announces_a_list(line: str, list_: str | None) -> None:
    assert references.label(line) == list_


def test_list_in_the_middle_of_a_text_stays() -> None:
    markup = f"{TEXT}<p>Resources:</p><ul><li>water</li><li>bread</li></ul>{TEXT}"
    found = closing.take(blocks(markup))
    assert (found.references, found.empty, len(found.blocks)) == ([], [], 4)


def test_links_of_both_lists() -> None:
    found = closing.take(
        blocks(
            f'{TEXT}<p>Original reporting:</p><p><a href="https://a.example/1">One</a></p><p>https://a.example/2.</p>'
            '<p>Resources:</p><ul><li>Guide: <a href="javascript:x">bad</a> www.b.example/g</li></ul>'
        )
    )
    assert [(link.list, link.title, link.url) for link in found.references] == [
        ("reporting", "One", "https://a.example/1"),
        ("reporting", "https://a.example/2.", "https://a.example/2"),
        ("resources", "Guide: bad", "https://www.b.example/g"),
    ]
    assert (html(found.blocks), found.empty, found.linkless) == (TEXT, [], [])


def test_statement_in_two_languages_has_its_signatories_once() -> None:
    closing_lines = {
        "es": "<p>Ana Ruíz, Directora, Casa del Pozo / Socia, Red A</p>",
        "en": "<p>Ana Ruiz, Director, House of Wells / Member, Network A</p>",
    }
    markup = f"{SPANISH * 3}{closing_lines['es']}<p><b>The night</b></p>{ENGLISH * 3}{closing_lines['en']}"
    read = entries.read(small(entry(markup)).entries[0], statement=True)
    assert [
        (signer.name, [{code: role.organisation for code, role in roles.items()} for roles in signer.roles])
        for signer in read.signers
    ] == [("Ana Ruíz", [{"es": "Casa del Pozo", "en": "House of Wells"}, {"es": "Red A", "en": "Network A"}])]


def test_statement_without_closing_is_named() -> None:
    read = entries.read(small(entry(ENGLISH)).entries[0], statement=True)
    assert codes(read) == [("signatories_missing", "")]


# ── the rest ──


def test_links_to_the_blog_itself_lead_within_the_site() -> None:
    found = item(1, own_addresses={"/2019/05/cuatro-crecidas.html"})
    assert '<a href="/2019/05/cuatro-crecidas.html">another post</a>' in html(found.original.blocks)


def test_live_entry_without_title_is_named_by_its_first_words() -> None:
    found = entries.read(small(entry(ENGLISH, title="")).entries[0])
    assert found.original.title.startswith("The river rose in the night")
    assert ("title_made", "") in codes(found)


def test_endless_title_is_cut_and_named() -> None:
    found = entries.read(small(entry(ENGLISH, title="word " * 200)).entries[0])
    assert len(found.original.title) <= 300
    assert ("title_shortened", "") in codes(found)


def test_reading_twice_gives_the_same() -> None:
    once, again = ([entries.read(each) for each in rivers().entries] for _ in range(2))
    assert [html(text.blocks) for each in once for text in each.texts] == [
        html(text.blocks) for each in again for text in each.texts
    ]

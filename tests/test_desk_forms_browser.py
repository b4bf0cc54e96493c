"""What all forms of the desk share, in a real browser: the switch of languages, rows in order, signatures."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from blog.models import Post
from signatories.models import Signatory
from statements.models import Statement
from tests import factories
from tests.browsing import accepted, save
from tests.test_editor_browser import violations

pytestmark = pytest.mark.browser


@pytest.fixture
def page_of(
    live_server: LiveServer, browser_as: Callable[[User], Page], secretariat: User
) -> Callable[[Post | Statement], Page]:
    """A function: the form of a text, open."""

    def opened(text: Post | Statement) -> Page:
        page = browser_as(secretariat)
        page.set_default_timeout(10_000)
        meta = text._meta
        page.goto(f"{live_server.url}/admin/{meta.app_label}/{meta.model_name}/{text.pk}/change/")
        expect(page.locator("#id_body_en-area")).to_be_attached()
        return page

    return opened


def languages(page: Page, value: str) -> Locator:
    return page.locator(f"input[name='desk-languages'][value='{value}']")


# The switch


@pytest.mark.parametrize(("language", "field"), [("en", "#id_title_en"), ("es", "#id_title_es")])
def test_new_text_begins_in_its_title_however_late_the_switch_comes(
    live_server: LiveServer, browser_as: Callable[[User], Page], secretariat: User, language: str, field: str
) -> None:
    page = browser_as(secretariat)
    page.goto(f"{live_server.url}/admin/blog/post/add/")
    languages(page, language).check()
    held: list[Route] = []
    page.route("**/desk/languages*.js", lambda route: held.append(route))  # noqa: PLW0108 Playwright marks its handlers
    page.reload(wait_until="commit")
    expect(page.locator("#id_title_en")).to_be_focused()  # by Django's own script
    held[0].fallback()
    expect(languages(page, language)).to_be_checked()
    expect(page.locator(field)).to_be_focused()


def test_switch_acts_on_the_whole_form_and_is_remembered(page_of: Callable[[Post], Page]) -> None:
    post = factories.post()
    factories.byline(post)
    page = page_of(post)
    expect(page.locator("#id_title_en")).to_be_visible()
    expect(page.locator("#id_title_es")).to_be_hidden()
    expect(page.locator("#id_bylines-0-note_es-area")).to_be_hidden()
    languages(page, "en").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#id_title_es")).to_be_visible()
    expect(page.locator("#id_bylines-0-note_es-area")).to_be_visible()
    expect(page.locator("#id_title_en")).to_be_hidden()
    page.get_by_text("Add another Byline").click()
    expect(page.locator("#id_bylines-1-note_es-area")).to_be_visible()
    expect(page.locator("#id_bylines-1-note_en-area")).to_be_hidden()
    page.reload()
    expect(page.locator("#id_title_es")).to_be_visible()
    expect(page.locator("#id_title_en")).to_be_hidden()


def test_side_by_side_needs_room_and_puts_original_beside_translation(page_of: Callable[[Post], Page]) -> None:
    page = page_of(factories.post())
    page.set_viewport_size({"width": 1280, "height": 900})
    languages(page, "both").check()
    english, spanish = (page.locator(f"#id_body_{code}-area").bounding_box() for code in ("en", "es"))
    assert english
    assert spanish
    assert abs(english["y"] - spanish["y"]) < 2
    assert spanish["x"] >= english["x"] + english["width"]
    page.set_viewport_size({"width": 1000, "height": 900})
    expect(languages(page, "both")).to_be_hidden()
    expect(page.locator("#id_title_es")).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("#id_title_es")).to_be_visible()


def test_somebody_who_may_only_translate_begins_in_their_language(
    live_server: LiveServer, browser_as: Callable[[User], Page], translator: User
) -> None:
    page = browser_as(translator)
    post = factories.post(original_language="en")
    page.goto(f"{live_server.url}/admin/blog/post/{post.pk}/change/")
    expect(languages(page, "es")).to_be_checked()
    expect(page.locator("#id_title_es")).to_be_editable()
    post = factories.post(original_language="es")
    page.goto(f"{live_server.url}/admin/blog/post/{post.pk}/change/")
    expect(languages(page, "en")).to_be_checked()


def test_form_begins_in_the_original_language(page_of: Callable[[Post], Page]) -> None:
    page = page_of(factories.post(original_language="es"))
    expect(languages(page, "es")).to_be_checked()


def test_language_with_an_error_says_so_and_is_shown_first(page_of: Callable[[Post], Page]) -> None:
    page = page_of(factories.post())
    languages(page, "es").check()
    page.locator("#id_slug_es").fill("¡no!")
    languages(page, "en").check()
    save(page)
    expect(page.locator(".errornote")).to_be_visible()
    expect(page.locator("#id_slug_es")).to_be_visible()
    expect(languages(page, "es")).to_be_checked()
    expect(page.locator(".desk-languages label", has=languages(page, "es"))).to_contain_text("Errors: 1")
    page.reload()


def test_switch_and_toolbar_stay_in_sight(page_of: Callable[[Post], Page]) -> None:
    page = page_of(factories.post(body_en="<p>line</p>" * 120))
    page.locator("#id_body_en-area p").nth(60).scroll_into_view_if_needed()
    page.wait_for_timeout(100)
    switch = page.locator(".desk-languages").bounding_box()
    bar = page.locator("#id_body_en-area").locator("xpath=..").locator(".prose-menubar").bounding_box()
    assert switch
    assert bar
    assert 0 <= switch["y"] < 5
    assert switch["y"] + switch["height"] - 2 <= bar["y"] < 80


def test_both_languages_stand_one_below_the_other_without_script(
    live_server: LiveServer, browser_as: Callable[[User], Page], secretariat: User
) -> None:
    post = factories.post()
    page = browser_as(secretariat)
    cookies = page.context.cookies()
    assert page.context.browser
    plain = page.context.browser.new_context(java_script_enabled=False)
    plain.add_cookies([{"name": each["name"], "value": each["value"], "url": live_server.url} for each in cookies])
    without = plain.new_page()
    without.goto(f"{live_server.url}/admin/blog/post/{post.pk}/change/")
    for name in ("title_en", "title_es", "body_en", "body_es"):
        expect(without.locator(f"#id_{name}")).to_be_visible()
    plain.close()


# Rows in order


def order(page: Page, prefix: str) -> list[str]:
    return page.eval_on_selector_all(
        f"#{prefix}-group [id^='{prefix}-']:not(.empty-form)",
        f"rows => rows.filter(row => /^{prefix}-\\d+$/.test(row.id)).map(row => row.id.split('-').pop())",
    )


def three_bylines() -> Post:
    post = factories.post()
    for name in ("Ana", "Bea", "Cleo"):
        factories.byline(post, factories.author(name))
    return post


def names(post: Post) -> list[str]:
    return [byline.author.name for byline in post.bylines.select_related("author")]


@pytest.mark.smoke
def test_row_is_moved_by_keyboard_and_where_it_went_is_said(page_of: Callable[[Post], Page]) -> None:
    post = three_bylines()
    page = page_of(post)
    grip = page.get_by_role("button", name="Move Cleo")
    grip.focus()
    page.keyboard.press("Alt+ArrowUp")
    assert order(page, "bylines") == ["0", "2", "1"]
    expect(page.locator(".desk-status")).to_have_text("Cleo: place 2 of 3.")
    expect(grip).to_be_focused()
    page.keyboard.press("Alt+Home")
    assert order(page, "bylines") == ["2", "0", "1"]
    page.locator("#bylines-0").get_by_role("button", name="Move down").click()
    save(page)
    accepted(page)
    assert names(post) == ["Cleo", "Bea", "Ana"]


def drag(page: Page, grip: Locator, target: Locator) -> None:
    grip.scroll_into_view_if_needed()
    start = grip.bounding_box()
    assert start
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.wait_for_timeout(100)
    end = target.bounding_box()
    assert end
    page.mouse.move(start["x"] + 8, end["y"] + end["height"] - 2, steps=6)
    page.wait_for_timeout(200)


def test_row_is_dragged_and_escape_puts_it_back(page_of: Callable[[Post], Page]) -> None:
    post = three_bylines()
    page = page_of(post)
    grip = page.get_by_role("button", name="Move Ana")
    drag(page, grip, page.locator("#bylines-2"))
    assert order(page, "bylines") == ["1", "2", "0"]
    page.keyboard.press("Escape")
    assert order(page, "bylines") == ["0", "1", "2"]
    page.mouse.up()
    drag(page, grip, page.locator("#bylines-2"))
    page.mouse.up()
    save(page)
    accepted(page)
    assert names(post) == ["Bea", "Cleo", "Ana"]


def test_rows_removed_after_moving_do_not_change_who_is_who(page_of: Callable[[Post], Page]) -> None:
    post = three_bylines()
    page = page_of(post)
    page.get_by_text("Add another Byline").click()
    page.locator("#bylines-3 .desk-grip").focus()
    page.keyboard.press("Alt+Home")
    page.locator("#bylines-2 .desk-grip").focus()
    page.keyboard.press("Alt+ArrowUp")
    assert order(page, "bylines") == ["3", "0", "2", "1"]
    page.locator("#bylines-3 .inline-deletelink").click()
    assert order(page, "bylines") == ["0", "2", "1"]
    save(page)
    accepted(page)
    assert names(post) == ["Ana", "Cleo", "Bea"]


def test_positions_are_numbers_to_type_without_script(
    live_server: LiveServer, browser_as: Callable[[User], Page], secretariat: User
) -> None:
    post = three_bylines()
    page = browser_as(secretariat)
    assert page.context.browser
    plain = page.context.browser.new_context(java_script_enabled=False)
    plain.add_cookies(
        [{"name": each["name"], "value": each["value"], "url": live_server.url} for each in page.context.cookies()]
    )
    without = plain.new_page()
    without.goto(f"{live_server.url}/admin/blog/post/{post.pk}/change/")
    without.locator("#id_bylines-0-position").fill("9")
    save(without)
    accepted(without)
    assert names(post) == ["Bea", "Cleo", "Ana"]
    plain.close()


# Signatures


def roles(statement: Statement) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (
            signature.signatory.name,
            [
                (each.role_en or "", each.organisation_en or "", str(each.country))
                for each in signature.affiliations.all()
            ],
        )
        for signature in statement.signatures.all()
    ]


@pytest.mark.smoke
def test_signatures_are_typed_in_by_keyboard_alone(page_of: Callable[[Statement], Page]) -> None:
    statement = factories.statement()
    page = page_of(statement)
    page.locator("#id_signatures-0-name").focus()
    for line in (
        "Ana Díaz",
        "Enter",
        "Director",
        "Tab",
        "River Union",
        "Tab",
        "Perú",
        "Enter",
        "Member",
        "Enter",
        "Enter",
    ):
        page.keyboard.press(line) if line in ("Enter", "Tab") else page.keyboard.type(line)
    expect(page.locator("#id_signatures-1-name")).to_be_focused()
    page.keyboard.type("River Union")
    page.locator("#id_signatures-1-kind").select_option("organisation")
    save(page)
    accepted(page)
    assert roles(statement) == [
        ("Ana Díaz", [("Director", "River Union", "PE"), ("Member", "", "")]),
        ("River Union", []),
    ]
    assert Signatory.objects.get(name="River Union").kind == "organisation"


def test_affiliations_move_and_go_inside_their_signature(page_of: Callable[[Statement], Page]) -> None:
    statement = factories.statement()
    factories.signature(statement, factories.signatory("Ana"), roles=3)
    factories.signature(statement, factories.signatory("Bea"), roles=1)
    page = page_of(statement)
    rows = page.locator("#signatures-0 .desk-affiliation")
    rows.nth(2).locator(".desk-grip").focus()
    page.keyboard.press("Alt+Home")
    page.locator("#signatures-0").get_by_role("button", name="Remove this affiliation").nth(1).click()
    page.locator("#signatures-1 h3 .desk-grip").focus()
    page.keyboard.press("Alt+ArrowUp")
    save(page)
    accepted(page)
    assert [(name, [role for role, _organisation, _country in rows]) for name, rows in roles(statement)] == [
        ("Bea", ["Role 0"]),
        ("Ana", ["Role 2", "Role 1"]),
    ]


def test_refused_signatures_come_back_in_their_order_with_what_was_typed(page_of: Callable[[Statement], Page]) -> None:
    statement = factories.statement()
    factories.signature(statement, factories.signatory("Ana"), roles=2)
    page = page_of(statement)
    page.locator("#id_signatures-1-name").fill("Bea")
    page.locator("#signatures-1").get_by_label("Role (English)").fill("Chair")
    page.locator("#signatures-1").get_by_label("Country").fill("Atlantis")
    page.locator("#signatures-1 h3 .desk-grip").focus()
    page.keyboard.press("Alt+Home")
    page.locator("#signatures-0 .desk-affiliation").nth(1).locator(".desk-grip").focus()
    page.keyboard.press("Alt+ArrowUp")
    save(page)
    expect(page.locator(".errornote")).to_be_visible()
    expect(page.locator("#signatures-0 h3 .desk-order")).to_be_visible()
    assert order(page, "signatures")[:2] == ["1", "0"]
    refused = page.locator("#signatures-1")
    expect(refused.get_by_label("Country")).to_have_value("Atlantis")
    expect(refused).to_contain_text("There is no country of this name: Atlantis.")
    refused.get_by_label("Country").fill("Chile")
    save(page)
    accepted(page)
    assert roles(statement) == [
        ("Bea", [("Chair", "", "CL")]),
        ("Ana", [("Role 1", "A union", "PE"), ("Role 0", "A union", "PE")]),
    ]


def test_affiliations_taken_away_stay_away_when_the_form_comes_back(page_of: Callable[[Statement], Page]) -> None:
    statement = factories.statement()
    factories.signature(statement, factories.signatory("Ana"), roles=2)
    page = page_of(statement)
    first = page.locator("#signatures-0")
    first.get_by_role("button", name="Remove this affiliation").first.click()
    first.get_by_role("button", name="Add an affiliation").click()
    first.get_by_role("button", name="Add an affiliation").click()
    first.locator(".desk-affiliation:not([hidden])").last.get_by_label("Country").fill("Atlantis")
    first.locator(".desk-affiliation:not([hidden])").last.locator(".desk-grip").focus()
    page.keyboard.press("Alt+Home")
    save(page)
    expect(page.locator(".errornote")).to_be_visible()
    shown = page.locator("#signatures-0 .desk-affiliation:not([hidden])")
    expect(shown.first.get_by_label("Country")).to_have_value("Atlantis")
    shown.first.get_by_label("Country").fill("Chile")
    shown.first.get_by_label("Role (English)").fill("Chair")
    save(page)
    accepted(page)
    assert roles(statement) == [("Ana", [("Chair", "", "CL"), ("Role 1", "A union", "PE")])]


def test_forty_signatures_are_quick_to_move(page_of: Callable[[Statement], Page]) -> None:
    statement = factories.statement()
    for number in range(40):
        factories.signature(statement, factories.signatory(f"Person {number}"), roles=2)
    page = page_of(statement)
    page.locator("#signatures-39 h3 .desk-grip").focus()
    took = page.evaluate(
        """() => {
            const start = performance.now()
            const key = new KeyboardEvent("keydown", { key: "Home", altKey: true, bubbles: true, cancelable: true })
            document.activeElement.dispatchEvent(key)
            return performance.now() - start
        }"""
    )
    assert order(page, "signatures")[:2] == ["39", "0"]
    assert took < 500
    assert len(page.content()) < 1_200_000
    first = page.locator("#signatures-0")
    expect(first.locator(".desk-line")).to_have_text("Role 0, A union, Peru; Role 1, A union, Peru")
    expect(first.get_by_label("Country")).to_have_count(2)
    expect(first.get_by_label("Country").first).to_be_hidden()
    first.get_by_role("button", name="Change Person 0").press("Enter")
    expect(first.get_by_label("Role (English)").first).to_be_focused()
    first.get_by_label("Role (English)").first.fill("Chair")
    save(page)
    accepted(page)
    assert roles(statement)[1] == ("Person 0", [("Chair", "A union", "PE"), ("Role 1", "A union", "PE")])
    assert [name for name, _rows in roles(statement)][:3] == ["Person 39", "Person 0", "Person 1"]


def test_signatures_can_be_read_by_those_who_may_not_change_them(
    live_server: LiveServer, browser_as: Callable[[User], Page], reader: User
) -> None:
    statement = factories.statement()
    factories.signature(statement, factories.signatory("Ana"), roles=1)
    page = browser_as(reader)
    page.goto(f"{live_server.url}/admin/statements/statement/{statement.pk}/change/")
    rows = page.locator(".desk-signatures")
    expect(rows).to_contain_text("Ana")
    expect(rows).to_contain_text("Role 0, A union, Peru")
    expect(rows.locator("input:not([type=hidden]), button")).to_have_count(0)


@pytest.mark.browser_context_args(bypass_csp=True)  # axe writes a style of its own into the page
@pytest.mark.parametrize("width", [360, 1280])
def test_signatures_have_no_barriers_and_fit(page_of: Callable[[Statement], Page], width: int) -> None:
    statement = factories.statement()
    factories.signature(statement, roles=2)
    page = page_of(statement)
    page.set_viewport_size({"width": width, "height": 800})
    box = page.locator(".desk-signatures").bounding_box()
    assert box
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    assert violations(Axe().run(page, {"include": [[".desk-signatures"], [".desk-languages"]]})) == []

"""What every browser test does at the desk: send a form, and see that it was taken."""

from playwright.sync_api import Locator, Page, expect


def send(button: Locator) -> None:
    """Press what sends a form and wait for the page that answers: a message of the page before is not taken for it."""
    with button.page.expect_navigation():
        button.click()


def save(page: Page) -> None:
    send(page.get_by_role("button", name="Save", exact=True))


def accepted(page: Page) -> None:
    """The last form sent was taken."""
    expect(page.locator(".messagelist .success")).to_be_visible()

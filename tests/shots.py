"""Pictures of the site that is being served, on a phone and a desktop, light and dark: `make shots`.

Looking at them is part of the work: no test sees that a page is ugly.
"""

import sys
from pathlib import Path
from typing import Literal, get_args

from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium

Scheme = Literal["light", "dark"]
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
PUBLIC = (
    "/en/",
    "/es/",
    "/en/blog/",
    "/es/statements/",
    "/en/search/?q=river",
    "/en/nothing-here/",
    "/accounts/login/",
)
FIRST_OF = {"/en/blog/": "/en/blog/", "/es/statements/": "/es/statements/"}
DESK = ("/admin/", "/admin/blog/post/", "/admin/blog/post/add/", "/admin/statements/statement/add/")


def main(address: str, folder: Path) -> None:
    """Take every picture and name its file; leaves with a message when nothing is served at the address."""
    chromium.ensure()
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        for size, (width, height) in SIZES.items():
            for scheme in get_args(Scheme):
                page = open_page(browser, width, height, scheme)
                for path in [*PUBLIC, *articles(page, address)]:
                    take(page, address + path, folder / f"{named(path)}-{size}-{scheme}.png")
                log_in(page, address)
                for path in DESK:
                    take(page, address + path, folder / f"{named(path)}-{size}-{scheme}.png")
                page.context.close()
        browser.close()


def open_page(browser: Browser, width: int, height: int, scheme: Scheme) -> Page:
    return browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    ).new_page()


def articles(page: Page, address: str) -> list[str]:
    """The first text on each list."""
    found = []
    for path, start in FIRST_OF.items():
        page.goto(address + path)
        links = page.eval_on_selector_all("main a[href]", "all => all.map(one => one.getAttribute('href'))")
        slugs = (link for link in links if link.startswith(start) and not link.removeprefix(start)[:1].isdigit())
        found += [link for link in slugs if link.count("/") == start.count("/") + 1][:1]
    return found


def log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.fill("[name=login]", "secretariat@openrivers.example")
    page.fill("[name=password]", "secretariat-by-the-river")
    page.click("main form:first-of-type [type=submit]")


def take(page: Page, address: str, file: Path) -> None:
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=file, full_page=True)
    print(file)


def named(path: str) -> str:
    return path.strip("/").replace("/", "-").replace("?", "-").replace("=", "-")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))

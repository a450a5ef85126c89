"""Pages that show a scene, and pages that import the front end's modules. Trouble on a page fails its test."""

import pytest

from scene_page import HOME, page_for, settle, source


@pytest.fixture
def open_page(browser):
    """`open_page(html)` in Chromium; every console or page error, and every request that is not for the engine's files, fails the test."""
    context = browser.new_context(viewport={"width": 1100, "height": 1000})
    trouble = []

    def opened(html, *, width=1100, script=""):
        def answer(route):
            path = route.request.url.removeprefix(HOME)
            found = (html, "text/html") if path == "/" else source(path)
            if found is None:
                trouble.append(f"a request for {route.request.url}")
                return route.abort()
            return route.fulfill(body=found[0], content_type=f"{found[1]}; charset=utf-8")

        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 1000})
        page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.route("**/*", answer)
        page.add_init_script(script)
        page.goto(f"{HOME}/")
        return page

    yield opened
    context.close()
    assert trouble == []


@pytest.fixture
def show(open_page):
    """`show(scene)` opens a page that shows it."""

    def shown(scene, *, paper="white", **options):
        page = open_page(page_for(scene, paper), **options)
        page.wait_for_selector(".d2lcalc-scene")
        settle(page)
        return page

    return shown


@pytest.fixture
def call(open_page):
    """`call("parameters.js", "snap", (p, 1), (p, 2))` calls a function of the front end once for each row of arguments."""
    page = open_page("<!doctype html><title>modules</title>")

    def called(module, function, *rows):
        script = "async ([module, name, rows]) => import(`/frontend/${module}`).then(({ [name]: f }) => rows.map((row) => f(...row)))"
        return page.evaluate(script, [module, function, [list(row) for row in rows]])

    return called

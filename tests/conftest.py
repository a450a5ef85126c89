"""What every test shares: double precision, one browser, pages that show a scene, and no error that passes unseen."""

import gc
import logging
import os
import shutil
from pathlib import Path

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import pytest

import firefox
from chromium import launch
from page_modules import in_chromium, in_node
from scene_page import HOME, page_for, serve, settle

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_disable_most_optimizations", True)  # a test calls a function a few times: compiling it is what takes the time
COMPILED = Path(__file__).parents[1] / ".pytest_cache" / "compiled" / os.environ.get("PYTEST_XDIST_WORKER", "alone")  # for the next run
jax.config.update("jax_compilation_cache_dir", str(COMPILED))
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)
jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
NODE = shutil.which("node")


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium, one for all tests, or Firefox in the run that test_firefox.py starts. Where it is missing, the test fails."""
    with firefox.launch() if os.environ.get("D2LCALC_BROWSER") == "firefox" else launch() as running:
        yield running


@pytest.fixture(scope="session")
def javascript(request, tmp_path_factory):
    """The page's modules in Node, or in Chromium, which has the same engine, where there is no Node."""
    with in_node(tmp_path_factory.mktemp("node")) if NODE else in_chromium(request.getfixturevalue("browser")) as modules:
        yield modules


@pytest.fixture
def open_page(browser):
    """`open_page(html)` in Chromium; every console or page error, and every request that is not for the engine's files, fails the test."""
    context = browser.new_context(viewport={"width": 1100, "height": 1000})
    trouble = []

    def opened(html, *, width=1100, script=""):
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 1000})
        page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        serve(page, html, refused=lambda url: trouble.append(f"a request for {url}"))
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


@pytest.fixture(autouse=True)
def no_error_in_a_callback(caplog):
    """A widget's callback that raises is only logged, by ipywidgets to the logger `traitlets`: here it fails the test."""
    yield
    for record in caplog.get_records("call"):
        if record.name == "traitlets" and record.levelno >= logging.WARNING:
            pytest.fail(f"A callback failed: {record.getMessage()}\n{record.exc_text or ''}")


def pytest_collection_modifyitems(items):
    """Browser tests are marked `browser`, and their files run last: while Playwright is at work, no other test can run an event loop."""
    for item in items:
        if {"browser", *(() if NODE else ("javascript",))} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    files = {item.path for item in items if "browser" in item.keywords}  # whole files, since a worker takes whole files
    items.sort(key=lambda item: item.path in files)
    gc.freeze()  # modules and tests live to the end: to look through them for garbage again and again took an eighth of the time


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """A browser test that was skipped counts as failed."""
    report = yield
    if report.skipped and "browser" in item.keywords:
        report.outcome, report.longrepr = "failed", f"A browser test was skipped: {report.longrepr}"
    return report


def pytest_sessionfinish(session):
    """.ci/run sets D2LCALC_BROWSER_TESTS_DUE: a run in which no browser test passed is then a failure."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None:
        return  # a worker: the run as a whole is judged where the reports come together
    passed = any("browser" in report.keywords for report in terminal.stats.get("passed", []))
    if "D2LCALC_BROWSER_TESTS_DUE" in os.environ and not passed:
        terminal.write_line("\nNo browser test passed: that is a failure here.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

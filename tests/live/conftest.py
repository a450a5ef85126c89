"""Modules of the front end, called from a page."""

import pytest


@pytest.fixture
def call(open_page):
    """`call("parameters.js", "snap", (p, 1), (p, 2))` calls a function of the front end once for each row of arguments."""
    page = open_page("<!doctype html><title>modules</title>")

    def called(module, function, *rows):
        script = "async ([module, name, rows]) => import(`/frontend/${module}`).then(({ [name]: f }) => rows.map((row) => f(...row)))"
        return page.evaluate(script, [module, function, [list(row) for row in rows]])

    return called

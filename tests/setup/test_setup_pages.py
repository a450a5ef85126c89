"""`start.py pages` writes pages that open from a file, ask no network, and keep every picture alive without a kernel."""

import re
import subprocess
import sys
from html import unescape

import nbformat
import pytest

import pages
from repository import ROOT

NOTEBOOKS = sorted(pages.NOTEBOOKS.glob("*.ipynb"))
WORDS = r"""# Small pages

*5 minutes.*

$$\textcolor{teal}{r\cos\theta} = \log 2 \quad (2, -1)$$

**At** $x = 1$**, go** back to [the start](00_start_here.ipynb#start-here).

<details><summary>Answer</summary>

It is $x$.

</details>"""
CELLS = [
    "import jax.numpy as jnp\nfrom ipywidgets import FloatSlider, interact\nfrom d2lcalc import plot\n"
    "from d2lcalc.exercises import check\nfrom d2lcalc.live import Number, Scene, chart, point, say, share, words\n"
    "from d2lcalc.live.subject import Subject",
    "def power(n):\n    draw = lambda x: [chart(point((x, x**n)), window=(-2, 2, -8, 8)), say(words('@y', y=x**n))]\n"
    "    return draw, {'x': Number(1.5, min=-2, max=2)}\n\n\n"
    "Scene(power, subject=Subject(2, int, options=('3', '4'), more=('5',), formula=lambda n: f'x^{n}'), title='Power')",
    "line = lambda x: [chart(point((x, x)), window=(-2, 2, -2, 2)), say(words('x is @x', x=x))]\n"
    "a, b = (Scene(line, title=name, x=Number(1, min=-2, max=2)) for name in ('One', 'Two'))\n"
    "link = share(a, b, names=('x',))\ndisplay(a, b)",
    "@interact(k=(0, 3))\ndef drawn(k=1):\n    print('drawn with', k)",
    "FloatSlider()",
    'check("1.1", ...)',
    "plot.line(jnp.sin, (0, 3))",
    "1 + 1  # <two>",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The pages of the first notebook and of a small one. Made by a process of its own: nbclient runs no event loop beside Playwright's."""
    folder = tmp_path_factory.mktemp("site")
    cells = [nbformat.v4.new_markdown_cell(WORDS), *map(nbformat.v4.new_code_cell, CELLS)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "small.ipynb")
    make = f"import pages; pages.main({str(NOTEBOOKS[0])!r}, {str(folder / 'small.ipynb')!r}, folder={str(folder)!r})"
    subprocess.run([sys.executable, "-c", make], cwd=ROOT / "tasks", check=True)
    return folder


@pytest.fixture
def visit(browser, site):
    """`visit(name)` opens a page from its file; any trouble it has, and any request for something else than a file, fails the test."""
    contexts, trouble = [], []

    def visited(name, width=1100, **options):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(("file:", "blob:", "data:")) else trouble.append(request.url))
        page.route(re.compile("^https?:"), lambda route: route.abort())
        page.goto(f"{site.as_uri()}/{name}.html")
        return page

    yield visited
    for context in contexts:
        context.close()
    assert trouble == []


def scene(page, place):
    """The scene at this place of the page, once it is alive."""
    found = page.locator(".scene").nth(place)
    found.scroll_into_view_if_needed()
    found.locator(".d2lcalc-scene").wait_for()
    return found


def says(scene, text):
    scene.locator(".d2l-say", has_text=text).wait_for(timeout=10_000)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name[:2])
def test_no_formula_and_no_emphasis_of_a_notebook_is_left_as_source(path):
    text = "".join(pages.html(cell.source) for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
    assert "http" not in text
    prose = pages.plain(re.sub(r"<code>.*?</code>", "", text))
    assert re.findall(r".*(?:[$\\]|\*\*).*", prose) == []


@pytest.mark.parametrize(("formula", "spaced"), [(r"r\cos\theta", "r_cos_θ"), (r"\log 2", "log_2"), (r"\log(2)", "log(2)")])
def test_named_functions_are_spaced_as_in_tex_and_signs_and_strokes_stand_close(formula, spaced):
    assert unescape(pages.plain(pages.mathml(formula).replace(pages.THIN, "_"))) == spaced
    assert pages.mathml("(2, -1) = -x - y").count('form="prefix"') == 2
    assert pages.mathml(r"\partial f/\partial x").count("<mo") == pages.mathml("f/x").count('<mo lspace="0" rspace="0">') == 1


@pytest.mark.slow
def test_every_file_that_a_page_names_is_there_and_no_address_outside(site):
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"https?:|=.//", text)
        named = re.findall(r'(?:href|src|data-script)="([^"#]+)', text)
        others = {"data:,", *(f"{pages.name_of(path)}.html" for path in NOTEBOOKS)}
        assert named and [name for name in named if name not in others and not (site / name).is_file()] == []
        places = re.findall(r'href="#([^"]+)"', text)
        assert all(f'id="{place}"' in text for place in places)
    index = (site / "index.html").read_text(encoding="utf-8")
    assert [f'href="{name}.html"' in index for name in ("00", "small")] == [True, True]
    assert 'rel="prev" href="00.html">Start here<' in (site / "small.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_what_is_no_scene_is_told_in_words(site):
    text = (site / "small.html").read_text(encoding="utf-8")
    assert text.count(pages.IN_JUPYTERLAB["widget"]) == 2 and "drawn with 1" in text
    assert text.count(pages.IN_JUPYTERLAB["check"]) == 1 and "role=" not in text
    assert 'alt="The graph of sin, ' in text and (site / "small/figure-4.png").stat().st_size > 1000
    assert '<pre class="output">2</pre>' in text and "&lt;two&gt;" in text
    assert 'href="00.html#start-here"' in text


@pytest.mark.parametrize("name", ["00", "small", "index"])
def test_every_scene_is_alive(visit, name):
    page = visit(name)
    for place in range(page.locator(".scene").count()):
        assert scene(page, place).locator(".d2l-problem").all_inner_texts() in ([], [""], ["", ""], ["", "", ""], [""] * 4)
    assert page.locator(".scene.live").count() == page.locator(".scene").count() > 0


def test_a_key_on_a_slider_changes_the_sentence(visit):
    first = scene(visit("00"), 0)
    says(first, "At (−0.5, 1)")
    first.get_by_role("slider", name="x", exact=True).press("ArrowRight")
    says(first, "At (−0.48, 1)")


def test_another_function_is_picked_and_what_was_not_recorded_is_not_offered(visit):
    first = scene(visit("small"), 0)
    says(first, "2.25")
    first.locator("summary").click()
    assert first.locator("option:not([hidden])").all_inner_texts() == ["the first one", "3", "4"]
    assert not first.get_by_role("textbox", name="Another function: type").is_visible()
    first.get_by_role("combobox").select_option("3")
    says(first, "3.375")
    assert first.locator(".d2l-subject math").text_content() == "x3"
    first.get_by_role("button", name="Start over").click()
    says(first, "2.25")


def test_a_question_is_answered_and_revealed(visit):
    page = visit("00")
    second = scene(page, 1)
    second.get_by_role("radio").first.check()
    second.get_by_role("button", name="Commit my prediction").click()
    second.locator(".d2l-verdict", has_text=re.compile("Right|Not so")).wait_for()
    assert second.locator(".d2l-mark", has_text="so it is").count() == 1


def test_scenes_that_share_a_number_still_do(visit):
    page = visit("small")
    one, two = scene(page, 1), scene(page, 2)
    says(two, "x is 1")
    one.get_by_role("slider", name="x", exact=True).press("ArrowLeft")
    says(two, "x is 0.98")
    two.get_by_role("slider", name="x", exact=True).press("Home")
    says(one, "x is −2")


def test_on_paper_and_without_scripts_there_is_the_still(visit):
    page = visit("00")
    scene(page, 0)
    page.emulate_media(media="print")
    plain = visit("00", java_script_enabled=False)
    for shown in (page, plain):
        still = shown.locator(".scene").first.locator("img")
        still.scroll_into_view_if_needed()
        assert still.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 300 if shown is page else still.is_visible()
    assert not page.locator(".d2lcalc-scene").first.is_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (800, "light")])
def test_a_page_is_as_wide_as_its_window(visit, width, scheme):
    page = visit("00", width=width, color_scheme=scheme)
    for place in range(page.locator(".scene").count()):
        scene(page, place)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert scene(page, 0).locator(".d2lcalc-scene").get_attribute("data-theme").startswith(scheme)


def test_a_keyboard_skips_to_the_text(visit):
    page = visit("small")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#text"

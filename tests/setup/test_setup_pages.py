"""`start.py pages` writes pages that open from a file, ask no network, keep every picture alive without a kernel, link to its states."""

import io
import json
import random
import re
import subprocess
import sys
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import nbformat
import numpy as np
import pytest
import sympy
from PIL import Image

import judgement
import packing
import pages
from d2lcalc.exercises import check, desk
from d2lcalc.exercises.answers import Function, Words
from repository import ROOT
from scene_page import centre, drag, press, settle

NOTEBOOKS = sorted(pages.NOTEBOOKS.glob("*.ipynb"))
CLIPBOARD = ["clipboard-read", "clipboard-write"]
WORDS = r"""# Small pages

*5 minutes and a quince.*

$$\textcolor{teal}{r\cos\theta} = \log 2 \quad (2, -1)$$

**At** $x = 1$**, go** back to [the start](00_start_here.ipynb#start-here).

<details><summary>Answer</summary>

It is $x$, the kumquat.

</details>"""
CELLS = [
    "import jax.numpy as jnp\nfrom ipywidgets import FloatSlider, interact\nfrom d2lcalc import plot\n"
    "from d2lcalc.exercises import check, scene\n"
    "from d2lcalc.live import Number, Scene, Type, chart, curve, point, say, share, told, words\n"
    "from d2lcalc.live.subject import Subject",
    "def power(n):\n    draw = lambda x: [chart(point((x, x**n)), window=(-2, 2, -8, 8)), say(words('@y', y=x**n))]\n"
    "    return draw, {'x': Number(1.5, min=-2, max=2)}\n\n\n"
    "Scene(power, subject=Subject(2, int, options=('3', '4'), more=('5',), formula=lambda n: f'x^{n}'), title='Power')",
    "line = lambda x: [chart(point((x, x)), window=(-2, 2, -2, 2)), say(words('x is @x', x=x))]\n"
    "a, b = (Scene(line, title=name, x=Number(1, min=-2, max=2)) for name in ('One', 'Two'))\n"
    "link = share(a, b, names=('x',))\ndisplay(a, b)",
    "@interact(k=(0, 3))\ndef drawn(k=1):\n    print('drawn with', k)",
    "FloatSlider()",
    "plot.picture(chart(curve(jnp.sin), window=(0, 3, -1, 1)), say('The graph of sin.'))",
    "guess = lambda x: [chart(told(point((x, x))), window=(-2, 2, -2, 2)), say(words('@x', x=x))]\n"
    "Scene(guess, question=Type('Twice 2?', right=4, within=0.1), x=Number(1, min=-2, max=2), title='Guessed')",
    "1 + 1  # <two>",
]


def checks():
    """A notebook of all exercises, their pictures before them: one is asked before its picture, two again in one cell, one is unknown."""
    return [
        "from d2lcalc.exercises import check, scene",
        'check("10.3", ...)',
        *(f'scene("{name}")' for name, exercise in desk.every_exercise().items() if exercise.scene),
        *(f'check("{name}", ...)' for name in desk.every_exercise()),
        'check("1.1", ...)\ncheck("1.2", ...)',
        'check("12.1", ...)',
    ]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The pages of three notebooks. Made by a process of its own: nbclient runs no event loop beside Playwright's."""
    folder = tmp_path_factory.mktemp("site")
    for name, words, cells in [("small", WORDS, CELLS), ("checks", "# All exercises", checks())]:
        cells = [nbformat.v4.new_markdown_cell(words), *map(nbformat.v4.new_code_cell, cells)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{name}.ipynb")
    made = [str(path) for path in (NOTEBOOKS[0], folder / "small.ipynb", folder / "checks.ipynb")]
    make = f"import pages; pages.main(*{made!r}, folder={str(folder)!r})"
    subprocess.run([sys.executable, "-c", make], cwd=ROOT / "tasks", check=True)
    return folder


UNPACKED = "() => !globalThis.d2lcalcScenes || Boolean(stateOf)"  # the states of its scenes, if it has any


@pytest.fixture
def visit(browser, site):
    """`visit(name)` opens a page from its file, or at home; any trouble it has, and any request that goes elsewhere, fails the test."""
    contexts, trouble = [], []

    def visited(name, at="", width=1100, home=None, **options):
        home = home or site.as_uri()
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, permissions=CLIPBOARD, **options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith((home, "blob:", "data:")) else trouble.append(request.url))
        page.route(re.compile(f"^https?:(?!{home.partition(':')[2]})"), lambda route: route.abort())
        page.goto(f"{home}/{name}.html{at}")
        if options.get("java_script_enabled", True):
            page.wait_for_function(UNPACKED)
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
    scene.locator(".d2l-say", has_text=text).wait_for(timeout=10_000, state="attached")


def copied(place, button):
    place.get_by_role("button", name=button).click()
    place.locator(".tools [role=status]", has_text="copied").wait_for()
    return place.page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name[:2])
def test_no_formula_and_no_emphasis_of_a_notebook_is_left_as_source(path):
    text = "".join(pages.html(cell.source) for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
    assert "http" not in text
    prose = pages.plain(re.sub(r"<(code|pre)>.*?</\1>", "", text, flags=re.DOTALL))
    assert re.findall(r".*(?:[$\\*]|&(?!#?\w+;)).*", prose) == [] and "linebreak" not in text


SPACED = [
    (r"r\cos\theta", "r_cos_θ"),
    (r"\log 2", "log_2"),
    (r"\log(2)", "log(2)"),
    (r"2^c\log 2", "2c_log_2"),
    ("f'(x)", "f′(x)"),
]


def test_a_link_leads_to_a_page_and_to_a_document_that_no_page_has_beside_it_nowhere():
    assert 'href="hessians.html#x">H</a> and D</p>' in pages.html("[H](07_hessians.ipynb#x) and [D](../docs/anywhere.md)")


@pytest.mark.parametrize(("formula", "spaced"), SPACED)
def test_named_functions_are_spaced_as_in_tex_and_signs_and_strokes_stand_close(formula, spaced):
    assert unescape(pages.plain(pages.mathml(formula).replace(pages.THIN, "_"))) == spaced
    assert pages.mathml("(2, -1) = -x - y").count('form="prefix"') == 2
    assert pages.mathml(r"\partial f/\partial x").count("<mo") == pages.mathml("f/x").count('<mo lspace="0" rspace="0">') == 1


@pytest.mark.slow
def test_every_file_that_a_page_names_is_there_and_no_address_outside_but_where_a_notebook_runs(site):
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"=.//|Choose <strong>Run", text)
        assert len(re.findall("https?:", text)) == 3 * (page.name == "start_here.html")  # a page that is made from a notebook of the course
        named = [name for name in re.findall(r'(?:href|src)="([^"#]+)', text) if not name.startswith("https:")]
        others = {"data:,", *(f"{pages.name_of(path)}.html" for path in NOTEBOOKS)}
        assert named and [name for name in named if name not in others and not (site / name).is_file()] == []
        places = re.findall(r'href="#([^"]+)"', text)
        assert all(text.count(f'id="{place}"') == 1 for place in places)
    index = (site / "index.html").read_text(encoding="utf-8")
    assert [f'href="{name}.html"' in index for name in ("start_here", "small")] == [True, True]
    badge = re.search(r"\((https://mybinder.org/v2\S+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))[1]
    assert f"({badge})" in NOTEBOOKS[0].read_text(encoding="utf-8")
    assert f'href="{badge}"' in (site / "start_here.html").read_text(encoding="utf-8")
    assert 'rel="prev" href="start_here.html">Start here<' in (site / "small.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_what_is_no_scene_is_told_in_words(site):
    text = (site / "small.html").read_text(encoding="utf-8")
    assert text.count(pages.IN_JUPYTERLAB["widget"]) == 2 and "drawn with 1" in text
    judged = [judgement.is_judged(exercise) for exercise in desk.every_exercise().values()]
    exercises = (site / "checks.html").read_text(encoding="utf-8")
    assert exercises.count(pages.IN_JUPYTERLAB["check"]) == len(judged) + 3 and exercises.count("<form") == sum(judged) + 2 > 30
    assert 'alt="The graph of sin.' in text and (site / "small/figure-4.png").stat().st_size > 1000
    assert '<pre class="output">2</pre>' in text and "&lt;two&gt;" in text
    assert 'href="start_here.html#start-here"' in text


@pytest.mark.parametrize("name", ["start_here", "small", "index"])
def test_every_scene_is_alive(visit, name):
    page = visit(name)
    for place in range(page.locator(".scene").count()):
        assert scene(page, place).locator(".d2l-problem").all_inner_texts() in ([], [""], ["", ""], ["", "", ""], [""] * 4)
    assert page.locator(".scene.live").count() == page.locator(".scene").count() > 0


def test_a_page_is_alive_on_any_web_server(visit, site):
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=site)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        says(scene(visit("small", home=f"http://127.0.0.1:{server.server_port}"), 0), "2.25")
        server.shutdown()


def test_another_function_is_picked_and_what_was_not_recorded_is_not_offered(visit):
    first = scene(visit("small"), 0)
    says(first, "2.25")
    first.locator("summary").click()
    assert first.locator("option:not([hidden])").all_inner_texts() == ["the first one", "3", "4"]
    assert not first.get_by_role("textbox", name="Another function: type").is_visible()
    assert first.get_by_text("What is typed needs Python in this picture").is_visible()
    first.get_by_role("combobox").select_option("3")
    says(first, "3.375")
    assert first.locator(".d2l-subject math").text_content() == "x3"
    first.get_by_role("button", name="Start over").click()
    says(first, "2.25")


def test_a_function_is_typed_and_what_is_none_is_told_with_its_place(visit):
    first = scene(visit("start_here"), 0)
    first.locator("summary", has_text="Another function").click()
    field = first.get_by_role("textbox", name="Another function: type")
    field.fill("x*y + 2x")
    field.press("Enter")
    first.get_by_text("A product is written with *: 2*x.").wait_for()
    assert field.evaluate("(field) => [field.selectionStart, field.ariaInvalid]") == [7, "true"]
    first.evaluate("({ id }) => (location.hash = `${id}&x=1`)")
    first.locator(".d2l-subject .d2l-problem:empty").wait_for(state="attached")
    field.fill("f(s, t) = s*t")
    field.press("Enter")
    first.get_by_text("f(s, t) = s*t").wait_for()
    says(first, "At (−0.5, 1)")
    assert "−0.5" in first.locator(".d2l-readout").first.inner_text()
    assert not first.locator(".d2l-subject .d2l-problem").inner_text()
    fragment = copied(first, "Copy link").partition("#")[2]
    again = scene(visit("start_here", at=f"#{fragment}"), 0)
    again.get_by_text("f(s, t) = s*t").wait_for()


def test_scenes_that_share_a_number_still_do(visit):
    page = visit("small")
    one, two = scene(page, 1), scene(page, 2)
    says(two, "x is 1")
    one.get_by_role("slider", name="x", exact=True).press("ArrowLeft")
    says(two, "x is 0.98")
    two.get_by_role("slider", name="x", exact=True).press("Home")
    says(one, "x is −2")


def test_on_paper_and_without_scripts_there_is_the_still(visit):
    page = visit("start_here")
    scene(page, 0)
    page.emulate_media(media="print")
    plain = visit("start_here", java_script_enabled=False)
    for shown in (page, plain):
        still = shown.locator(".scene").first.locator("img")
        still.scroll_into_view_if_needed()
        assert still.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 300 if shown is page else still.is_visible()
    assert not page.locator(".d2lcalc-scene").first.is_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (800, "light")])
def test_a_page_is_as_wide_as_its_window(visit, width, scheme):
    page = visit("start_here", width=width, color_scheme=scheme)
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


def test_a_page_is_packed_without_loss(visit):
    draw = random.Random(1)
    rows = [["pick", *(draw.randrange(-3, 90) for _ in range(draw.randrange(6))), {"body": 1}] for _ in range(300)]
    program = {"operations": rows, "outputs": rows[0][1:-1]}
    states = [{"spec": {"program": program, "subject": None}, "recorded": {}, "hollow": {}, "title": f"ε{k}" * k} for k in range(4)]
    packed = packing.packed(map(pages.public, states))
    read = "async (packed) => { const read = await live.unpacked(packed); return [0, 1, 2, 3].map(read); }"
    assert visit("small").evaluate(read, packed) == states
    assert len(packed) < 0.5 * len(json.dumps(states[0]))


LINKS = [  # what a link asks for, what the picture says, and what is told of the rest
    ("power&x=1.2&subject=3", "1.728", ""),
    ("power&x=1.2", "1.44", ""),
    ("guessed&x=1&revealed=true&prediction=4", "1", ""),
    ("power&x=99&subject=3", "3.375", "x = 99"),
    ("power&x=1e999", "2.25", "x = 1e999"),
    ("power&x=1.2&view=0,30,1", "1.44", "view = 0,30,1"),  # it has no stage
    ("power&x=-2.5&subject=5", "2.25", "x = -2.5, subject = 5"),
    ("power&x=alert(1)&constructor=1&__proto__=2", "2.25", "x = alert(1), constructor = 1, __proto__ = 2"),
    ("power&x=<img src=x onerror=fetch(1)>", "2.25", "x = <img src=x onerror=fetch(1)>"),
    ("guessed&revealed=7&prediction=[1]", "", "revealed = 7, prediction = [1]"),
]


@pytest.mark.parametrize(("link", "said", "refused"), LINKS)
def test_a_link_brings_a_picture_to_its_state_and_what_it_cannot_be_is_told(visit, link, said, refused):
    page = visit("small", at=f"#picture-{link}")
    linked = page.locator(f"#picture-{link.split('&')[0]}")
    linked.locator(".d2l-flat text").first.wait_for()  # it has been drawn
    says(linked, re.compile(f"^{said}$"))
    assert linked.locator(".tools [role=status]").inner_text() == (refused and f"The link asks for what this picture has not: {refused}.")
    assert linked.evaluate("(place) => place.getBoundingClientRect().top < innerHeight")


def test_a_link_to_no_picture_says_so_and_leaves_what_the_page_says_of_itself(visit):
    page = visit("start_here", at="#picture-gone&x=1")
    page.get_by_text("The picture of this link is not on this page.").wait_for()
    page.evaluate("location.hash = 'start-here'")
    page.locator(".missing").wait_for(state="detached")
    assert page.locator("#jupyterlab").is_visible()


@pytest.mark.parametrize("name", ["start_here", "small"])
def test_every_picture_is_found_again_as_it_was_left(visit, name):
    for left in visit(name).locator(".scene:not(.asking)").all():
        left.scroll_into_view_if_needed()
        left.locator(".d2lcalc-scene").wait_for()
        for slider in left.get_by_role("slider").all():
            slider.press("ArrowRight")
        for stage in left.locator(".d2l-stage").all():
            stage.press("ArrowLeft")
        for switch in left.get_by_role("checkbox").all():
            switch.click()
        for button in left.get_by_role("button", name="Commit my prediction").all():
            left.get_by_role("radio").first.check() if left.get_by_role("radio").count() else None
            button.click()
        fragment = copied(left, "Copy link").partition("#")[2]
        again = visit(name, at=f"#{fragment}").locator(f"#{left.get_attribute('id')}")
        names = "['prediction', 'revealed', ...modelOf(place).get('spec').parameters.map((each) => each.name)]"
        state = f"(place) => [...{names}.map(modelOf(place).get), ...viewsOf(place)]"
        assert again.evaluate(state) == left.evaluate(state)
        says(again, re.compile(f"^{re.escape(left.locator('.d2l-say').inner_text())}$"))
        assert again.locator(".tools [role=status]").inner_text() == ""


def test_the_line_to_embed_shows_one_picture_alone(visit, site):
    first = scene(visit("small"), 0)
    first.get_by_role("slider").first.press("Home")
    (site / "course.html").write_text(copied(first, "Copy to embed"), encoding="utf-8")
    frame = visit("course").frame_locator("iframe[title=Power]")
    says(frame.locator(".scene").first, re.compile("^4$"))
    shown = frame.locator(":is(main, body) > :visible").evaluate_all("(all) => all.map((each) => each.id)")
    assert shown == ["text", "picture-power"]


def test_what_is_seen_is_saved(visit):
    page = visit("start_here", accept_downloads=True)
    with page.expect_download() as download:
        scene(page, 0).get_by_role("button", name="Save as image").click()
    image = Image.open(io.BytesIO(download.value.path().read_bytes())).convert("RGB")
    assert image.width == 2 * round(page.locator(".d2lcalc-scene").first.bounding_box()["width"])
    assert len(image.crop((0, image.height // 4, image.width // 2, image.height // 2)).getcolors(10**6)) > 1000  # the stage


def test_a_lecture_shows_one_picture_asks_counts_reveals_and_goes_on(visit):
    page = visit("start_here", width=1600)
    asked, free = scene(page, 1), scene(page, 0)
    asked.get_by_role("button", name="Skip").click()
    free.get_by_role("button", name="Lecture").click()
    settle(page)
    alone = lambda place: place.locator(":scope > :popover-open")
    box = alone(free).bounding_box()
    assert max(box["width"] / 1600, box["height"] / page.evaluate("innerHeight")) > 0.9
    handle = free.locator(".d2l-handle").last
    x, y = centre(handle)
    drag(handle, -60, 40)
    assert centre(handle) == pytest.approx((x - 60, y + 40), abs=4)  # the point is under the hand
    press(page, "PageDown")
    assert asked.locator(".d2l-verdict").inner_text().startswith("Skipped.")  # nothing that was answered is lost
    press(page, "r")
    asked.get_by_role("button", name="Skip").wait_for()
    votes = asked.get_by_label("votes for").first
    votes.focus()
    press(page, *["ArrowUp"] * 3)
    assert votes.input_value() == "3"
    asked.get_by_role("radio").first.check()
    press(page, " ")
    assert asked.locator(".d2l-verdict").inner_text().startswith(("Right", "Not so"))
    press(page, "r", "PageUp")
    assert (alone(free).count(), alone(asked).count(), votes.input_value()) == (1, 0, "0")
    press(page, "f")
    page.wait_for_function("() => !document.querySelector(':popover-open') && !document.fullscreenElement")


@pytest.mark.parametrize(("words", "found"), [("small pages", True), ("QUINCE  min", True), ("kumquat", False)])
def test_the_contents_are_searched_but_not_the_folded_answers(visit, words, found):
    page = visit("index")
    page.get_by_role("searchbox").fill(words)
    page.locator(".search [role=status]", has_text="Found in" if found else "Found nowhere").wait_for()
    links = page.locator(".search li a").evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")
    assert links == ["small.html#small-pages"] * found


BADGES = [
    ("(https://mybinder.org/v2/gh/ann.b/the-d2l.calc/main?urlpath=lab)", "github.com/ann.b/the-d2l.calc</code>"),
    ("no badge", f"Open <code>notebooks/{NOTEBOOKS[0].name}</code> there."),
]


@pytest.mark.parametrize(("readme", "said"), BADGES)
def test_a_page_says_where_its_notebook_runs(readme, said, monkeypatch):
    monkeypatch.setattr(pages, "README", readme)
    assert said in pages.note(NOTEBOOKS[0])


def test_every_notebook_has_its_question_and_pages_are_named_by_how_the_file_begins():
    assert all(path.name in pages.questions() for path in NOTEBOOKS)
    assert pages.chosen([NOTEBOOKS[1].name[:2]]) == [NOTEBOOKS[1]] and pages.chosen([]) == NOTEBOOKS
    with pytest.raises(SystemExit, match="no notebook"):
        pages.chosen(["no such"])


FORMULAS = {  # another form of the right one
    "1.1": "(∂f/∂x, ∂f/∂y) = (2*y*x; 3 + x²;)",
    "1.4": "3*x + 2*y − 6",
    "2.4": "-(2*x + 3*y)/sqrt(13*x^2 + 12*x*y + 9*y^2), -3*x/sqrt(13*x^2 + 12*x*y + 9*y^2)",
    "5.3": "df/dt = 15*t⁴",
    "6.4": "2*(tanh(w*tanh(w*t)) - y)*(1 - tanh(w*tanh(w*t))^2)*(tanh(w*t) + w*t*(1 - tanh(w*t)^2))",
    "7.2": "y*(1+x) + x²",
}
SPELLINGS = {  # what else is read, and what is refused
    "1.1": ["log(x), x", "(2*x, x²"],
    "2.4": ["-(2*x + 3*y), -3*x", "2*x + 3*y"],
    "3.1": ["1.6, 0.4, 1, 2;"],
    "4.2": [
        *("((-4, -2))", "[[-4], [-2]]", "-4; -2;", "-4, -2;", "[-4 -2]", "<-4, -2>", "(x, y) = ⟨-4 and -2⟩", "array([-4., -2.])"),
        *("Array([-4., -2.], dtype=float64)", "[np.float64(-4.0), np.float64(-2.0)]", "nan, 2", "(3, )", "(3, 4"),
    ],
    "5.1": ["(-0.09,)", "-0.09;", "f = np.float64(-0.09)", "1, 2", ";", "()", "1/0", "inf"],
    "6.4": ["2*(tanh(w*tanh(w*t)) - y)*(1 - tanh(w*tanh(w*t))^2)*tanh(w*t)"],
    "6.5": ["16,416", "16416."],
}
ANSWER = """(form, answer) => {
    const { moved } = stateOf(form.dataset.exercise).spec;
    modelOf = () => ({ get: (name) => (name === "spec" ? { parameters: [] } : answer[moved.indexOf(name)]) });
    for (const [k, field] of form.querySelectorAll("input, select").entries()) {
        if (field.type === "text") field.value = answer;
        else if (field.options) field.value = answer[k];
        else field.checked = answer.includes(field.parentElement.textContent.trim()[0]);
    }
    form.dispatchEvent(new Event("input"));
    form.requestSubmit();
    return form.querySelector("[role=status]").textContent;
}"""


def typed(value):
    """Numbers, or formulas of SymPy, as text."""
    if np.ndim(value):
        return f"({', '.join(map(typed, value))})"
    return str(value if isinstance(value, sympy.Basic) else float(np.nan_to_num(value, nan=0.37)))


def tried(exercise):
    """The right answer in two forms, the named mistakes, three other wrong answers, and some that are none."""
    form, wrong, truth = exercise.form, [mistake.wrong for mistake in exercise.mistakes], exercise.truth
    if isinstance(form, Words):
        filled = [[word or right for word, right in zip(each, exercise.right, strict=True)] for each in wrong] if form.rows else wrong
        return [exercise.right, *filled, *list(judgement.every_answer(form))[:3]]
    if exercise.scene:
        spread = np.random.default_rng(1).normal(size=(20, 2, truth.size)) * [[0.01], [1]]
        return [np.atleast_1d(at).tolist() for at in (truth, truth, *exercise.untruths, *(truth + spread).reshape(-1, truth.size))]
    if not isinstance(form, Function):
        others = truth + 1, 1.1 * truth + 0.3, -truth - 3
        return [exercise.answer, *map(typed, (truth, *wrong, *others)), "1, 2, 3, 4, 5", "k", ""]
    formulas = [] if exercise.start else [exercise.answer, *(typed(f(*sympy.symbols(form.takes))) for f in wrong)]
    letter, size = form.takes[0], truth[0].size
    others = [", ".join([text] * size * bool(text)) for text in (f"{letter} + 17", "0.5", f"1/({letter} - 4)", f"log({letter})", "u", "")]
    return [FORMULAS[exercise.name], *formulas, *others]


def test_an_exercise_is_judged_on_the_page_as_in_python_and_in_its_words(visit, monkeypatch):
    monkeypatch.setattr(desk, "_records", {})
    page, differences, said = visit("checks"), [], set()
    judged = [exercise for exercise in desk.every_exercise().values() if judgement.is_judged(exercise)]
    for exercise in judged:
        form = page.get_by_role("form", name=f"Exercise {exercise.name}", exact=True).last
        for answer in [*tried(exercise), *SPELLINGS.get(exercise.name, ())]:
            here = form.evaluate(ANSWER, answer if isinstance(answer, str) else list(answer))
            there = check(exercise.name, ... if answer == "" else answer)
            said.add((exercise.name, there.heading))
            there = repr(there).replace(f'solution("{exercise.name}")', "The solution")
            refused = here.startswith("No answer yet.") and there.startswith(here)  # Python may add what is meant
            if here != there and not refused and not (here.startswith("Not answered yet.") and answer == ""):
                differences.append((exercise.name, answer, here, there))
    assert differences == []
    named = {(exercise.name, f"Not yet: {mistake.name}.") for exercise in judged if not exercise.start for mistake in exercise.mistakes}
    assert said >= named | {("2.4", "Not yet: not normalised."), ("6.4", "Not yet: dropped path.")}


def test_an_exercise_is_answered_by_keys_alone_and_its_solution_is_out_of_sight_until_it_was_tried(visit, site):
    page = visit("checks", width=390)
    form = page.get_by_role("form", name="Exercise 5.6", exact=True)
    solution = form.get_by_role("button", name="Solution")
    form.get_by_role("radio").first.focus()
    for said in ("Not answered", "Not yet: derivatives", "Right."):
        page.keyboard.press("Enter")
        assert said in form.get_by_role("status").inner_text() and solution.is_visible() == (said != "Not answered")
        page.keyboard.press("ArrowDown")
    words = desk.every_exercise()["5.6"].solution
    assert words in form.get_by_role("status").inner_text()
    assert not any(words in file.read_text(encoding="utf-8") for file in site.glob("checks.*"))
    many = page.get_by_role("form", name="Exercise 4.1", exact=True)
    for said in ("Not answered yet.", "Not yet: none refused."):
        many.get_by_role("button", name="Check").click()
        assert many.get_by_role("status").inner_text().startswith(said)
        many.get_by_role("checkbox").first.dblclick()  # marked and unmarked


@pytest.mark.parametrize("forbidden", [False, True])
def test_what_was_solved_is_remembered_until_it_is_started_over_where_the_browser_allows(visit, forbidden):
    page = visit("checks")
    if forbidden:
        page.add_init_script("Object.defineProperty(self, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })")
        page.reload()
        page.wait_for_function(UNPACKED)
    form = page.get_by_role("form", name="Exercise 5.6", exact=True)
    again, status = form.get_by_role("button", name="Start over"), form.get_by_role("status")
    assert form.evaluate(ANSWER, desk.every_exercise()["5.6"].right).startswith("Right.")
    assert again.is_visible()
    if not forbidden:
        assert page.evaluate("Object.keys(localStorage)") == [f"d2lcalc: Exercise 5.6 {desk.every_exercise()['5.6'].title}"]
    page.reload()
    page.wait_for_function(UNPACKED)
    assert (status.inner_text(), again.is_visible()) == (("", False) if forbidden else ("Solved.", True))
    assert form.get_by_role("button", name="Solution").is_visible() == (not forbidden)
    if not forbidden:
        again.click()
    assert (status.inner_text(), form.locator(":checked").count()) == ("", 0)
    page.reload()
    page.wait_for_function(UNPACKED)
    assert status.inner_text() == ""


def test_an_exercise_reads_its_own_picture(visit):
    page = visit("checks")
    form, sliders = page.get_by_role("form", name="Exercise 10.3", exact=True), scene(page, -1).get_by_role("slider")
    for steps, said in [((0, 0), "Nothing has been moved"), ((-70, -55), "Not yet: midpoint of the minima."), ((0, 15), "Right.")]:
        for slider, count in zip(sliders.all(), steps, strict=True):
            for _ in range(abs(count)):
                slider.press("ArrowRight" if count > 0 else "ArrowLeft")
        form.get_by_role("button", name="Check").click()
        assert said in form.get_by_role("status").inner_text()
    form.get_by_role("button", name="Start over").click()
    form.get_by_role("button", name="Check").click()
    assert "Nothing has been moved" in form.get_by_role("status").inner_text()


def test_a_notebook_without_a_picture_is_a_page_too(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Quince")])
    page = pages.Page("words", notebook, tmp_path)
    assert "Quince" in page.body() and page.links() == []

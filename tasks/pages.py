"""Write the course (or the notebooks named) as web pages to handouts/pages, where every picture moves with no kernel.

A folder of files that opens by double click and from any static server, and asks no network for anything. A notebook is run once; what the
kernel then tells a page of its widgets, which nbclient keeps, is all that a scene needs. One more cell has the choices of every picker
recorded ahead. A page's scenes come in one script: a script, since a page opened from a file may import no module and fetch no data; one,
since they repeat each other, and what is said twice is sent once. nbconvert, which reads the Markdown, and Pygments come with JupyterLab.
"""

import base64
import json
import re
import shutil
import sys
from dataclasses import dataclass, field
from functools import partial
from html import escape, unescape
from itertools import chain, count
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.output_widget import OutputWidget
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from d2lcalc.exercises.desk import every_exercise
from d2lcalc.live.widget import Engine
from d2lcalc.live.words import converted
from judgement import fields, is_judged, judgement
from packing import packed

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
README = (ROOT / "README.md").read_text(encoding="utf-8")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
RECORD = """import gc
from d2lcalc.live import Scene
for each in [each for each in gc.get_objects() if isinstance(each, Scene) and each.spec["subject"]]:
    each.record_choices(more=False)"""
LIVE = "This page is made from a notebook. Its pictures are alive, and most exercises are judged here; code is for JupyterLab."
OPEN = (
    ' Open it there <a href="https://mybinder.org/v2/gh/{0}/main?urlpath=lab/tree/notebooks/{1}">on Binder</a>, or the notebook '
    '<a href="https://colab.research.google.com/github/{0}/blob/main/notebooks/{1}">in Colab</a>, where '
    "<code>%pip install git+https://github.com/{0}</code> comes first."
)
IN_JUPYTERLAB = {
    "check": 'This one is answered in JupyterLab, <a href="#jupyterlab">on Binder or on your own computer</a>, in the place of the dots.',
    "progress": "JupyterLab keeps count of the exercises you have tried.",
    "widget": "Here stands a control of Jupyter's own. It is alive in JupyterLab.",
}
NAMED, THIN = "<mi>(?:cos|exp|log|sin|tan)</mi>", '<mspace width="0.17em"></mspace>'
FORM = """<form class="exercise" data-exercise="{number}" data-scene="{scene}" aria-label="Exercise {name}">
<p>{fields}</p><p><button>Check</button> <button type="button">Hint</button> <button type="button" hidden>Solution</button>
<button type="button" hidden>Start over</button></p>
<p role="status"></p></form>"""
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
<script>document.documentElement.className = "js"</script>
<script type="application/json" id="links">{links}</script>
<script src="modules.js" defer></script>
<script src="page.js" defer></script>
<script src="{scenes}.js" defer></script>
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
<header><nav aria-label="Pages">{neighbours}</nav></header>
<main id="text">
{body}
</main>
<footer><nav aria-label="Previous and next">{neighbours}</nav>
<p>Text under CC BY-SA 4.0, code under the Apache License 2.0; the outline follows <cite>Dive into Deep Learning</cite>.</p></footer>
</body>
</html>
"""


# The words of a notebook


class Textbook(IPythonRenderer):
    """Markdown as HTML: formulas as MathML, headings that can be linked to, links that lead to the pages."""

    def block_math(self, body):
        return f'<span class="formula">{mathml(body, display="block")}</span>'

    def inline_math(self, body):
        return mathml(body)

    def heading(self, text, level, **_):
        return f'<h{level} id="{slug(text)}"><a href="#{slug(text)}">{text}</a></h{level}>\n'

    def link(self, text, url, title=None):
        path, mark, place = url.partition("#")
        if path.endswith(".md") and "://" not in path:  # it stands beside the notebooks, not beside the pages
            return text
        return super().link(text, f"{name_of(Path(path))}.html{mark}{place}" if path.endswith(".ipynb") else url, title)


def mathml(formula, **options):
    """The LaTeX formula as MathML, without the name space that HTML does not need, and spaced as TeX does: r cos θ, (2, −1), ∂f/∂x."""
    formula = formula.replace("{aligned}", "{split}")  # the one of the two that the converter knows
    markup = converted(formula, **options).replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    markup = markup.replace("<mo>/</mo>", '<mo lspace="0" rspace="0">/</mo>').replace("<mo>∂</mo>", "<mi>∂</mi>")
    markup = re.sub(r"<msup>((?:(?!<msup>).)*)<mi>([′″])</mi></msup>", r'<mrow>\1<mo lspace="0" rspace="0">\2</mo></mrow>', markup)
    markup = re.sub(rf"(?<!<msup>)(?<!<msub>)({NAMED})(?=<m[^o])", rf"\1{THIN}", markup)
    return re.sub(rf"(</m(?:i|n|sup|sub|frac)>)({NAMED})", rf"\1{THIN}\2", markup)


def html(markdown):
    """Markdown as HTML, without what is to be done in a notebook before anything moves."""
    return re.sub(r"<p>[^\n]*Run All Cells.*?</p>", "", MarkdownWithMath(Textbook(escape=False)).render(markdown))


def plain(markup):
    return re.sub(r"<[^>]+>", "", markup)


def slug(text):
    return re.sub(r"\W+", "-", plain(text)).strip("-").lower()


def name_of(path):
    """What a notebook's page is called: hessians for 07_hessians.ipynb, so that links outlive another order of the notebooks."""
    return re.sub(r"^\d+_", "", path.stem)


# The cells of a notebook


@dataclass
class Page:
    """A notebook that has been run, on its way to becoming a page in `folder`; its scenes and pictures go to a folder of its own there."""

    name: str
    notebook: nbformat.NotebookNode
    folder: Path
    widgets: dict = field(default_factory=dict)  # model -> its state
    states: dict = field(default_factory=dict)  # model -> what the page needs of a scene
    moved: dict = field(default_factory=dict)  # exercise -> the number of the scene that is to be moved
    called: set = field(default_factory=set)
    shown: int = 0

    def __post_init__(self):
        known = self.notebook.metadata.get("widgets", {WIDGET_STATE: {"state": {}}})[WIDGET_STATE]["state"]  # none where nothing moves
        self.widgets = {name: widget["state"] for name, widget in known.items()}
        shutil.rmtree(self.folder / self.name, ignore_errors=True)
        (self.folder / self.name).mkdir(parents=True)

    def body(self):
        return "\n".join(html(cell.source) if cell.cell_type == "markdown" else self.code(cell) for cell in self.notebook.cells)

    def code(self, cell):
        """A cell of code: pictures stand before it and fold it, as do imports; an exercise is judged here if that takes no Python."""
        code = f'<pre class="code"><code>{highlight(cell.source, PythonLexer(), HtmlFormatter(nowrap=True))}</code></pre>'
        folded = '<details class="source"><summary>{}</summary>{}</details>'.format
        if asked := re.search(r"(?m)^(check|progress)\(", cell.source):
            elsewhere = f'<div class="exercise">{code}<p class="note">{IN_JUPYTERLAB[asked[1]]}</p></div>'
            forms = list(map(self.exercise, re.findall(r'(?m)^check\("(.*?)"', cell.source)))
            return f"{''.join(forms)}<noscript>{elsewhere}</noscript>" if forms and all(forms) else elsewhere
        outputs = "\n".join(map(self.output, cell.outputs))
        if to_move := re.search(r'(?m)^scene\("(.*?)"', cell.source):
            self.moved[to_move[1]] = "".join(re.findall(r'data-scene="(\d+)"', outputs)[-1:])
        if sizes := re.findall(r'class="scene (\w+)', outputs):
            return outputs if sizes == ["asking"] else outputs + folded("Code", code)
        if cell.source.startswith(("from ", "import ")) and not outputs:
            return folded("Imports", code)
        return f'<div class="run">{code}{outputs}</div>'

    def exercise(self, name):
        """Where an exercise is answered; nothing if that is not here, for want of Python or of the picture that is to be moved."""
        exercise, scene = every_exercise().get(name), self.moved.get(name, "")
        if not exercise or not is_judged(exercise) or (exercise.scene and not scene):
            return ""
        self.states[name] = {"spec": judgement(exercise), "recorded": {}}  # as a scene's state, for packing.py
        return FORM.format(number=list(self.states).index(name), scene=scene, name=name, fields=fields(exercise))

    def output(self, output):
        data = output.get("data", {})
        text = data.get("text/plain", output.get("text", ""))
        if WIDGET_VIEW in data:
            return self.widget(data[WIDGET_VIEW]["model_id"], text, data.get("image/png"))
        if "image/png" in data:
            self.shown += 1
            return f'<figure><img src="{self.picture(f"figure-{self.shown}", data["image/png"])}" alt="{escape(text)}"></figure>'
        return data.get("text/html") or f'<pre class="output">{escape(text)}</pre>'

    def widget(self, model, text, png):
        """A scene is alive; of any other widget there is what it last showed, and a sentence."""
        state = self.widgets[model]
        if "spec" in state:
            return self.scene(model, state, text, png)
        inside = [self.widgets[child.removeprefix("IPY_MODEL_")] for child in state.get("children", [])]
        outputs = [self.output(output) for child in inside for output in child.get("outputs", [])]
        return "\n".join([f'<p class="note">{IN_JUPYTERLAB["widget"]}</p>', *outputs])

    def scene(self, model, state, text, png):
        """The place of a scene, with its still and its sentence for paper and for a browser without scripts."""
        self.shown += 1
        self.states.setdefault(model, public(state))
        pictures = [panel for panel in state["spec"]["panels"] if panel["panel"] != "readout"]
        is_wide = len(pictures) > 1 or any("tall" in panel for panel in pictures)  # a network has room for its words
        size = "wide" if is_wide else "narrow" if pictures else "asking"
        kind = f"{size} typed" if state["hollow"] else size
        image = png and f'<img src="{self.picture(f"scene-{self.shown}", png)}" alt="" loading="lazy">'
        fallback = f'<div class="still">{image or ""}<p>{escape(text)}</p></div>'
        number = list(self.states).index(model)
        return f'<div class="scene {kind}" id="{self.place(state["spec"])}" data-scene="{number}">{fallback}</div>'

    def place(self, spec):
        """What a scene is called in links, after its title, its question or its parts: places of the page, so each has one of its own."""
        called = spec["title"] or (spec["question"] or {}).get("ask") or spec["name"]
        name = "-".join(["picture", *re.findall("[a-z0-9]+", called.lower())[:7]])
        free = next(each for each in chain([name], (f"{name}-{k}" for k in count(2))) if each not in self.called)
        self.called.add(free)
        return free

    def picture(self, name, png):
        path = f"{self.name}/{name}.png"
        (self.folder / path).write_bytes(base64.b64decode(png))
        return path

    def links(self):
        """What `jslink` and `share` tied together in the notebook: pairs of scenes' numbers and parameters."""
        numbers = {f"IPY_MODEL_{model}": number for number, model in enumerate(self.states)}
        ends = [[widget[end] for end in ("source", "target")] for widget in self.widgets.values() if {"source", "target"} <= widget.keys()]
        return [[[numbers[model], name] for model, name in pair] for pair in ends if all(model in numbers for model, _ in pair)]


def public(state):
    """What a page needs of a scene's state. Of its picker's choices only those are offered that were recorded."""
    held = {name: value for name, value in state.items() if name[0] != "_" and name not in ("engine", "layout", "tabbable", "tooltip")}
    specs = {text: offering(spec, held["recorded"]) for text, spec in held["recorded"].items()}
    kinds = {kind: offering(spec, specs) for kind, spec in held["hollow"].get("kinds", {}).items()}
    return {**held, "spec": offering(held["spec"], specs), "recorded": specs, "hollow": {**held["hollow"], "kinds": kinds} if kinds else {}}


def offering(spec, texts):
    """The spec whose picker offers only those texts."""
    subject = spec["subject"]
    offered = subject and {kind: [text for text in subject[kind] if text in texts] for kind in ("options", "more")}
    return {**spec, "subject": subject and {**subject, **offered}}


# The pages


def run(path):
    """The notebook as it stands after a run, with the state of its widgets and every choice recorded."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(RECORD))
    resources = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, resources=resources, kernel_name="python3", timeout=600, coalesce_streams=True)
    client.widget_registry = {"@jupyter-widgets/output": {"OutputModel": SilentOutput}}
    client.execute()
    notebook.cells.pop()
    return notebook


class SilentOutput(OutputWidget):
    """Keeps what is printed into a widget, and tells the kernel nothing: what nbclient sends while it waits for a cell's reply can hide
    that reply from it until the cell's time is up (a ZeroMQ socket announces what has come only once)."""

    def send(self, *_, **__):
        pass


def title_of(path):
    return nbformat.read(path, as_version=4).cells[0].source.partition("\n")[0].lstrip("# ")


def note(path):
    """What a page is and, if its notebook is one of the course, where that runs: in the repository of the README's badge, if it has one."""
    badge = re.search(r"mybinder.org/v2/gh/([^/]+/[^/]+)/", README)
    there = OPEN.format(badge[1], path.name) if badge else f" Open <code>notebooks/{path.name}</code> there."
    return f'<p class="note" id="jupyterlab">{LIVE}{there if path.parent == NOTEBOOKS else ""}</p>'


def questions():
    """The question that each notebook answers, by its file, as the README has it."""
    rows = re.findall(r"\(notebooks/(\S+)\) \| (.+) \|", README)
    return {file: html(question) for file, question in rows}


def neighbours(place, paths):
    """Links to the page before, the contents and the page after."""
    beside = {"prev": place - 1, "next": place + 1}
    links = {rel: (f"{name_of(paths[i])}.html", title_of(paths[i])) for rel, i in beside.items() if 0 <= i < len(paths)}
    anchor = lambda rel: '<a rel="{}" href="{}">{}</a>'.format(rel, *links[rel]) if rel in links else "<span></span>"
    return anchor("prev") + '<a href="index.html">Contents</a>' + anchor("next")


def sections(body):
    """A folded list of the sections of a page, to stand below its title."""
    items = "".join(f"<li>{link}</li>" for link in re.findall(r"<h2.*?>(.+)</h2>", body))
    return f'<nav class="sections" aria-label="On this page"><details><summary>On this page</summary><ul>{items}</ul></details></nav>'


def searched(page):
    """What a search goes through: of each section the page, its title, the place, the heading, and the words but for folded answers."""
    cells = [cell.source for cell in page.notebook.cells if cell.cell_type == "markdown"]
    open_text = re.sub(r"<details>.*?</details>", "", html("\n\n".join(cells)), flags=re.DOTALL)
    parts = re.findall(r'<h\d id="(.*?)">(.*?)</h\d>(.*?)(?=<h\d id|$)', open_text, flags=re.DOTALL)
    words = lambda markup: " ".join(unescape(plain(markup)).split())
    return [[page.name, words(parts[0][1]), place, words(heading), words(text)] for place, heading, text in parts]


def contents(paths, opening):
    """The body of index.html: the first scene of all, the field of the search, the titles and their questions."""
    asked = questions()
    rows = [(name_of(path), escape(title_of(path)), asked.get(path.name, "")) for path in paths]
    items = "\n".join(f'<li><a href="{name}.html">{title}</a>{question}</li>' for name, title, question in rows)
    return (
        "<h1>Multivariable calculus that you can move</h1>\n"
        '<p class="lead">Every picture on these pages is alive: drag a point, or move it with the arrow keys. Most ask first what you '
        f'expect.</p>\n{opening}\n<h2 id="contents">Contents</h2>\n'
        '<form class="search" role="search"><input type="search" id="search" placeholder="Search all pages" aria-label="Search all pages">'
        f'<p class="note" role="status"></p><ol></ol></form>\n<ol class="contents">\n{items}\n</ol>'
    )


def chosen(names):
    """The notebooks that are named by a path or by how their file begins (03, or 03_a_note), all of them without a name."""
    known = sorted(NOTEBOOKS.glob("*.ipynb"))
    paths = [path for name in names or [""] for path in [at for at in known if at.name.startswith(name)] or [Path(name).resolve()]]
    if missing := [path for path in paths if not path.is_file()]:
        sys.exit(f"There is no notebook {missing[0]}: name one by its path or by how its file begins, such as 03.")
    return paths


def main(*names, folder=ROOT / "handouts" / "pages"):
    paths, folder, opening, found = chosen(names), Path(folder), "", []
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "engine.js").unlink(missing_ok=True)  # of an earlier version
    for asset in ("page.css", "page.js"):
        shutil.copy(ROOT / "tasks" / asset, folder / asset)
    modules = json.dumps([Engine._esm, (ROOT / "tasks" / "exercises.js").read_text(encoding="utf-8")], ensure_ascii=False)
    (folder / "modules.js").write_text(f"globalThis.d2lcalcModules = {modules};\n", encoding="utf-8")
    for place, path in enumerate(paths):
        print(path.name, flush=True)
        page = Page(name_of(path), run(path), folder)
        body = page.body()
        (folder / f"{page.name}.js").write_text(f'd2lcalcScenes("{packed(page.states.values())}");\n', encoding="utf-8")
        found += searched(page)
        opening = opening or "".join(re.findall(r'<div class="scene wide.*</div>', body)[:1])
        body = body.replace("</h1>", f"</h1>\n{note(path)}\n{sections(body)}", 1)
        fill = partial(PAGE.format, title=title_of(path), links=json.dumps(page.links()), neighbours=neighbours(place, paths))
        (folder / f"{page.name}.html").write_text(fill(body=body, scenes=page.name), encoding="utf-8")
    (folder / "search.js").write_text(f"d2lcalcSearch({json.dumps(found, ensure_ascii=False)});\n", encoding="utf-8")
    fill = partial(PAGE.format, title="Multivariable calculus that you can move", links="[]", neighbours="")
    (folder / "index.html").write_text(fill(body=contents(paths, opening), scenes=name_of(paths[0])), encoding="utf-8")
    print(f"{folder}/index.html")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The live tangent plane beside its peers, measured in one run: JupyterLab in one Chromium, the same picture, the same probe (probe.js).

A slider is moved by the arrow key; counted is the time from the key to the last pixels of the picture that it asked for. Then every
picture of the notebooks is moved on a page without Jupyter, by the same probe. Printed as Markdown. `python3 start.py test quick` has made
the environment that it runs in:

    .venv/bin/python tasks/bench              (Windows: .venv\\Scripts\\python tasks\\bench)
    .venv/bin/python tasks/bench --quick      presses few keys: to try the benchmark, not to quote it
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import nbformat
import numpy as np
from openings import opened, openings
from ways import WAYS

from d2lcalc.functions import hill_and_valley
from d2lcalc.scenes import Landscape, on_stage, tangent_plane

ROOT = Path(__file__).resolve().parents[2]
LIVE = ROOT / "d2lcalc" / "live"
PROBE = Path(__file__).with_name("probe.js").read_text(encoding="utf-8")
sys.path += [str(ROOT / "tasks"), str(ROOT / "tests"), str(ROOT / "tests" / "notebooks")]
import chromium  # noqa: E402
from lab import PATIENCE, Notebook, server  # noqa: E402  JupyterLab is started and driven as in the tests
from scene_page import HOME, page_for, serve, settle  # noqa: E402  and so is a page without it

# Key to pixels ------------------------------------------------------------------------------------------------------------------------

GRIDS = (41, 101, 257)
WARM_UP = 5
GONE = 2000  # milliseconds in which a picture without a kernel may still move
SLIDER = ".jp-OutputArea-output :is(input[type=range], .noUi-handle)"


def write_notebook(path, way):
    """A cell that prepares one way of drawing, and a cell for each grid."""
    cells = [way, *(f"show({n})" for n in GRIDS)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, cells)), metadata=kernel), path)


def measure(browser, address, name, presses):
    """For each grid, [(issued, ready), …] in ms a key press; and the same, for the middle grid, when the kernel has been shut down."""
    notebook = Notebook(browser, address, name)
    notebook.page.evaluate(PROBE)
    notebook.command("notebook:run-all-cells")
    if errors := notebook.errors():
        raise RuntimeError(f"{name}: {errors[0]}")
    live = {n: press(notebook, k, WARM_UP + presses)[WARM_UP:] for k, n in enumerate(GRIDS)}
    if None in [ready for moves in live.values() for _, ready in moves]:
        raise TimeoutError(f"{name}: a key moved nothing within {PATIENCE / 1000:.0f} s")
    notebook.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    notebook.page.wait_for_timeout(GONE)
    gone = press(notebook, 1, 10, patience=GONE)
    notebook.page.close()
    return live, [ready for _, ready in gone]


def press(notebook, picture, times, patience=PATIENCE):
    """Move the slider of one picture so many times, each when the last move has settled."""
    slider = notebook.page.locator(SLIDER).nth(picture)
    slider.evaluate("(slider) => slider.closest('.jp-OutputArea-output').scrollIntoView({ block: 'center' })")
    slider.focus()
    return [press_once(notebook.page, patience) for _ in range(times)]


def press_once(page, patience, key="ArrowRight"):
    page.keyboard.press(key)
    return page.evaluate("(patience) => bench.settled(patience)", patience)


# Every scene, on a page without Jupyter -----------------------------------------------------------------------------------------------


def scene_page(browser, scene, **screen):
    """A page that shows the scene alone, with the probe."""
    page = browser.new_page(viewport={"width": 1100, "height": 1000}, **screen)
    serve(page, page_for(scene, "white"), refused=lambda url: None)
    page.goto(f"{HOME}/")
    page.wait_for_selector(".d2lcalc-scene")
    page.evaluate(PROBE)
    settle(page)
    return page


def scene_times(browser, scene, presses):
    """[(issued, ready), …] in ms of the first slider, or of the first point where there is none, to and fro; [] without either."""
    page = scene_page(browser, scene)
    movable = [page.locator(found).first for found in (".d2l-controls input[type=range]", ".d2l-handle:not(.d2l-pick)")]
    for control in movable:
        if control.count():
            control.focus()
            page.keyboard.press("Home")
            times = [press_once(page, GONE, ("ArrowRight", "ArrowLeft")[k % 2]) for k in range(WARM_UP + presses)][WARM_UP:]
            break
    else:
        times = []
    page.close()
    return times


def scene_rows(browser, presses):
    """A row a picture."""
    for name, source in openings().items():
        moves = [(issued, ready) for issued, ready in scene_times(browser, opened(source), presses) if ready is not None]
        issued = [time for time, _ in moves if time is not None]
        yield name, quantiles(ready_times(moves)) if moves else "does not move", quantiles(issued) if issued else ""


# x is set sixty times a second; a message sent while a frame is made arrives when it has been painted: then the first point must stand
# where x was when the frame was made.
STREAM = """(seconds) => new Promise((done) => {
  const handle = document.querySelector(".d2l-handle"), painted = new MessageChannel(), end = performance.now() + 1000 * seconds;
  let frames = 0, stale = 0, count = 0;
  const text = (x) => String(x).replace("-", "−");
  const timer = setInterval(() => model.set("x", Math.round(50 * Math.sin(count++ / 30)) / 50), 1000 / 60);
  const shows = (x) => handle.getAttribute("aria-label").includes(`: ${text(x)}, `);
  painted.port1.onmessage = ({ data }) => {
    frames += 1;
    if (!shows(data)) stale += 1;
    if (performance.now() < end) return requestAnimationFrame(frame);
    clearInterval(timer);
    requestAnimationFrame(() => setTimeout(() => done([frames, stale, shows(model.get("x"))])));
  };
  const frame = () => painted.port2.postMessage(model.get("x"));
  requestAnimationFrame(frame);
})"""


def stream_line(browser, seconds):
    """What the picture of the comparison shows while its x is set sixty times a second."""
    names = {}
    exec(WAYS["d2lcalc"], names)
    page = scene_page(browser, names["show"](GRIDS[1]))
    page.evaluate(STREAM, 1)  # warm
    frames, stale, settled = page.evaluate(STREAM, seconds)
    page.close()
    kept = f"{frames / seconds:.0f} frames a second, {stale} of them in all without the newest state"
    return f"60 events a second for {seconds} s: {kept}; the last {'stands' if settled else 'does NOT stand'} a frame later."


# The view is turned by a hand that moves in every frame; counted are the frames in which the stage was painted.
TURN = """(seconds) => new Promise((done) => {
  const stage = document.querySelector(".d2l-stage"), { left, top } = stage.getBoundingClientRect();
  let frames = 0, count = 0, { pictures } = bench, end = performance.now() + 1000 * seconds;
  const frame = () => {
    if (bench.pictures !== pictures) frames += 1;
    pictures = bench.pictures;
    const hand = { pointerId: 1, buttons: 1, clientX: left + 100 + 3 * (count++ % 200), clientY: top + 100 };
    stage.dispatchEvent(new PointerEvent("pointermove", hand));
    if (performance.now() < end) requestAnimationFrame(frame);
    else done(frames);
  };
  requestAnimationFrame(frame);
})"""


def turn_line(browser, seconds):
    """How often a stage alone, as wide as they get, is painted while its view is turned, on a fine screen."""
    page = scene_page(browser, Landscape(hill_and_valley, on_stage(), tangent_plane()), device_scale_factor=2)
    stage = page.locator(".d2l-stage").bounding_box()
    page.mouse.move(stage["x"] + 100, stage["y"] + 100)
    page.mouse.down()
    page.evaluate(TURN, 1)  # warm
    frames = page.evaluate(TURN, seconds)
    page.close()
    return f"A stage {2 * stage['width']:.0f} pixels wide is turned for {seconds} s: {frames / seconds:.0f} frames a second."


REPLAY = """async ([vectors, tape, program, times]) => {
  const module = (source) => URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { player } = await import(module(tape.replace("./vectors.js", module(vectors))));
  const x = Float64Array.from({ length: 257 ** 2 }, (_, k) => (k % 257) / 256), y = x.toSorted();
  const { update } = player(program);
  return Array.from({ length: times }, (_, k) => {
    const start = performance.now();
    update([k / times, x, y]);
    return performance.now() - start;
  });
}"""


def replay_times(browser, times=60):
    """ms a replay of 30 operations on 257×257 points, all of them anew because the number among the inputs differs."""
    chain = [[name, k + 2, k % 2] if name != "sin" else [name, k + 2] for k, name in enumerate(["add", "mul", "sub", "mul", "sin"] * 6)]
    program = {"inputs": 3, "constants": [], "operations": chain, "outputs": [32]}
    page = browser.new_page()
    sources = [(LIVE / "frontend" / name).read_text(encoding="utf-8") for name in ("vectors.js", "tape.js")]
    found = page.evaluate(REPLAY, [*sources, program, times])
    page.close()
    return found[WARM_UP:]


RENDERER = """() => {
  const gl = document.createElement("canvas").getContext("webgl2");
  return gl.getParameter(gl.getExtension("WEBGL_debug_renderer_info").UNMASKED_RENDERER_WEBGL);
}"""


def renderer(browser):
    page = browser.new_page()
    name = page.evaluate(RENDERER)
    page.close()
    return name


# In processes of their own --------------------------------------------------------------------------------------------------------------

IMPORT = "import time; start = time.perf_counter(); import {}; print(1000 * (time.perf_counter() - start))"
RECORDING = """
import sys, time
from d2lcalc.functions import hill_and_valley
from d2lcalc.live import picture
from d2lcalc.scenes import TangentPlane

spent = {}
def timed(module, name):
    function = getattr(module, name)
    def call(*arguments):
        start = time.perf_counter()
        result = function(*arguments)
        spent[name] = 1000 * (time.perf_counter() - start)
        return result
    setattr(module, name, call)

timed(picture, "record")
timed(sys.modules["d2lcalc.tape.record"], "_trace")
TangentPlane(hill_and_valley)
print(spent["record"] - spent["_trace"])
"""


def medians(*programs, runs=5):
    """What each program prints, a number, in the median of so many runs; the programs take turns."""
    rounds = [[float(subprocess.check_output([sys.executable, "-c", program])) for program in programs] for _ in range(runs)]
    return [statistics.median(found) for found in zip(*rounds, strict=True)]


def other_rows(browser):
    """[(what, how much), …] beside the pictures."""
    replay = quantiles(replay_times(browser))
    jax, calculus, scenes, recording = medians(*map(IMPORT.format, ("jax", "d2lcalc.calculus", "d2lcalc.scenes")), RECORDING)
    return [
        ("recording a TangentPlane for the first time, beyond JAX's tracing", f"{recording:.0f} ms"),
        ("import d2lcalc.calculus", f"{calculus / jax:.2f} × import jax ({jax:.0f} ms)"),
        ("import d2lcalc.scenes", f"{scenes / jax:.2f} × import jax"),
        ("bundle", f"{(LIVE / 'bundle.js').stat().st_size / 1000:.0f} kB"),
        ("replay of 257×257 points × 30 operations in the browser, p50 / p90", f"{replay} ms"),
    ]


# The report -----------------------------------------------------------------------------------------------------------------------------


def quantiles(times):
    """The median and the 90th percentile, in ms."""
    return " / ".join(f"{time:.0f}" for time in np.quantile(times, (0.5, 0.9)))


def key_rows(found):
    """A row a grid and way; × ours is the ratio of the medians."""
    ours = {n: np.median(ready_times(presses)) for n, presses in found["d2lcalc"].items()}
    for n in GRIDS:
        for way, live in found.items():
            ready, issued = ready_times(live[n]), [time for time, _ in live[n] if time is not None]
            yield f"{n}×{n}", way, quantiles(ready), quantiles(issued) if issued else "", f"{np.median(ready) / ours[n]:.1f}"


def ready_times(presses):
    return [ready for _, ready in presses]


def gone_line(gone):
    """Which pictures still move when the kernel has been shut down."""
    moved = {way: [ready for ready in times if ready is not None] for way, times in gone.items()}
    said = [f"{way} still moves (measured: {quantiles(times)} ms)" if times else f"{way} does not" for way, times in moved.items()]
    return f"Kernel gone, {GRIDS[1]}×{GRIDS[1]}: {'; '.join(said)}."


def machine(browser):
    """What the figures were measured on."""
    versions = f"Python {platform.python_version()}, JupyterLab {version('jupyterlab')}, Chromium {browser.version}"
    load = f", load average {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{renderer(browser)}; {os.cpu_count()} cores; {versions}{load}."


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def main(*options):
    if {*options} - {"--quick"}:
        sys.exit(__doc__)
    presses, seconds = (5, 2) if "--quick" in options else (40, 10)
    found, gone = {}, {}
    with tempfile.TemporaryDirectory() as folder, chromium.launch() as browser:
        print(machine(browser), flush=True)
        for k, way in enumerate(WAYS):
            write_notebook(Path(folder, f"way{k}.ipynb"), WAYS[way])
        with server(Path(folder)) as address:
            for k, way in enumerate(WAYS):
                found[way], gone[way] = measure(browser, address, f"way{k}.ipynb", presses)
        print(f"\nFrom a slider's key to the pixels, {presses} presses, p50 / p90 in ms:\n")
        print(table(("grid", "picture", "pixels ready", "last call issued", "× ours"), key_rows(found)))
        print(gone_line(gone), "\n", flush=True)
        print(stream_line(browser, seconds), "\n", flush=True)
        print(turn_line(browser, 3), "\n", flush=True)
        print("Every scene on a page without Jupyter, its first slider or point:\n")
        print(table(("scene", "pixels ready", "last call issued"), scene_rows(browser, presses // 2)), flush=True)
        print(table(("beside it", ""), other_rows(browser)))


if __name__ == "__main__":
    main(*sys.argv[1:])

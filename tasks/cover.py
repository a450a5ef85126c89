"""The README's picture, by the project's own browser: a tangent plane that follows P around the hill and the valley, and its first frame.

    .venv/bin/python tasks/cover.py              (Windows: .venv\\Scripts\\python tasks\\cover.py)

writes .github/cover.webp, which moves, and .github/cover.png, for readers who prefer that nothing does.
"""

import io
import math
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(ROOT / "tasks"), str(ROOT / "tests")]
import chromium  # noqa: E402
from d2lcalc.functions import hill_and_valley  # noqa: E402
from d2lcalc.scenes import Landscape, gradient_arrow, on_plan, on_stage, tangent_plane, value  # noqa: E402
from scene_page import HOME, page_for, put, serve, settle  # noqa: E402  a scene is opened as in the tests

FRAMES, PAUSE = 72, 70  # how many, and how long each stands, in ms
SCENE = ".d2lcalc-scene"
CUT = "() => document.querySelectorAll('.d2l-controls, .d2l-subject, .d2l-other').forEach((part) => part.remove())"


def frames():
    """The pictures of one round, from x = −0.5, y = 1."""
    scene = Landscape(hill_and_valley, on_stage(), on_plan(), value(), tangent_plane(), gradient_arrow(), at=(-0.5, 1.0))
    with chromium.launch() as browser:
        page = browser.new_page(viewport={"width": 880, "height": 700})
        serve(page, page_for(scene, "white"), refused=print)
        page.goto(f"{HOME}/")
        page.wait_for_selector(SCENE)
        page.evaluate(CUT)
        for k in range(FRAMES):
            turn = 2 * math.pi * k / FRAMES
            put(page, x=-0.5 * math.cos(turn) + 0.9 * math.sin(turn), y=math.cos(turn))
            settle(page)
            page.wait_for_timeout(300)  # until it is painted finely
            yield Image.open(io.BytesIO(page.locator(SCENE).screenshot())).convert("RGB")


def main():
    first, *rest = frames()
    rest = [frame.resize(first.size) for frame in rest]
    first.save(ROOT / ".github" / "cover.png", optimize=True)
    first.save(ROOT / ".github" / "cover.webp", save_all=True, append_images=rest, duration=PAUSE, loop=0, quality=55, method=4)


if __name__ == "__main__":
    main()

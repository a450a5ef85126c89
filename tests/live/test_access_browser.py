"""Points in the hand, by mouse, finger and keys, on every kind of axes; and what a picture tells those who listen."""

import math

import jax.numpy as jnp
import numpy as np
import pytest

from d2lcalc.live import Number, Place, Scene, Switch, arrow, chart, plan, point, say, stage, surface, words
from scene_page import HOME, centre, enter, page_for, press, put, says, serve, settle

WINDOW = (-2.0, 2.0, -2.0, 2.0)


def follow(page, handle, places):
    """Take the handle along places of the screen; yields each with where the handle then stands."""
    page.mouse.move(*centre(handle))
    page.mouse.down()
    for place in places:
        page.mouse.move(*place)
        settle(page)
        yield place, centre(handle)
    page.mouse.up()
    settle(page)


@pytest.fixture
def phone(browser):
    """A picture on a phone, within a long page; `swipe(x, y, dx, dy)` with as many fingers as there are further places to begin at."""

    def picture(x, y):
        here = point((x, y), drag=("x", "y"), name="P")
        slope = point((x, 0.0), drag=("x", None), name="Q")
        return [stage(surface(lambda x, y: x * y), here, window=WINDOW), plan(here, window=WINDOW), chart(slope, window=WINDOW)]

    scene = Scene(picture, x=Number(0.1, min=-2, max=2, control=False), y=Number(0.1, min=-2, max=2, control=False))
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    room, width = '<div style="height: 2000px"></div>', '<meta name="viewport" content="width=device-width">'
    serve(page, page_for(scene, "white").replace("<title>", f"{width}<title>").replace("</script>", f"</script>{room}"), pytest.fail)
    page.goto(HOME)
    page.wait_for_selector(".d2lcalc-scene")
    protocol = context.new_cdp_session(page)

    def swipe(*fingers, by):
        for k in range(9):
            points = [{"x": x + by[0] * k / 8, "y": y + by[1] * k / 8, "id": i} for i, (x, y) in enumerate(fingers)]
            protocol.send("Input.dispatchTouchEvent", {"type": "touchMove" if k else "touchStart", "touchPoints": points})
            settle(page)
        protocol.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        settle(page)

    page.swipe = swipe
    yield page
    context.close()


def test_a_finger_drags_points_and_scrolls_past_pictures(phone):
    stands = lambda: (phone.evaluate("scrollY"), phone.locator(".d2l-stage svg").first.inner_html())
    for name, ways in {"P": [(40, 30), (0, 45), (-5, -40), (-60, 20)], "Q": [(40, 0), (30, 60)]}.items():
        for way in ways:
            for handle in phone.locator(f".d2l-handle[aria-label^={name}]").all():
                phone.evaluate("model.set('x', 0.1); model.set('y', 0.1)")
                handle.scroll_into_view_if_needed()
                phone.wait_for_timeout(100)
                (x, y), before = centre(handle), stands()
                phone.swipe((x, y), by=way)
                moved = (way[0], way[1] if name == "P" else 0)
                assert centre(handle) == (pytest.approx(x + moved[0], abs=6), pytest.approx(y + moved[1], abs=6))
                assert stands() == before
    for picture in phone.locator(".d2l-stage, .d2l-flat").all():
        picture.scroll_into_view_if_needed()
        phone.wait_for_timeout(100)
        box, (scrolled, view) = picture.bounding_box(), stands()
        phone.swipe((box["x"] + 30, box["y"] + 0.8 * box["height"]), by=(3, -120))
        phone.wait_for_timeout(100)
        assert stands() == (pytest.approx(scrolled + 110, abs=12), view)
    phone.locator(".d2l-stage").scroll_into_view_if_needed()
    phone.wait_for_timeout(100)
    x, y = centre(phone.locator(".d2l-stage"))
    for fingers, by in [([(x - 90, y + 90)], (120, 5)), ([(x - 60, y - 60), (x + 60, y - 60)], (0, 80))]:
        scrolled, view = stands()
        phone.swipe(*fingers, by=by)
        assert stands()[0] == scrolled and stands()[1] != view


def test_what_is_hidden_is_hidden_from_those_who_listen_and_pictures_are_named(show):
    def picture(x, on):
        marks = [point((x, 0.0), drag=("x", None), name="secret", show=on), arrow((0, 0), (x, 1), label="secret way", show=on)]
        against_t = chart(marks, window=WINDOW, labels=("t", "height"))
        above = plan(surface(lambda x, y: x * y), marks, window=WINDOW, title="From above")
        return [stage(marks, window=WINDOW, height=(0, 1)), against_t, above, say(words("x is @x.", x=x), waits=False)]

    def told():
        nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        heard = ((node["role"]["value"], node.get("name", {}).get("value")) for node in nodes if not node["ignored"])
        return [entry for entry in heard if entry[1]]

    page = show(Scene(picture, x=Number(1, min=-2, max=2), on=Switch(False)))
    hidden = told()
    for entry in [("group", "height against t"), ("group", "From above"), ("application", "f over x and y, in space"), ("slider", "x")]:
        assert entry in hidden
    assert ("StaticText", "−3") not in hidden  # a level of the contours
    page.get_by_role("checkbox", name="on").check()
    settle(page)
    assert sorted({*told()} - {*hidden}) == [("application", "secret: 1, 0")]  # no bare text of a picture
    page.get_by_role("checkbox", name="on").uncheck()
    settle(page)
    assert [entry for entry in told() if "secret" in entry[1]] == []
    page.locator(".d2l-stage").focus()
    press(page, "ArrowLeft", "+")
    assert "Seen from 28° above, at −80°, 1.1 times as large." in [text for _, text in told()]
    page.evaluate("model.set('x', 0.5)")
    page.wait_for_function("document.querySelector('[aria-live=polite]').textContent === 'x is 0.5.'")
    assert [role for role, text in told() if text == "x is 0.5."].count("StaticText") == 1
    keys = "[...document.querySelectorAll('.d2lcalc-scene *')].filter((e) => e.tabIndex >= 0 && !e.dataset.lmSuppressShortcuts)"
    assert page.evaluate(keys) == []
    assert "solid 3px" in page.locator(".d2l-stage").evaluate("(e) => getComputedStyle(e).outline")


def test_what_can_be_dragged_can_be_typed_as_long_as_it_is_there(show):
    def picture(x, y, on):
        sentence = words("(@x, @y)", x=x, y=y)
        return [plan(point((x, y), drag=("x", "y"), name="P", show=on), window=WINDOW), say(sentence, waits=False)]

    numbers = {name: Number(0, min=-2, max=2) for name in ("x", "y")}
    question = Place("Where?", start=(0.5, 0.0), right=(1.0, 1.0), within=0.1)
    page = show(Scene(picture, on=Switch(True), sliders=("on",), question=question, **numbers))
    fields = {name: page.get_by_label(name, exact=True) for name in ("x", "y", "x of your prediction", "y of your prediction")}
    enter(fields["y"], "1.5")
    enter(fields["y of your prediction"], "-1")
    assert says(page) == "(0, 1.5)"
    labels = page.locator(".d2l-handle:visible").evaluate_all("all => all.map((handle) => handle.ariaLabel).sort()")
    assert labels == ["P: 0, 1.5", "your prediction: 0.5, −1"]
    enter(fields["y"], "nine")
    assert page.locator(f"#{fields['y'].get_attribute('aria-describedby')}").inner_text()
    described = page.locator("fieldset").get_attribute("aria-describedby")
    assert page.locator(f"#{described}").get_attribute("role") == "alert"
    page.get_by_role("checkbox", name="on").uncheck()
    page.get_by_role("button", name="Commit").click()
    settle(page)
    assert [name for name, field in fields.items() if field.is_visible()] == []


def drawn_handle(page, index=0):
    return page.locator(".d2l-flat .d2l-handle").nth(index)


@pytest.mark.parametrize("sense", [1, -1])
@pytest.mark.parametrize("share", [1.0, 1.5, 0.9])
def test_a_point_on_an_ellipse_stands_at_the_place_nearest_to_the_hand(show, sense, share):
    ellipse = lambda t: (2.5 * jnp.cos(t), jnp.sin(t))
    picture = lambda t: plan(point(ellipse(t), drag="t", name="P"), window=(-3.0, 3.0, -3.0, 3.0))
    page = show(Scene(picture, t=Number(0, min=0, max=6.2832, step=1e-4, cyclic=True)))
    frame = page.locator(".d2l-flat .d2l-frame").bounding_box()
    unit, middle = frame["width"] / 6, np.array([frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2])
    on_screen = lambda t: middle + unit * np.stack([2.5 * np.cos(t), -np.sin(t)], axis=-1)
    turns = sense * np.linspace(0, 1.8 * np.pi, 40)
    hands = middle + share * (on_screen(turns) - middle)
    every = on_screen(np.linspace(0, 2 * np.pi, 20_000))
    for hand, stands in follow(page, drawn_handle(page), hands):
        nearest = every[np.argmin(np.hypot(*(every - hand).T))]
        assert math.dist(stands, nearest) < 2


@pytest.mark.parametrize("way", [(40, 15), (-40, -12), (10, -30)])
def test_a_point_on_a_torus_stays_in_the_hand(show, way):
    def picture(u, v):
        at = lambda u, v: ((2 + 0.8 * jnp.cos(v)) * jnp.cos(u), (2 + 0.8 * jnp.cos(v)) * jnp.sin(u), 0.8 * jnp.sin(v))
        torus = surface(lambda x, y: at(2 * jnp.pi * x, 2 * jnp.pi * y), window=(0, 1, 0, 1))
        return stage(torus, point(at(u, v), drag=("u", "v"), name="P"), window=(-3.0, 3.0, -3.0, 3.0), height=(-1.8, 1.8))

    turn = {"min": 0, "max": 6.2832, "step": 1e-4, "cyclic": True}
    page = show(Scene(picture, u=Number(4.2, **turn), v=Number(0.7, **turn)))
    handle = page.locator(".d2l-stage .d2l-handle")
    x, y = centre(handle)
    for hand, stands in follow(page, handle, [(x + way[0] * k / 8, y + way[1] * k / 8) for k in range(1, 9)]):
        assert math.dist(hand, stands) < 2


@pytest.mark.parametrize(("drag", "log"), [("h", False), (("h", None), True)])
def test_a_point_is_dragged_on_logarithmic_axes(show, drag, log):
    picture = lambda h: chart(point((h, h**2), drag=drag, name="P"), window=(1e-4, 1.0, 1e-8, 1.0), scales=("log", "log"))
    page = show(Scene(picture, h=Number(1e-2, min=1e-4, max=1, log=log, step=1e-5)))
    x, y = centre(drawn_handle(page))
    frame = page.locator(".d2l-flat .d2l-frame").bounding_box()
    slope = frame["height"] / frame["width"]  # in px: a straight line through the corners
    for hand, stands in follow(page, drawn_handle(page), [(x + 8 * k, y - 8 * k * slope) for k in range(-6, 7)]):
        assert math.dist(hand, stands) < 3
    x, y = centre(drawn_handle(page))
    [(_, stands)] = follow(page, drawn_handle(page), [(x + 30, y + 30)])
    along = 30 if log else 30 * (1 - slope) / (1 + slope**2)  # where one direction moves, the other does not count
    assert stands == (pytest.approx(x + along, abs=3), pytest.approx(y - along * slope, abs=3))


def test_a_number_of_one_parameter_goes_round_with_either_pair_of_keys(show):
    def picture(theta):
        tip = (1 + jnp.cos(jnp.deg2rad(theta)), jnp.sin(jnp.deg2rad(theta)))
        return [plan(point(tip, drag="theta", name="tip"), window=(-1, 3, -2, 2)), say(words("@t", t=theta))]

    page = show(Scene(picture, theta=Number(0, min=0, max=360, step=1)))
    handle = drawn_handle(page)
    handle.focus()
    press(page, "ArrowLeft")
    assert says(page) == "351"
    press(page, "ArrowRight", "ArrowUp", "Shift+ArrowUp")
    assert says(page) == "10"
    put(page, theta=0)
    x, y = centre(handle)
    radius = page.locator(".d2l-flat .d2l-frame").bounding_box()["width"] / 4
    turns = [math.radians(degrees) for degrees in range(0, -100, -10)]
    for _ in follow(page, handle, [(x + radius * (math.cos(turn) - 1), y - radius * math.sin(turn)) for turn in turns]):
        pass
    assert page.evaluate("model.get('theta')") == pytest.approx(270, abs=1)


def test_a_chart_whose_window_follows_the_point_does_not_run_away(show):
    def picture(x):
        return [chart(point((x, 0.0), drag=("x", None), name="P"), window=(0.0, 2 * x, -1.0, 1.0))]

    page = show(Scene(picture, x=Number(1, min=0.5, max=50, step=0.001)))
    x, y = centre(drawn_handle(page))
    assert len([*follow(page, drawn_handle(page), [(x + 6 * k, y) for k in range(1, 11)])]) == 10
    width = page.locator(".d2l-flat .d2l-frame").bounding_box()["width"]
    assert page.evaluate("model.get('x')") == pytest.approx((1 + 2 * 6 / width) ** 10, rel=0.02)


def test_a_handle_on_a_chart_is_held_inside_the_frame(show):
    def picture(x):
        return [chart(point((x, jnp.log(x)), drag=("x", None), name="P"), window=(0.0, 1.0, -1.0, 1.0))]

    page = show(Scene(picture, x=Number(0.5, min=-2, max=2)))
    frame = page.locator(".d2l-flat .d2l-frame").bounding_box()
    left, right, top, bottom = frame["x"], frame["x"] + frame["width"], frame["y"], frame["y"] + frame["height"]
    for value, corner, label in [(2, (right, None), "2, 0.6931"), (-1, (left, bottom), "−1, undefined"), (0, (left, bottom), "0, −∞")]:
        put(page, x=value)
        x, y = centre(drawn_handle(page))
        assert x == pytest.approx(corner[0], abs=2)
        assert top <= y == pytest.approx(corner[1] or y, abs=2)
        assert drawn_handle(page).get_attribute("aria-label") == f"P: {label}"

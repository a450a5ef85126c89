"""xⁿ on [−n, n], for a whole number n that may be exchanged."""

from d2lcalc.live import Number, Scene, Subject, chart, curve, point, say, words


class Unreadable(ValueError):
    position = 1


def read(text):
    if not text.isdigit():
        raise Unreadable(f"{text!r} is no whole number")
    return int(text)


def compose(n):
    def draw(x):
        marks = [curve(lambda t: t**n), point((x, x**n), drag=("x", None), name="P")]
        return [chart(*marks, window=(-n, n, -1.0, 9.0)), say(words(f"x to the {n} is @z.", z=x**n), waits=False)]

    return draw, {"x": Number(n / 2, min=-n, max=n)}


def powers(**options):
    """The scene, at first of x²."""
    subject = Subject(2, read, options=("3", "4"), more=("5",), formula=lambda n: f"x^{n}", example="6")
    return Scene(compose, subject=subject, **options)

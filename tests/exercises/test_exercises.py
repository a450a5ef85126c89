"""Every exercise: right answers are accepted, wrong ones refused and named, and nothing that is handed in raises."""

import ast
import math
import re
from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from d2lcalc.calculus import gradient
from d2lcalc.exercises import check, desk, hint, progress, scene, solution
from d2lcalc.exercises.answers import Function, IndexTerms, Map, Numbers, Position, Several, Verdicts
from d2lcalc.exercises.exercise import FIRST_HINTS, judge
from d2lcalc.exercises.misconceptions import BELIEFS

EXERCISES = desk.every_exercise()
MISTAKES = [(name, i) for name, exercise in EXERCISES.items() for i in range(len(exercise.mistakes))]
NAMES = {"jax": jax, "jnp": jnp, "gradient": gradient, "log": math.log}


@pytest.fixture(autouse=True)
def new_kernel():
    desk._records.clear()


def evaluated(source):
    """What the source hands in: the value of its last expression, or the function that it defines."""
    names = dict(NAMES)
    last = ast.parse(source).body[-1]
    if isinstance(last, ast.FunctionDef):
        exec(source, names)
        return names[last.name]
    return eval(source, names)


def another_form(exercise):
    """The right answer as somebody else would hand it in."""
    right, form = exercise.right, exercise.form
    if isinstance(form, Position):
        return str(float(right)) if np.ndim(right) == 0 else np.asarray(right, float)
    if isinstance(form, Numbers):
        return as_text(np.asarray(right, float))
    if isinstance(form, Function):
        return lambda *arguments: jnp.asarray(right(*arguments))
    if isinstance(form, Several):
        return list(right) if not isinstance(right, str) else right.replace(", ", "").lower()
    if isinstance(form, Verdicts):
        return ", ".join(right).upper()
    if isinstance(form, Map):
        return {tuple(map(str, point)): word.upper() for point, word in right.items()}
    if isinstance(form, IndexTerms):
        return " + ".join(reversed(right.split(" + "))).replace("_", "")
    return form.options[right].upper()


def as_text(value):
    """Numbers as text with a decimal comma, in lists."""
    return [as_text(part) for part in value] if value.ndim else repr(float(value)).replace(".", ",")


def completed(exercise, wrong):
    """A named mistake's answer, with the right numbers where it leaves them open."""
    if isinstance(exercise.form, Numbers) and not isinstance(wrong, str):
        wrong, right = np.asarray(wrong, float), np.asarray(exercise.right, float)
        return np.where(np.isnan(wrong), right, wrong) if wrong.shape == right.shape else wrong
    if isinstance(exercise.form, Verdicts):
        return tuple(right if word is None else word for word, right in zip(wrong, exercise.right, strict=True))
    return wrong


# Every exercise


@pytest.mark.parametrize("name", EXERCISES)
def test_the_right_answer_is_accepted_in_three_forms(name):
    exercise = EXERCISES[name]
    several = getattr(exercise.form, "places", 1) > 1
    for answer in (evaluated(exercise.answer), *(() if several else (exercise.right, another_form(exercise)))):
        reply = check(name, answer)
        assert reply.heading == "Right.", (answer, reply)


@pytest.mark.parametrize(("name", "index"), MISTAKES, ids=str)
def test_every_named_mistake_is_refused_and_named(name, index):
    exercise = EXERCISES[name]
    mistake = exercise.mistakes[index]
    judgement = judge(exercise, completed(exercise, mistake.wrong))
    assert judgement.outcome == "wrong"
    assert judgement.mistake is not None, "not recognised"
    assert judgement.mistake.name == mistake.name, f"taken for {judgement.mistake.name}"
    assert mistake.hint in repr(check(name, completed(exercise, mistake.wrong)))


@pytest.mark.parametrize("name", EXERCISES)
def test_the_cell_of_a_notebook_runs_clean_before_and_right_after(name):
    exercise = EXERCISES[name]
    for solved, heading in ((False, "Not answered yet."), (True, "Right.")):
        names = {**NAMES, "check": check}
        source = desk.cell(exercise, solved)
        *lines, last = ast.parse(source).body
        exec(compile(ast.Module(lines, []), "cell", "exec"), names)
        assert eval(compile(ast.Expression(last.value), "cell", "eval"), names).heading == heading


@pytest.mark.parametrize("name", EXERCISES)
def test_the_record_is_complete(name):
    exercise = EXERCISES[name]
    assert exercise.difficulty in (1, 2, 3)
    assert 1 <= exercise.minutes <= 15
    assert set(exercise.misconceptions) <= BELIEFS.keys()
    assert all(text.endswith((".", "?", "!", "…", ")", "₄", "₂")) for text in (*exercise.hints, exercise.solution)), exercise.hints
    assert all(mistake.hint.endswith((".", "?")) for mistake in exercise.mistakes)
    assert isinstance(exercise.form, Position) == (exercise.scene is not None)
    assert exercise.statement.count("$") % 2 == 0
    said = (exercise.statement, exercise.solution, *exercise.hints, *(mistake.hint for mistake in exercise.mistakes))
    assert not any(re.search(r"\{\w+[\[(.:]", text) for text in said), "the f before a quotation mark is missing"
    assert str(check(name)).startswith("Not answered yet.")


def test_there_are_all_exercises_of_the_script_and_their_names_are_in_order():
    wanted = {1: 6, 2: 6, 3: 6, 4: 6, 5: 6, 6: 7, 7: 7, 8: 5}
    for section, count in wanted.items():
        numbers = [int(name.split(".")[1]) for name in desk.exercises(section)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= count


@pytest.mark.parametrize("section", range(1, 8))
def test_every_section_has_all_four_forms_and_something_to_construct(section):
    found = desk.exercises(section).values()
    assert {"number", "function", "choice", "scene"} <= {exercise.form.kind for exercise in found}
    assert any(re.search("Construct|Find|counterexample", exercise.statement) for exercise in found)


def test_every_hint_of_the_table_is_used():
    assert FIRST_HINTS.keys() <= {mistake.name for exercise in EXERCISES.values() for mistake in exercise.mistakes}


# Hostile answers


class Hostile:
    """Raises whatever is asked of it."""

    def __getattr__(self, name):
        raise RuntimeError("no")

    def __float__(self):
        raise SystemExit

    __iter__ = __len__ = __eq__ = __bool__ = __array__ = __str__ = __repr__ = __getattr__
    __hash__ = None


class Liar:
    """Equals everything and claims to have every attribute."""

    def __getattr__(self, name):
        return self

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __call__(self, *arguments, **named):
        return self

    def __float__(self):
        return math.nan


def endless(*arguments):
    while True:
        pass


def stubborn(*arguments):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def deep(*arguments):
    return deep(*arguments)


def forever():
    while True:
        yield 1


def nested(depth=200):
    answer = 1
    for _ in range(depth):
        answer = [answer]
    return answer


circle = []
circle.append(circle)

HOSTILE = {
    "none": None,
    "empty text": "",
    "blanks": "   ",
    "nonsense": "hello",
    "code": "__import__('os').abort()",
    "a very long text": "1+" * 100_000,
    "deep brackets": "(" * 500,
    "a null character": "\0",
    "bytes": b"42",
    "infinity as text": "inf",
    "nan as text": "nan",
    "nan": math.nan,
    "infinity": math.inf,
    "huge integer": 10**5000,
    "complex": 3 + 4j,
    "true": True,
    "truth values": np.array([True, False]),
    "wrong shape": np.zeros((2, 3, 4, 5)),
    "empty array": np.array([]),
    "empty list": [],
    "empty tuple": (),
    "ragged": [[1, 2], [3]],
    "large array": np.zeros(10**6),
    "text array": np.array(["a", "b"]),
    "object array": np.array([None, 1], dtype=object),
    "nested": nested(),
    "a list in itself": circle,
    "dots in a list": [..., ...],
    "set": {1, 2},
    "empty dictionary": {},
    "dictionary": {"a": 1},
    "dictionary of nonsense": {(1, 2, 3): "saddle", None: None},
    "generator": forever(),
    "range": range(10**12),
    "class": int,
    "module": math,
    "fraction": Fraction(10**9, 7),
    "hostile": Hostile(),
    "liar": Liar(),
    "slice": slice(None),
    "throws": lambda *arguments: 1 / 0,
    "takes nothing": lambda: 0,
    "takes too much": lambda a, b, c, d, e, f: 0,
    "takes keywords": lambda *, x, y: 0,
    "returns none": lambda *arguments: None,
    "returns text": lambda *arguments: "7",
    "returns nan": lambda *arguments: math.nan,
    "returns complex": lambda *arguments: 1j,
    "returns a function": lambda *arguments: lambda: 0,
    "returns itself": lambda *arguments: Liar(),
    "returns hostility": lambda *arguments: Hostile(),
    "leaves": lambda *arguments: exit(),
    "interrupts": lambda *arguments: (_ for _ in ()).throw(KeyboardInterrupt),
    "recursion": deep,
    "built-in": max,
    "numpy's": np.exp,
    "wants an index": lambda *arguments: arguments[99],
    "needs a plain number": lambda *arguments: math.exp(float(np.sum(arguments[0]))),
    "a shape of its own": lambda *arguments: np.zeros((7, 7, 7)),
}


def extremes(exercise):
    """Numbers of the right shape that are absurd."""
    if exercise.holds or not isinstance(exercise.form, Numbers):  # far out may be right where many answers are
        return {}
    shape = np.shape(exercise.right)
    return {size: np.full(shape, size) for size in (1e300, -1e300, 1e-300, 1e16)}


@pytest.mark.parametrize("name", EXERCISES)
def test_no_hostile_answer_raises_or_is_accepted(name):
    for what, answer in (HOSTILE | extremes(EXERCISES[name])).items():
        reply = check(name, answer)
        assert reply.heading != "Right.", what
        assert isinstance(repr(reply), str) and reply._repr_html_(), what


@pytest.mark.parametrize("name", [name for name, exercise in EXERCISES.items() if exercise.holds and isinstance(exercise.form, Numbers)])
def test_absurd_numbers_do_not_raise_where_many_answers_are_right(name):
    for size in (1e300, -1e300, 1e-300, 1e155):
        assert check(name, np.full(np.shape(EXERCISES[name].right), size)).heading


@pytest.mark.parametrize("name", [name for name, exercise in EXERCISES.items() if isinstance(exercise.form, Function)])
def test_an_endless_function_ends_in_a_sentence(name, monkeypatch):
    monkeypatch.setattr("d2lcalc.exercises.patience.SECONDS", 0.3)
    assert "still running" in repr(check(name, endless))


@pytest.mark.parametrize("loop", [endless, stubborn])
def test_an_endless_loop_ends_in_a_sentence_and_leaves_the_kernel_well(loop, monkeypatch):
    monkeypatch.setattr("d2lcalc.exercises.patience.SECONDS", 0.3)
    assert "still running" in repr(check("1.1", loop))
    assert check("1.1", lambda x, y: (2 * x * y, x**2 + 3)).heading == "Right."


@pytest.mark.parametrize("name", ["9.9", "1.99", "one", "", None, ..., 3j, [], "1.1; import os", "١.1"], ids=repr)
def test_an_unknown_exercise_is_said_to_be_unknown(name):
    for ask in (check, hint, solution, scene):
        assert ask(name).heading == "There is no exercise of that name."


# Single forms


@pytest.mark.parametrize(
    "answer", [9.3, "9.3", "9,3", " 9,3 ", np.float32(9.3), jnp.array(9.3), Fraction(93, 10), "93/10", "10 - 0,7", "−(−9,3)"]
)
def test_a_number_in_many_spellings(answer):
    assert check("1.2", answer).heading == "Right."


def test_a_name_is_text_since_the_number_7_10_is_7_1():
    for ask in (check, hint, solution, scene):
        assert ask(7.10).heading == "The name goes in quotation marks."
        assert f'{ask.__name__}("7.10")' in ask(7.10).text
    assert progress().heading == "Nothing tried yet."


def test_an_answer_may_be_several_arguments():
    assert check("2.3", 3.8, 0.5).heading == "Right."
    assert "'9,3'" in check("1.2", 9, 3).text


@pytest.mark.parametrize(
    "answer",
    ["3*x+2*y-6", "3x + 2y - 6", lambda x, y: np.float64(3 * x + 2 * y - 6), lambda x, y: jnp.array([3.0, 2.0]) @ jnp.array([x, y]) - 6],
)
def test_a_function_in_many_spellings(answer):
    reply = check("1.5", answer)
    assert reply.heading == "Right." or "3*x" in reply.text  # a product without its sign is told how it is written


def test_choices_in_many_spellings():
    for answer in ("A, D", "AD", "d a", "a and d", ["D", "A"], {"A", "D"}, ("x|x| + y²", "|xy|")):
        assert check("1.6", answer).heading == "Right.", answer


def test_index_terms_in_many_spellings():
    for answer in ("a_ki x_i + a_ik x_i", "aₖᵢxᵢ + aᵢₖxᵢ", "x_j a_{kj} + a_{jk} x_j", "a_kj x_j + x_i a_ik"):
        assert check("7.7", answer).heading == "Right.", answer
    for answer in ("a_k x", "a_ki x_i + a_ik", "a_iji x_i", "7", "a_ki + x_k", "b_k", "+", "a_kk x_k a_kk"):
        assert check("7.7", answer).heading in ("No answer yet.", "Not yet."), answer


# The way through an exercise


def test_the_solution_opens_after_a_try_only():
    assert solution("1.2").heading == "Try first."
    check("1.2", "no number")
    assert solution("1.2").heading == "Try first."
    check("1.2", 7)
    assert "9.3" in solution("1.2").text


def test_hints_come_in_three_stages_and_come_again():
    assert [hint("1.2").heading for _ in range(4)] == ["Look.", "Formula.", "First step.", "Look."]


def test_a_mistake_made_twice_gets_the_next_hint_as_well():
    first, second = check("2.1", (2.5, -33)), check("2.1", (2.5, -33))
    assert first.heading == second.heading == "Not yet: not normalised."
    assert FIRST_HINTS["not normalised"] not in first.text and "Look: " not in first.text
    assert FIRST_HINTS["not normalised"] in second.text and "Look: " in second.text


def test_a_wrong_answer_without_a_name_gets_staged_hints():
    replies = [check("1.2", 7).text for _ in range(3)]
    assert [reply.split(":")[0] for reply in replies] == ["Look", "Formula", "First step"]
    assert 'solution("1.2")' in replies[-1]


def test_a_wrong_function_is_told_where_it_is_wrong():
    assert re.search(r"At x = \S+, y = \S+ your function gives", check("1.5", lambda x, y: x + y).text)


def test_progress_shows_what_was_tried():
    assert repr(progress()) == "Nothing tried yet. Begin with any check(…), your answer in place of the dots."
    check("1.2", -0.7)
    check("1.2", 9.3)
    check("1.4", 3, 4)
    solution("1.4")
    check("1.4", (0.0002, 0.000008))
    assert repr(progress()).splitlines() == [
        "2 right of 2 tried since the kernel was started.",
        "1.2 Predict: right, tries 2, hints 0",
        "1.4 Scaling: right, after the solution, tries 2, hints 1",
    ]
    assert "<caption>2 right" in progress()._repr_html_()


def test_progress_is_in_the_order_of_the_exercises():
    for name in ("7.10", "7.2", "1.2"):
        check(name, EXERCISES[name].right)
    assert [name for name, *_ in progress().rows] == ["1.2", "7.2", "7.10"]


# Scenes


MOVES = {
    "1.3": {"dx": 0.5, "dy": 0.5},
    "2.2": {"across": 3.0, "up": 4.0},
    "2.5": {"rate": 0.175},
    "4.8": {"x": 0.9, "y": -0.2},
    "5.2": {"w": 1, "x": 1, "y": -1, "z": 0},
    "6.8": {"theta": 46},
    "7.9": {"x": 1.0, "y": -1.0},
    "8.5": {"x": 1.0, "y": 0.8},
}


@pytest.mark.parametrize("name", MOVES)
def test_a_scene_is_read_as_it_stands(name):
    picture = scene(name)
    assert check(name).heading == "Not answered yet."
    for parameter, value in MOVES[name].items():
        setattr(picture, parameter, value)
    assert check(name, ...).heading == "Right."
    assert check(name, picture).heading == "Right."


def test_three_places_are_gathered_one_by_one():
    picture = scene("3.4")
    assert check("3.4").heading == "Not answered yet."
    replies = []
    for picture.x, picture.y in [(1.0, 0.0), (1.0, 0.0), (0.5, 0.5), (-1.0, 0.0), (0.0, 0.0)]:
        replies.append(check("3.4").heading)
    assert replies == ["Not all yet.", "Not all yet.", "Not yet.", "Not all yet.", "Right."]
    assert check("3.4").heading == "Right."  # the cell run again


def test_three_places_handed_in_together_are_right_whatever_was_found_before():
    places = [(0, 0), (1, 0), (-1, 0)]
    assert "1 of 3" in check("3.4", places[0]).text
    assert "Right, but not new: 1 of 3" in check("3.4", places[0]).text
    assert "Right so far: 2 of 3" in check("3.4", [places[0], places[1], places[1]]).text
    assert check("3.4", places).heading == "Right."
    assert check("3.4", places).heading == "Right."


def test_every_scene_of_an_exercise_has_moves():
    assert {name for name, exercise in EXERCISES.items() if exercise.scene} == {*MOVES, "3.4"}


# Misconceptions


def test_every_misconception_has_a_picture_and_an_exercise():
    attacked = {belief for exercise in EXERCISES.values() for belief in exercise.misconceptions}
    assert attacked == BELIEFS.keys() == {f"M{i}" for i in range(1, 31)}
    for belief in BELIEFS.values():
        assert belief.pictures

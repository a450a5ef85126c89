"""The contract of record, Tape and replay_program."""

import doctest
import json

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import d2lcalc.tape
from d2lcalc.tape import Tape, record
from d2lcalc.tape.holes import fillings


def bump(x, y):
    return x * jnp.exp(-(x**2) - y**2)


def test_the_program_is_plain_json_in_the_documented_form():
    program = record(lambda x: jnp.where(x > 0, 2.0 * x, -jnp.inf), 1.0).program
    assert program == {
        "inputs": 1,
        "constants": [0.0, 2.0, "-inf"],
        "operations": [["gt", 0, -1], ["mul", -2, 0], ["where", 1, 2, -3]],
        "outputs": [3],
    }
    assert json.loads(json.dumps(program, allow_nan=False)) == program


def test_a_loop_is_in_the_documented_form():
    program = record(lambda x, y: jax.lax.scan(lambda c, t: (c * y + t, c), x, jnp.arange(2.0)), 1.0, 1.0).program
    body = {"inputs": 3, "constants": [], "operations": [["mul", 0, 1], ["add", 2, 3]], "outputs": [4, 1]}
    loop = {"length": 2, "body": body, "carry": [0], "fixed": [1], "each": [[-1, -2]]}
    assert program == {"inputs": 2, "constants": [0.0, 1.0], "operations": [["scan", loop]], "outputs": [2, 3, 4]}


def test_common_operations_are_written_once_and_unneeded_ones_not_at_all():
    tape = record(lambda x, y: (x * y) + (y * x) + 0 * jnp.sin(x).astype(int), 1.0, 2.0)
    names = [operation[0] for operation in tape.program["operations"]]
    assert names.count("mul") == 2
    assert [operation[0] for operation in record(lambda x: (jnp.sin(x), x)[1], 1.0).program["operations"]] == []


def test_a_hole_is_filled_by_what_its_own_output_needs():
    operations = [["mul", 0, 1], ["an operation that there is not", 2], ["add", 2, -1]]
    source = {"inputs": 2, "constants": ["inf", 3.0], "operations": operations, "outputs": []}
    holes = fillings(source, {"f": 2, "f_x": 4, "f_y": -2}, {})
    assert [holes[name](2.0, 5.0) for name in ("f", "f_x", "f_y")] == [10.0, np.inf, 3.0]


def test_arguments_and_result_are_trees():
    def function(parameters, points):
        return {"sum": points.sum() * parameters["a"], "points": [points, None, 3.0], "empty": jnp.zeros((0, 2))}

    tape = record(function, {"a": 1.0}, np.ones((2, 2)))
    result = tape.replay({"a": 2.0}, np.arange(4.0).reshape(2, 2))
    assert isinstance(tape, Tape)
    assert result["sum"] == 12.0
    assert result["points"][0].tolist() == [[0, 1], [2, 3]]
    assert result["points"][1:] == [None, 3.0]
    assert result["empty"].shape == (0, 2)


def test_integers_and_truths_among_the_examples_stay_what_they_are():
    tape = record(lambda index, flag, v: jnp.where(flag, v[index], -1), 0, True, np.zeros(3))
    assert [tape.replay(2, flag, np.array([5.0, 6.0, 7.0])) for flag in (True, False)] == [7.0, -1.0]


def test_recording_is_in_double_precision_whatever_jax_is_set_to():
    with jax.enable_x64(False):
        tape = record(lambda x: jnp.sin(x) + jnp.ones(2), np.float32(0.1))
        assert not jax.config.jax_enable_x64
    np.testing.assert_allclose(tape.replay(1e-9), 1 + 1e-9, rtol=1e-15)


def test_trailing_axes_are_a_grid():
    tape = record(lambda v, t: (v.sum() * t, v, t * t), np.zeros(2), 0.0)
    total, v, square = tape.replay(np.ones((2, 4, 5)), 3.0)
    assert total.shape == (4, 5) and v.shape == (2, 4, 5) and square == 9.0
    pair = record(lambda x, t: jnp.stack([x, t]), 0.0, 0.0).replay(np.arange(5.0), 7.0)
    assert pair.tolist() == [[0, 1, 2, 3, 4], [7] * 5]  # one element meets the grid: all have it


def test_grids_of_two_sizes_live_side_by_side(replay):
    program = record(lambda x, y, a: (a * x, a + y), 0.0, 0.0, 0.0).program
    first, second = replay(program, [np.ones(300), np.ones(7), 2.0])
    assert first.tolist() == [2.0] * 300 and second.tolist() == [3.0] * 7


def test_an_operation_that_mixes_grids_is_refused(replay):
    with pytest.raises(ValueError, match=r"Operation 'add' mixes grids of .*7.* and .*300.*; give the inputs that meet in it one grid"):
        replay(record(lambda x, y: x + y, 0.0, 0.0).program, [np.ones(7), np.ones(300)])


def test_a_wrong_number_of_inputs_is_refused(replay):
    with pytest.raises(ValueError, match="takes 2 inputs, not 1"):
        replay(record(bump, 0.0, 0.0).program, [1.0])


def test_other_arguments_than_recorded_are_refused():
    tape = record(bump, 0.0, 0.0)
    with pytest.raises(ValueError, match="was recorded with arguments"):
        tape.replay(1.0)
    with pytest.raises(ValueError, match=r"of shape .3,. was given where the tape was recorded with .2,."):
        record(jnp.sum, np.zeros(2)).replay(np.zeros(3))


def test_a_program_without_operations_or_inputs_and_numbers_that_come_out_as_float64(replay):
    assert replay(record(lambda: 2.0).program, []) == [2.0]
    program = record(lambda x: (x > 0, jnp.argmax(jnp.stack([x, 0.0]))), 1.0).program
    assert {type(output) for output in replay(program, [1.0])} == {np.float64}


def test_the_example_of_the_package_runs():
    assert doctest.testmod(d2lcalc.tape) == doctest.TestResults(failed=0, attempted=4)


def test_a_tape_reads_as_its_operations():
    tape = record(lambda x, y: 3 * x + jax.lax.fori_loop(0, 9, lambda k, c: c * y, x) - y, 1.0, 2.0)
    assert str(tape) == "v2 = mul 3 v0\nv3 = scan …\nv5 = add v2 v4\nv6 = sub v5 v1"


def test_a_tape_tells_all_its_values():
    assert record(lambda a, b: (a * b - a) / b, 2.0, 3.0).values(2.0, 4.0) == [2, 4, 8, 6, 1.5]
    with pytest.raises(ValueError, match="has a loop"):
        record(lambda a: jax.lax.fori_loop(0, 3, lambda k, c: a * c, a), 2.0).values(2.0)

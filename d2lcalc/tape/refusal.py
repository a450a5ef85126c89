"""Refusals: one sentence that names the learner's own line, what stands in the way, and the remedy."""

import linecache
import os
import re
import sysconfig
import traceback

import jax

OURS = [os.path.join(os.path.dirname(__file__), os.pardir, room) for room in ("tape", "live")]  # call what the author wrote
LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")} | {*map(os.path.normpath, OURS)})

WHERE = "choose with jnp.where(condition, a, b), or jnp.maximum and jnp.minimum"
TRACING = (
    (jax.errors.TracerBoolConversionError, "Python decides here on a value that JAX does not know yet", WHERE),
    (jax.errors.TracerArrayConversionError, "NumPy cannot compute with a value that JAX does not know yet", "write jnp. instead of np."),
    (
        jax.errors.TracerIntegerConversionError,
        "an index or range needs a number known now",
        "index a jnp array, or loop with jax.lax.fori_loop",
    ),
    (jax.errors.NonConcreteBooleanIndexError, "the size of the result would depend on the values", WHERE),
    (
        jax.errors.ConcretizationTypeError,
        "it asks for a number that JAX does not know yet",
        "leave out float(), int(), .item(); write jnp. instead of math.",
    ),
)
"""What tracing itself cannot take: JAX's error, the reason, the remedy. Subclasses stand before their base."""

OUTSIDE = ("JAX cannot loop here over more than 100 rows of an array made outside the function", "write np.asarray(…) around it")
"""It takes such an array in chunks, and counts these by an operation that is traced, too."""

SLIPS = (
    (r"xor does not accept dtype float|.* for \^=?:", "^ is no power in Python", "write x**2; x^2 works only between quotation marks"),
    (
        r"(and|or) does not accept dtype float|.* for [&|]=?:",
        "& and | join conditions, not numbers",
        "put each condition in brackets, (x > 0) & (y > 0)",
    ),
    (r"not does not accept dtype float|.* unary ~:", "~ turns a condition round, not a number", "write -x, or ~(x > 0)"),
    (r"shift_\w+ does not accept dtype float|.* for (<<|>>)=?:", "<< and >> shift the bits of whole numbers", "write x * 2**n or x / 2**n"),
    (r"'\w*Tracer' object is not callable", "a number stands where a function is needed", "write x * (y + 1) for a product, not x(y + 1)"),
    (r"'str' object is not callable", "a text stands where a function is needed", 'write lambda x, y: x**2, not "x^2"'),
)
"""What is written out of another habit: how the error of JAX or Python begins, the reason, the remedy."""

UNKNOWN = ("Python needs a number here that JAX does not know yet", "give it a fixed one, or compute with jnp")
"""Formats, shapes and slices: errors that only mention a tracer. What Python's own operators refuse, it says better itself."""


class RecordingError(TypeError):
    """A function that cannot be recorded: where, why, and what to write instead."""


class Refusal(Exception):
    """Why an equation of the jaxpr cannot be recorded; on its way out it gathers the equations that enclose it."""

    def __init__(self, reason, remedy):
        super().__init__(reason)
        self.reason, self.remedy, self.equations = reason, remedy, []


def refused(refusal):
    """The error for a refused equation, naming the outermost enclosing one that stands in the learner's own code.

    The outermost, because JAX keeps traced functions, and an inner equation may name the line of an earlier caller.
    """
    equations = refusal.equations[::-1]
    compiled = [equation.params["name"] for equation in equations if "name" in equation.params]
    tracebacks = [equation.source_info.traceback for equation in equations]
    places = (_place(found.as_python_traceback(), *compiled) for found in tracebacks if found)
    return RecordingError(_sentence(next(filter(None, places), None), refusal.reason, refusal.remedy))


def untraceable(error):
    """The error for a function that JAX itself could not trace; any other error as it is."""
    found, said = obstacle(error), str(error)
    if not found and "Tracer" in said and not said.startswith("unsupported operand"):
        found = _place(error.__traceback__), *UNKNOWN
    return RecordingError(_sentence(*found)) if found else error


def obstacle(error):
    """Where tracing stopped, why, and the remedy; None for an error of another kind."""
    causes = [cause for kind, *cause in TRACING if isinstance(error, kind)]
    causes += [cause for beginning, *cause in SLIPS if isinstance(error, TypeError) and re.match(beginning, str(error))]
    looping = any(frame.name == "_chunk_iter" for frame in traceback.extract_tb(error.__traceback__))
    cause = OUTSIDE if looping else next(iter(causes), None)
    return cause and (_place(error.__traceback__), *cause)


def _sentence(place, reason, remedy):
    return f"{place or 'The function'} cannot be recorded: {reason}; {remedy.removesuffix('.')}."


def _place(python_traceback, *compiled):
    """The innermost line outside libraries, after what it calls, perhaps `compiled`: ``sin in `y = np.sin(x)` (line 3 of surface.py)``."""
    frames = traceback.extract_tb(python_traceback)
    own = [k for k, frame in enumerate(frames) if not frame.filename.startswith(LIBRARIES)]
    if not own:
        return None
    frame = frames[own[-1]]
    columns = (frame.colno, frame.end_colno) if getattr(frame, "end_colno", None) else None
    names = [*compiled, *(inner.name for inner in frames[own[-1] + 1 :])]
    called = next((f"{name} in " for name in names if re.search(rf"\b{re.escape(name)}\(", frame.line)), "")
    return called + line_of(frame.filename, frame.lineno, columns)


def line_of(filename, number, columns=None):
    """A line of code, with its number and file; of a long one only the given columns."""
    file = os.path.basename(filename) if os.path.exists(filename) else "the cell"
    line = linecache.getline(filename, number)
    if len(line) > 100 and columns:
        line = line[slice(*columns)]
    return f"`{line.strip()}` (line {number} of {file})"

"""A time limit for code that somebody else wrote: an endless loop ends in a sentence, not in a kernel that hangs."""

import ctypes
import threading
from collections.abc import Callable
from typing import Any

SECONDS = 10.0  # long enough for JAX's first compilation on a slow machine
PERSISTENCE = 40  # how often a thread that will not stop is told again


class Stopped(SystemExit):
    """Raised inside a thread whose time is over; as a SystemExit it ends the thread without a word."""


def patiently(call: Callable[[], Any]) -> Any:
    """call(), or TimeoutError after SECONDS; what call raises is raised here, and so is any SystemExit, as RuntimeError.

    It runs in a thread of its own, which works in every Jupyter kernel and on Windows, where alarm signals do not, and leaves the
    main thread free for Interrupt. A loop in Python is stopped at its next instruction. What waits inside one call that is not
    Python's (a sleep, a huge matrix product) cannot be stopped: it is left behind and ends when it ends.
    """
    outcome = []

    def work():
        try:
            outcome.append((call(), None))
        except BaseException as error:  # also the SystemExit of a learner's exit()
            outcome.append((None, error))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        thread.join(SECONDS)
        late = thread.is_alive()
    finally:  # reached by Interrupt as well
        stop(thread)
    if late:
        raise TimeoutError(f"it was still running after {SECONDS:g} seconds")
    value, error = outcome[0]
    if isinstance(error, Exception):
        raise error
    if error is not None:
        raise RuntimeError(f"it tried to leave Python ({type(error).__name__})")
    return value


def stop(thread: threading.Thread) -> None:
    """End the thread if it runs; one that catches everything is told again until it gives up, or we do."""
    for _ in range(PERSISTENCE):
        if not thread.is_alive():
            return
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Stopped))
        thread.join(0.01)

#!/usr/bin/env python3
"""Start the course. Python 3.11 to 3.14 is all it needs; the rest goes into the folder .venv, once.

    python3 start.py              open JupyterLab on the first notebook   (Windows: py start.py)
    python3 start.py test         run the tests
    python3 start.py test quick   those that need no browser, no notebook run and no installation

For teachers (what they write goes to the folder handouts/):
    python3 start.py teacher      a table of all exercises and of the misconceptions they attack
    python3 start.py copies       all notebooks without outputs, and once more with the exercises solved
    python3 start.py sheets       sheets to print
    python3 start.py pages        web pages on which every picture moves, to open or to put on any server

For maintainers:
    python3 start.py notebooks    run every notebook and store its outputs
    python3 start.py bundle       build d2lcalc/live/bundle.js from its sources (needs npm)
    python3 start.py lock         pin the dependencies of pyproject.toml anew

What follows a command goes on to the tool it calls: `start.py lab --no-browser`, `start.py test -k tape`,
`start.py bundle --check`, `start.py lock --upgrade`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LAB_LOCK = ROOT / "binder" / "requirements.txt"
TEST_LOCK = ROOT / "tests" / "requirements.txt"  # holds all of LAB_LOCK, pin for pin
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed-by-start"
TRUSTED = VENV / "trusted-by-start"
QUICK = ("tests", "--ignore", "tests/notebooks", "--ignore-glob", "*_browser.py", "-m", "not browser and not slow")
UV = shutil.which("uv", path=os.pathsep.join(folder for folder in os.get_exec_path() if VENV not in Path(folder).parents))


def lab(*options):
    """Open JupyterLab on the first notebook."""
    install(LAB_LOCK)
    trust_notebooks()
    if is_root():
        print("You are root, which JupyterLab refuses by itself: starting it with --allow-root.", flush=True)
        options = ("--allow-root", *options)
    return run(PYTHON, "-m", "jupyterlab", ROOT / "notebooks" / "00_start_here.ipynb", *options)


def test(*options):
    """Run all tests and compare every notebook's stored output; get a browser first if there is none. `quick` leaves out what is slow."""
    install(LAB_LOCK, TEST_LOCK)
    if options[:1] == ("quick",):
        return run(PYTHON, "-m", "pytest", *QUICK, *options[1:])
    return run(PYTHON, ROOT / "tasks" / "chromium.py") or run(PYTHON, "-m", "pytest", *options)


def lock(*options):
    """Pin what pyproject.toml asks for, with hashes, for every platform at once. Keeps present pins unless told to --upgrade."""
    install(LAB_LOCK, TEST_LOCK)
    return pin("lab", LAB_LOCK, *options) or pin("test", TEST_LOCK, "--constraint", relative(LAB_LOCK), *options)


def task(name):
    """The command that runs tasks/<name>.py."""

    def command(*options):
        install(LAB_LOCK, TEST_LOCK)
        return run(PYTHON, ROOT / "tasks" / f"{name}.py", *options)

    return command


FOR_TEACHERS = ("teacher", "copies", "sheets", "pages")
COMMANDS = {"lab": lab, "test": test, "lock": lock, **{name: task(name) for name in ("notebooks", "bundle", *FOR_TEACHERS)}}


def install(*locks):
    """Make .venv hold what the locks name (the last holds the others) and the course itself; nothing is done if it does already."""
    wanted, held = [fingerprint(lock) for lock in locks], stamped()
    if held.issuperset(wanted):
        return
    if not held:
        make_venv()
    STAMP.unlink(missing_ok=True)  # until all is done: an interrupted installation must not look like a finished one
    print("Installing what the course needs into .venv (once; it takes a minute or a few) …", flush=True)
    install_with_pip("--require-hashes", "-r", locks[-1])
    install_with_pip("--no-deps", "--no-build-isolation", "-e", ROOT)
    STAMP.write_text("\n".join([str(ROOT), *wanted]), encoding="utf-8")


def fingerprint(lock):
    """The hash of everything that decides what is installed."""
    return hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()


def stamped():
    """The fingerprints that .venv was made to hold: none if it was left half made, moved here, or has lost its Python."""
    try:
        place, *held = STAMP.read_text(encoding="utf-8").splitlines()
        subprocess.run([str(PYTHON), "-c", ""], check=True, capture_output=True)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return set()
    return set(held) if place == str(ROOT) else set()


def make_venv():
    """Put an empty environment in the place of whatever .venv is."""
    if not UV:
        require_venv_module()
    if VENV.exists():
        print("The folder .venv is unfinished, was moved here or has lost its Python: making it anew.", flush=True)
        remove(VENV)
    python = getattr(sys, "_base_executable", sys.executable)  # started from the old .venv itself, sys.executable has just gone
    if run(*([UV, "venv", "--python", python] if UV else [python, "-m", "venv"]), VENV):
        sys.exit(f"The environment {VENV} could not be made: the lines above say why.")


def remove(folder):
    try:
        shutil.rmtree(folder)
    except OSError as error:
        sys.exit(f"{folder} cannot be removed ({error}). Close what uses it, or remove it by hand, and start again.")


def require_venv_module():
    """Stop where Python came without `venv` or `ensurepip`, as Debian's and Ubuntu's does."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        sys.exit(f"This Python has no module `{error.name}`. On Debian or Ubuntu: sudo apt-get install python3-venv. Then start again.")


def install_with_pip(*what):
    pip = [UV, "pip", "install", "--python", PYTHON] if UV else [PYTHON, "-m", "pip", "install"]
    if run(*pip, *what):
        sys.exit("The installation stopped: the lines above say why. With the network up and 2 GB of disk free, start again.")


def pin(extra, lock, *options):
    """Write the lock of one extra of pyproject.toml. It names no address, so that it serves behind any package index."""
    compile_lock = (PYTHON, "-m", "uv", "pip", "compile", "pyproject.toml", "--extra", extra, "--output-file", relative(lock), "--quiet")
    everywhere = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url")
    return run(*compile_lock, *everywhere, "--custom-compile-command", "python3 start.py lock", *options)


def trust_notebooks():
    """Tell Jupyter to show the course's own notebooks live before a cell has run: those that hold what SHA256SUMS says, each once."""
    folder = ROOT / "notebooks"
    own = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    told = TRUSTED.read_text(encoding="utf-8").splitlines() if TRUSTED.exists() else []
    found = {f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}": path for path in folder.glob("*.ipynb")}
    new = [line for line in own if line in found and line not in told]
    if not new:
        return
    if subprocess.run([str(PYTHON), "-m", "jupyter", "trust", *(str(found[line]) for line in new)], stdout=subprocess.DEVNULL).returncode:
        print("Jupyter could not be told to trust the notebooks: each shows still pictures until you run its cells.", flush=True)
    else:
        TRUSTED.write_text("\n".join([*told, *new]), encoding="utf-8")


def relative(path):
    return path.relative_to(ROOT).as_posix()


def is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def run(*command):
    """Run a program in the course's folder and return its exit code. Ctrl-C is the program's to answer: JupyterLab asks back."""
    environment = {"JAX_PLATFORMS": "cpu", **os.environ}  # unset, JAX warns into a notebook's output where it sees a GPU
    process = subprocess.Popen([str(part) for part in command], cwd=str(ROOT), env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def main(name="lab", *options):
    if not (3, 11) <= sys.version_info < (3, 15):
        sys.exit(f"The course needs Python 3.11 to 3.14; this is {sys.version.split()[0]}. Install 3.12 and start with it.")
    if name in ("-h", "--help"):
        return print(__doc__.strip())
    if name.startswith("-"):
        name, options = "lab", (name, *options)
    if name not in COMMANDS:
        sys.exit(f"There is no command `{name}`: the commands are {', '.join(COMMANDS)}.")
    return COMMANDS[name](*options)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

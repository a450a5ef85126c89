"""start.py from the outside: first and second start, what it repairs, and what it says when something is missing.

To be quick, most tests install a course whose lock is cut down to what the course's own installation takes.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import chromium
import start
from repository import ROOT, read_lock

INSTALL = "import start; start.install(start.LAB_LOCK)"
UV = Path(sys.executable).parent  # uv is one of the test tools
WORKS = "import d2lcalc, pip, sys; print(sys.prefix)"


@pytest.fixture
def path(environment):
    return environment(UV)


@pytest.fixture
def course(tmp_path, copy_of_course):
    course = copy_of_course(tmp_path / "a course")
    builders = [pin.text for pin in read_lock(start.LAB_LOCK) if {pin.name, *pin.via} & {"editables", "hatchling", "pip"}]
    (course / "binder/requirements.txt").write_text("\n".join(builders))
    (course / "d2lcalc/__init__.py").write_text("")
    return course


def python(course, code, path, **variables):
    return subprocess.run([sys.executable, "-c", code], cwd=course, env={**path, **variables}, capture_output=True, text=True)


def installed(course):
    """Whether .venv works, by running it."""
    interpreter = course / start.PYTHON.relative_to(ROOT)
    return subprocess.check_output([interpreter, "-c", WORKS], text=True).strip() == str(course / ".venv")


def assert_made_anew(result, course):
    assert "making it anew" in result.stdout, result.stderr
    assert installed(course)


@pytest.mark.slow
def test_first_start_installs_with_pip_and_second_does_nothing(course, environment):
    first = python(course, INSTALL, environment())
    assert first.returncode == 0, first.stderr
    assert installed(course)
    second = python(course, INSTALL, environment(), PATH=str(course))  # no way to install
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")


@pytest.mark.slow
def test_what_an_environment_may_live_through_with_uv(course, path):
    """It is begun offline, its lock is changed, the folder moved; then its Python goes, and at last it is told to replace itself."""
    offline = python(course, INSTALL, path, UV_OFFLINE="1", UV_NO_CACHE="1")
    assert offline.returncode == 1
    assert "start again" in offline.stderr
    assert_made_anew(python(course, INSTALL, path), course)

    own = course / ".venv/own file"
    own.touch()
    with (course / "binder/requirements.txt").open("a") as lock:
        lock.write("\n# a change\n")
    assert "Installing" in python(course, INSTALL, path).stdout
    assert own.exists()

    moved = course.rename(course.with_name("moved"))
    assert_made_anew(python(moved, INSTALL, path), moved)

    interpreter = moved / start.PYTHON.relative_to(ROOT)
    interpreter.unlink()
    interpreter.symlink_to(moved / "python-of-last-year")
    assert_made_anew(python(moved, INSTALL, path), moved)

    shutil.copy2(shutil.which("uv", path=UV), interpreter.parent)  # as if it were active: its uv and its Python are about to go
    (moved / start.STAMP.relative_to(ROOT)).unlink()
    active = {**path, "PATH": os.pathsep.join([str(interpreter.parent), path["PATH"]])}
    assert_made_anew(subprocess.run([interpreter, "-c", INSTALL], cwd=moved, env=active, capture_output=True, text=True), moved)


@pytest.mark.slow
def test_jupyterlab_starts_and_trusts_the_notebooks(tmp_path, copy_of_course, path):
    """The whole course for once. A word on stderr would be an error that every learner sees at every start."""
    course = copy_of_course(tmp_path / "course")
    start_lab = [sys.executable, "start.py", "lab", "--version"]
    variables = {**path, "JUPYTER_DATA_DIR": str(tmp_path / "jupyter")}
    assert subprocess.run(start_lab, cwd=course, env=variables, capture_output=True).returncode == 0
    again = subprocess.run(start_lab, cwd=course, env=variables, capture_output=True, text=True)
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.splitlines()[-1] in {pin.version for pin in read_lock(start.LAB_LOCK) if pin.name == "jupyterlab"}
    assert ("--allow-root" in again.stdout) == start.is_root()
    assert (course / ".venv/etc/jupyter/labconfig/default_setting_overrides.json").exists()
    trust = [course / start.PYTHON.relative_to(ROOT), "-m", "jupyter", "trust", "notebooks/00_start_here.ipynb"]
    assert "already signed" in subprocess.check_output(trust, cwd=course, env=variables, text=True)


def test_only_the_courses_own_notebooks_are_trusted_and_they_once_it_has_succeeded(tmp_path, monkeypatch, capsys):
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    own, changed, *_ = sorted((tmp_path / "notebooks").glob("*.ipynb"))
    changed.write_text(own.read_text(encoding="utf-8"), encoding="utf-8")
    shutil.copy(own, own.with_name("foreign.ipynb"))
    told, returned = [], iter([1, 0])
    jupyter = lambda command, **options: told.append(command[4:]) or subprocess.CompletedProcess(command, next(returned))
    monkeypatch.setattr(start.subprocess, "run", jupyter)
    monkeypatch.setattr(start, "ROOT", tmp_path)
    monkeypatch.setattr(start, "TRUSTED", tmp_path / "trusted")
    for _ in range(3):
        start.trust_notebooks()
    assert told[0] == told[1] and len(told) == 2
    assert [str(own) in told[0], str(changed) in told[0], str(own.with_name("foreign.ipynb")) in told[0]] == [True, False, False]
    assert capsys.readouterr().out.count("could not be told to trust") == 1


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 10, 13), (3, 15, 0)])
def test_python_of_another_age_is_refused(version, monkeypatch):
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 to 3\.14; this is .*Install 3\.12"):
        start.main("lab")


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_missing_venv_module_is_named_with_the_remedy(module, course, environment):
    result = python(course, f"import sys; sys.modules['{module}'] = None; {INSTALL}", environment())
    assert result.returncode == 1
    assert f"no module `{module}`" in result.stderr
    assert "apt-get install python3-venv" in result.stderr
    assert not (course / ".venv").exists()


def test_missing_browser_that_cannot_be_installed_ends_with_the_remedy(tmp_path, monkeypatch):
    tried = []
    monkeypatch.setattr(chromium.subprocess, "call", tried.append)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(SystemExit, match=r"need Chromium.*apt-get install chromium"):
        chromium.main()
    assert tried == [[sys.executable, "-m", "playwright", "install", "chromium"]]


@pytest.fixture
def ran(monkeypatch):
    """The commands that would be run, each of which fails."""
    commands = []
    monkeypatch.setattr(start, "install", lambda *locks: None)
    monkeypatch.setattr(start, "run", lambda *command: commands.append(command[1:]) or 1)
    return commands


def test_without_a_browser_no_test_runs_but_the_quick_ones(ran):
    assert start.main("test") == 1
    start.main("test", "quick", "-k", "tape")
    assert ran == [(ROOT / "tasks" / "chromium.py",), ("-m", "pytest", *start.QUICK, "-k", "tape")]


def test_help_names_every_command_and_so_does_the_answer_to_an_unknown_one(capsys):
    assert not start.main("--help")
    described = capsys.readouterr().out
    assert all(f"start.py {name}" in described for name in start.COMMANDS if name != "lab")
    with pytest.raises(SystemExit, match=f"no command `labb`: the commands are {', '.join(start.COMMANDS)}"):
        start.main("labb")


@pytest.mark.skipif(os.name == "nt", reason="a signal to a group of processes")
def test_control_c_is_left_to_the_program(tmp_path):
    """JupyterLab asks whether to stop: start.py must wait for the answer, not end it."""
    asks = "time.sleep(0.5)\n os.killpg(0, signal.SIGINT)\n signal.pause()"
    asks = f"import os, signal, time\ntry:\n {asks}\nexcept KeyboardInterrupt:\n raise SystemExit(7)"
    heard = "signal.signal(signal.SIGINT, signal.default_int_handler)"  # which a job in the background is told to ignore
    code = f"import signal, start, sys; {heard}; sys.exit(start.run(sys.executable, '-c', {asks!r}))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, start_new_session=True).returncode == 7

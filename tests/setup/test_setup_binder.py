"""Binder: the recipe that repo2docker writes, and the same steps replayed without docker."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Binder is Linux, and repo2docker knows no Windows")


@pytest.mark.slow
def test_recipe_has_the_right_python_and_every_step(tmp_path, copy_of_course):
    repo2docker = Path(sys.executable).with_name("jupyter-repo2docker")
    result = subprocess.run([repo2docker, "--no-build", "--debug", copy_of_course(tmp_path)], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    recipe = result.stdout + result.stderr
    steps = ["for python=3.12", '-r "binder/requirements.txt"', "RUN ./binder/postBuild", "/binder/start"]
    assert [step for step in steps if step not in recipe] == []


@pytest.mark.slow
def test_installation_replayed_in_a_fresh_environment(tmp_path, copy_of_course, environment):
    course, venv = copy_of_course(tmp_path / "course"), tmp_path / "venv"
    variables = environment(venv / "bin", VIRTUAL_ENV=str(venv), JUPYTER_DATA_DIR=str(tmp_path / "jupyter"))

    def run(*command):
        return subprocess.run(command, cwd=course, env=variables, check=True, capture_output=True, text=True).stdout

    uv = Path(sys.executable).with_name("uv")
    run(uv, "venv", "--python", sys.executable, venv)
    run(uv, "pip", "install", "--require-hashes", "-r", "binder/requirements.txt")
    run("binder/postBuild")
    assert run("binder/start", "jupyter", "lab", "--version").startswith("4.")
    assert run("binder/start", "python", "-c", "import d2lcalc, os; print(os.environ['JAX_PLATFORMS'])") == "cpu\n"
    assert "already signed" in run("jupyter", "trust", "notebooks/00_start_here.ipynb")
    assert (venv / "etc/jupyter/labconfig/default_setting_overrides.json").exists()

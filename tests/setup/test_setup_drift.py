"""pyproject.toml is the one source of what the course needs: everything that repeats a part of it must agree with it."""

import ast
import json
import os
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import start
from repository import ROOT, read_lock, tracked

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
REQUIRED = {"lab": PROJECT["dependencies"] + EXTRAS["lab"]}
REQUIRED["test"] = REQUIRED["lab"] + [line for line in EXTRAS["test"] if line != "d2lcalc[lab]"]
LOCKS = {"lab": start.LAB_LOCK, "test": start.TEST_LOCK}
BINDER_PYTHON = (ROOT / "binder/runtime.txt").read_text().strip().removeprefix("python-")


@pytest.mark.parametrize("extra", LOCKS)
def test_lock_pins_what_the_project_asks_for_and_nothing_it_dropped(extra):
    pins = read_lock(LOCKS[extra])
    required = {requirement.name: requirement for requirement in map(Requirement, REQUIRED[extra])}
    assert {pin.name for pin in pins if "d2lcalc" in pin.via} == required.keys()
    for pin in pins:
        assert pin.hashes, f"{pin.name} has no hash"
        assert pin.name not in required or required[pin.name].specifier.contains(pin.version), pin.text


def test_lock_of_the_tests_holds_the_lock_of_the_lab_pin_for_pin():
    lab, test = ({(pin.name, pin.version) for pin in read_lock(lock)} for lock in LOCKS.values())
    assert lab < test


@pytest.mark.slow
def test_package_imports_only_what_it_declares():
    trees = [ast.parse(path.read_text()) for path in (ROOT / "d2lcalc").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    outside = {name.partition(".")[0] for name in imported} - sys.stdlib_module_names - {"d2lcalc"}
    distribution = packages_distributions()
    assert {distribution[name][0].lower() for name in outside} <= {Requirement(line).name for line in PROJECT["dependencies"]}


def test_conda_environment_repeats_nothing():
    assert yaml.safe_load((ROOT / "environment.yml").read_text()) == {
        "name": "d2lcalc",
        "channels": ["conda-forge", "nodefaults"],
        "dependencies": [f"python={BINDER_PYTHON}", "pip", {"pip": ['-e ".[lab]"']}],
    }


def test_every_place_names_a_python_that_the_project_supports():
    supported = SpecifierSet(PROJECT["requires-python"])
    workflow = "".join(path.read_text() for path in (ROOT / ".github/workflows").glob("*.yml"))
    named = set(re.findall(r'"(3\.\d+)"', workflow)) | {BINDER_PYTHON}
    assert len(named) > 2
    assert all(supported.contains(version) for version in named)
    assert supported == SpecifierSet(">=3.11,<3.15"), "start.py, README and the locks say 3.11 to 3.14"


def test_start_can_be_read_by_a_python_too_old_to_run_it():
    ast.parse((ROOT / "start.py").read_text(), feature_version=(3, 7))


def test_settings_of_jupyterlab_come_with_the_package():
    shared = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    (source,) = shared
    assert json.loads((ROOT / source).read_text())["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false"}


def test_the_notebooks_that_are_opened_first_exist():
    named = re.findall(r"lab/tree/(notebooks/\S+?\.ipynb)", (ROOT / "README.md").read_text())
    assert all((ROOT / path).exists() for path in ["notebooks/00_start_here.ipynb", *named])


def test_no_file_names_a_package_index_or_a_path_of_one_machine():
    index = r"(pythonhosted|npmjs|conda\.anaconda)\.(org|com)|pypi\.org|deb\.debian"
    machine = r"(?<![\w.~/-])/(work|root|home|Users|tmp|opt)/\w"
    for path in tracked():
        text = (ROOT / path).read_bytes().decode("utf-8", errors="replace")
        found = re.search(f"{index}|{machine}", text)
        assert not found, f"{path} names {found.group()}"
        assert not path.endswith(("requirements.txt", "package-lock.json")) or "://" not in text, f"{path} holds an address"


def test_package_json_is_not_a_module():
    """Said so at the top, it holds for the yarn.js of a JupyterLab in .venv below it too, which then fails at every start."""
    assert "type" not in json.loads((ROOT / "package.json").read_text())


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no executable bit")
@pytest.mark.parametrize("path", [".ci/run", "binder/postBuild", "binder/start", "start.py"])
def test_scripts_are_executable(path):
    assert os.access(ROOT / path, os.X_OK)

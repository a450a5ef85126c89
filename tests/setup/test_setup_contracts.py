"""The rules of the code that a tool checks: which layer may import which, and the linter's."""

import subprocess
import sys
from pathlib import Path

from repository import ROOT


def test_imports_run_one_way():
    lint_imports = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def test_linter_is_content():
    result = subprocess.run([sys.executable, "-m", "ruff", "check", "--quiet"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout

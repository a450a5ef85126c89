"""The tests of scenes and of hosts once more, in Firefox: by another process, since Playwright runs one browser in each."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import firefox

ROOT = Path(__file__).parents[2]
FILES = [f"tests/live/test_{name}_browser.py" for name in "scene controls subject questions drawing lecture hosts".split()]
COUNTED = "what is alive is counted by Chromium's own protocol"
NOT_THERE = {
    "scene_browser.py::test_taking_a_scene_down_leaves_nothing": COUNTED,
    "scene_browser.py::test_a_picture_made_anew_leaves_nothing_of_the_old_one": COUNTED,
    "scene_browser.py::test_moves_leave_nothing_in_the_page": COUNTED,
    "lecture_browser.py::test_no_panel_is_smaller_in_a_lecture[4]": "the scroll bar of what is higher than the screen takes 6 pixels",
}


@pytest.mark.slow
@pytest.mark.skipif(not firefox.PATH, reason="there is no firefox-esr to run them in: on Debian, apt-get install firefox-esr")
def test_scenes_and_hosts_pass_in_firefox():
    left_out = [f"--deselect=tests/live/test_{name}" for name in NOT_THERE]
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", *left_out, *FILES]
    run = subprocess.run(command, cwd=ROOT, env={**os.environ, "D2LCALC_BROWSER": "firefox"}, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout[-5000:]
    assert f"{len(NOT_THERE) + 1} deselected" in run.stdout  # one is of two rows

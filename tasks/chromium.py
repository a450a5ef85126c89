"""The browser of the tests and the benchmark: Chromium, found on this machine or installed.

`python tasks/chromium.py` installs one where there is none, and exits with a remedy where it cannot.
"""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# WebGL without a graphics card; the rest of the page drawn as a browser without one draws it, not by SwiftShader too; and no request of
# the browser's own.
FLAGS = (
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-gpu-rasterization",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "The browser tests need Chromium, and none could be installed. Install Chromium or Chrome so that it is on the PATH "
    "(Debian: sudo apt-get install chromium), or run `python -m playwright install --with-deps chromium` in .venv, then start again."
)


@contextmanager
def launch(**options):
    """A running headless Chromium, through Playwright; FileNotFoundError where there is none."""
    path = find()
    if not path:
        raise FileNotFoundError(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS, **options)
        yield browser
        browser.close()


def find():
    """The path of the machine's Chromium or Chrome, else of Playwright's own; None where there is neither."""
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return next(filter(None, map(shutil.which, NAMES)), own if Path(own).exists() else None)


def main():
    """Get Chromium where there is none: from Debian where we are root there, otherwise Playwright's own build."""
    if not find() and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.call(["apt-get", "update"])
        subprocess.call(["apt-get", "install", "--yes", "--no-install-recommends", "chromium", "fonts-liberation"])
    if not find():
        subprocess.call([sys.executable, "-m", "playwright", "install", "chromium"])
    if not find():
        sys.exit(MISSING)


if __name__ == "__main__":
    main()

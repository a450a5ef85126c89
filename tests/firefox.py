"""Firefox, driven by Playwright over WebDriver BiDi.

Run as a program this is what Playwright starts in Firefox's place: Firefox, and a relay between both that answers by itself the one command
of Playwright's which Firefox ESR does not know yet.
"""

import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from asyncio import run, to_thread
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application
from tornado.websocket import WebSocketHandler, websocket_connect

PATH = shutil.which("firefox-esr")
UNKNOWN = "emulation.setMediaFeaturesOverride"
LARGEST = 2**28  # bytes of a message: one may hold a screenshot


@contextmanager
def launch():
    """A running headless Firefox."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        start = Path(folder, "firefox")
        start.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, __file__])} "$@"\n')
        start.chmod(0o755)
        browser = playwright.firefox.launch(channel="moz-firefox", executable_path=start)
        yield browser
        browser.close()


class Relay(WebSocketHandler):
    async def open(self, path):
        address = f"{self.settings['firefox']}/{path}"
        self.firefox = await websocket_connect(address, on_message_callback=self.answer, max_message_size=LARGEST)

    def answer(self, message):
        if message is not None:  # which says that Firefox is gone
            self.write_message(message)

    async def on_message(self, message):
        command = json.loads(message)
        if command["method"] == UNKNOWN:
            self.write_message({"type": "success", "id": command["id"], "result": {}})
        else:
            await self.firefox.write_message(message)

    def on_close(self):
        self.firefox.close()


async def main(*options):
    firefox = subprocess.Popen([PATH, *options], stderr=subprocess.PIPE, text=True)
    said = ""
    for line in firefox.stderr:
        said += line
        if listening := re.search(r"WebDriver BiDi listening on (\S+)", line):
            break
    else:
        raise RuntimeError(f"Firefox ended before it listened: {said}")
    socket, port = bind_unused_port()
    relay = HTTPServer(Application([("/(.*)", Relay)], firefox=listening[1], websocket_max_message_size=LARGEST))
    relay.add_socket(socket)
    print(f"WebDriver BiDi listening on ws://127.0.0.1:{port}", file=sys.stderr, flush=True)
    await to_thread(firefox.stderr.read)  # until it ends


if __name__ == "__main__":
    run(main(*sys.argv[1:]))

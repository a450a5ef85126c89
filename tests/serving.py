"""A server of its own for a test."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager


@contextmanager
def serving(*command, folder, **options):
    """The address where a module of Python serves, run with these arguments and a free port; what it says goes to a log in the folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with open(folder / "log", "w") as log:
        process = subprocess.Popen([sys.executable, "-m", *command, f"--port={port}"], stdout=log, stderr=log, **options)
    try:
        wait_for(f"http://127.0.0.1:{port}", folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:  # a loaded machine is slow, and nothing of it is needed any more
            process.kill()
            process.wait()


def wait_for(address, log):
    for _ in range(600):
        try:
            return urllib.request.urlopen(address).close()
        except urllib.error.URLError:
            time.sleep(0.2)
    raise TimeoutError(f"Nobody answers at {address}: {log.read_text()[-2000:]}")

"""What the tests of the set-up read: the files that git tracks, and the pins of a lock."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tracked():
    """The paths of the repository's files, relative to its top, as they stand now."""
    listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True)
    return [path for path in listed.rstrip("\0").split("\0") if (ROOT / path).is_file()]


@dataclass(frozen=True)
class Pin:
    """One package of a lock."""

    name: str
    version: str
    hashes: int
    via: frozenset  # who asks for it
    text: str


def read_lock(path):
    return [read_pin(text) for text in re.split(r"\n(?=\w)", path.read_text()) if "==" in text]


def read_pin(text):
    name, version = re.match(r"([\w.-]+)==(\S+)", text).groups()
    via = re.findall(r"(?:# via|#  ) +([\w.-]+)", text)
    return Pin(name, version, text.count("--hash=sha256:"), frozenset(via), text)

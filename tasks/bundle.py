"""The front end as one file: esbuild makes d2lcalc/live/bundle.js from frontend/index.js.

Its first line carries the hash of the sources, so that a stale bundle is noticed where there is no npm.
`--check` builds into memory and compares.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "d2lcalc" / "live" / "frontend"
BUNDLE = ROOT / "d2lcalc" / "live" / "bundle.js"
STALE = "d2lcalc/live/bundle.js is not what its sources give: run `python3 start.py bundle` and commit it."


def sources_hash():
    """The beginning of sha256 over the names and contents of what the bundle is made from."""
    sources = [*FRONTEND.glob("*.js"), *FRONTEND.glob("*.css")]
    digest = hashlib.sha256()
    for path in sorted(sources, key=lambda path: path.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def header():
    return f"// sources sha256:{sources_hash()}"


def build():
    """The bundle's text."""
    npm = shutil.which("npm") or sys.exit("Building the bundle needs npm, which comes with Node.js: install Node.js 20 or newer.")
    subprocess.run([npm, "ci", "--silent"], cwd=ROOT, check=True)
    esbuild = [npm, "exec", "--", "esbuild", "--minify", "--charset=utf8"]
    run = lambda *options: subprocess.run([*esbuild, *options], cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout
    style = run("d2lcalc/live/frontend/style.css").strip()
    options = ["--bundle", "--format=esm", f"--define:STYLE={json.dumps(style)}", f"--banner:js={header()}"]
    return run("d2lcalc/live/frontend/index.js", *options)


def main(*options):
    if "--check" not in options:
        BUNDLE.write_text(build(), encoding="utf-8", newline="\n")
        print(f"{BUNDLE.relative_to(ROOT)}: {BUNDLE.stat().st_size / 1000:.0f} kB")
    elif BUNDLE.read_text(encoding="utf-8") != build():
        sys.exit(STALE)


if __name__ == "__main__":
    main(*sys.argv[1:])

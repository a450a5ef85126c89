"""What the documents show to be copied runs as it stands."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = [
    (name, code)
    for name in ("README.md", "CONTRIBUTING.md")
    for code in re.findall(r"```python\n(.*?)```", (ROOT / name).read_text("utf-8"), re.S)
]


@pytest.mark.parametrize("name, code", EXAMPLES)
def test_an_example_makes_a_picture(name, code):
    *lines, last = code.strip().splitlines()
    space = {}
    exec("\n".join(lines), space)
    assert eval(last, space).spec["panels"]


def test_there_is_an_example():
    assert "CONTRIBUTING.md" in dict(EXAMPLES)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/anywhere.md"])
def test_what_is_linked_is_there(name):
    links = re.findall(r"\]\((?!http)([^)#]+)\)", (ROOT / name).read_text("utf-8"))
    assert links and [link for link in links if not ((ROOT / name).parent / link).exists()] == []

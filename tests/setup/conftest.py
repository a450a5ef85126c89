"""The set-up is tested on copies of the repository."""

import os
import shutil

import pytest

from repository import ROOT, tracked


@pytest.fixture(scope="session")
def copy_of_course():
    def copy(to):
        for path in tracked():
            (to / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, to / path)
        return to

    return copy


@pytest.fixture
def environment():
    """The variables of a shell in which no environment is active: PATH holds the system's folders, and first those given."""

    def variables(*folders, **others):
        inherited = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
        return {**inherited, "PATH": os.pathsep.join([*map(str, folders), "/usr/bin", "/bin"]), **others}

    return variables

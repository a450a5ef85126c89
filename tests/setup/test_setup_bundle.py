"""The committed bundle is what its sources give."""

import shutil

import pytest

import bundle


def test_header_carries_the_hash_of_the_sources():
    with bundle.BUNDLE.open(encoding="utf-8") as file:
        assert file.readline().rstrip("\n") == bundle.header(), bundle.STALE


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("npm"), reason="no npm to build with")
def test_building_anew_gives_the_same_bytes():
    assert bundle.build().encode() == bundle.BUNDLE.read_bytes(), bundle.STALE

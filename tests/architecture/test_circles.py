"""No file needs one that needs it, by an import inside a function neither: two that cannot be read one after the other are cut wrongly."""

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

from config.packages import PACKAGES


@pytest.fixture(scope="module")
def needs():
    """{file: those that it imports}"""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    return {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}


def test_no_file_needs_one_that_needs_it(needs):
    assert len(needs) > 1_000
    TopologicalSorter(needs).prepare()


def test_a_circle_would_be_found(needs):
    with pytest.raises(CycleError):
        TopologicalSorter(
            needs | {"japan.kana": needs["japan.kana"] | {"privacy.gate"}, "privacy.gate": {"japan.kana"}}
        ).prepare()

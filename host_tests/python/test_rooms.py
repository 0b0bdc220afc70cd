# SPDX-License-Identifier: MIT
"""The host's rooms: imports run one way, and no module outside an experiment's own names it."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from minnorm import experiments, paths
from minnorm.device import firmware

# A room knows itself and those before it. "base" is what stands in no room.
ROOMS = ("base", "kernel", "link", "device", "report", "adequacy", "experiments", "bench", "runs", "live", "commands")
HOST = paths.ROOT / "host" / "minnorm"
DRAWN = {name for name in experiments.names() if not firmware.is_given(name)}


def sources(folder: Path) -> dict[str, str]:
    """The text of every module by its whole name, such as minnorm.link.wire; a package's is its __init__."""
    found = {}
    for path in folder.rglob("*.py"):
        name = ".".join((folder.name, *path.relative_to(folder).with_suffix("").parts))
        found[name.removesuffix(".__init__")] = path.read_text()
    return found


def room(module: str) -> str:
    """What stands before all of it, minnorm itself and its entry minnorm.__main__, is a command."""
    part = (module.split(".") + [""])[1]
    return "commands" if part in ("", "__main__") else part if part in ROOMS else "base"


def imports(text: str, package: str, modules: set[str]) -> Iterator[str]:
    """The modules of the package that a text imports, wherever it does."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole module"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name.split(".")[0] == package:
                yield name if name in modules else name.rpartition(".")[0]


def against_the_order(found: dict[str, str]) -> list[str]:
    """The imports from a later room, and the modules of a cycle."""
    modules = set(found)
    graph = {name: set(imports(text, "minnorm", modules)) for name, text in found.items()}
    wrong = [
        f"{name} imports {other}" for name in sorted(graph) for other in sorted(graph[name]) if ROOMS.index(room(other)) > ROOMS.index(room(name))
    ]
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        wrong.append(f"a cycle: {', '.join(error.args[1])}")
    return wrong


def named(text: str, names: set[str]) -> list[str]:
    """Which of the experiments a text names, as people write them or as files do."""
    strings = {node.value.replace("_", "-") for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return sorted(strings & names)


def test_imports_run_one_way_only():
    found = sources(HOST)
    assert {room(name) for name in found} == set(ROOMS), "each folder is a room of the order"
    assert not against_the_order(found)


def test_a_folder_is_a_room():
    assert {path.name for path in HOST.iterdir() if (path / "__init__.py").exists()} == set(ROOMS) - {"base"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import minnorm.runs.run", ["minnorm.link.wire imports minnorm.runs.run"]),
        ("from minnorm.runs import run", ["minnorm.link.wire imports minnorm.runs.run"]),
        ("from minnorm.runs.run import execute", ["minnorm.link.wire imports minnorm.runs.run"]),
        ("def late():\n    from minnorm.runs import run", ["minnorm.link.wire imports minnorm.runs.run"]),
        ("if TYPE_CHECKING:\n    from minnorm.runs.run import Run", ["minnorm.link.wire imports minnorm.runs.run"]),
        ("from minnorm import __main__", ["minnorm.link.wire imports minnorm.__main__"]),
        ("from minnorm.link import table", ["a cycle: minnorm.link.wire, minnorm.link.table, minnorm.link.wire"]),
        ("import numpy\nfrom minnorm import errors\nfrom minnorm.errors import UserError", []),
    ],
)
def test_an_import_against_the_order_is_found(text, told):
    empty = dict.fromkeys(("minnorm", "minnorm.__main__", "minnorm.errors", "minnorm.link", "minnorm.runs", "minnorm.runs.run"), "")
    assert against_the_order({**empty, "minnorm.link.wire": text, "minnorm.link.table": "from minnorm.link import wire"}) == told


def test_nothing_lists_the_experiments_by_name():
    own = {f"minnorm.experiments.{name.replace('-', '_')}" for name in DRAWN}
    assert not {name: found for name, text in sources(HOST).items() if name not in own and (found := named(text, DRAWN))}
    cmake = [paths.ROOT / "CMakeLists.txt", *(paths.ROOT / "firmware").rglob("CMakeLists.txt")]
    assert not [(path, name) for path in cmake for name in DRAWN if name.replace("-", "_") in path.read_text().split()]


def test_a_name_in_a_list_is_found():
    assert named('ALL = ("geometry", "deep_linear", "none")\n"""Of geometry."""', {"geometry", "deep-linear"}) == ["deep-linear", "geometry"]


def test_every_firmware_has_a_module_and_every_module_a_firmware():
    here = {path.stem for path in Path(experiments.__file__).parent.iterdir()} - {"__init__", "__pycache__"}
    assert {name for name in here if is_experiment(name)} == {path.name for path in paths.EXPERIMENTS.iterdir() if path.is_dir()}


def is_experiment(name: str) -> bool:
    """By what minnorm.experiments says that an experiment's module has; what they share beside them has neither."""
    module = experiments.module(name)
    return all(hasattr(module, part) for part in ("TITLE", "FIGURES", "values")) or (hasattr(module, "__path__") and hasattr(module, "Plan"))

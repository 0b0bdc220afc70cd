# SPDX-License-Identifier: MIT
"""Recipes of packaging/ for tools that are not here, in form: each is read as its tool would read it, and what it names is there."""

import importlib.util
import json
import os
import re
import subprocess
import sys
import types
import xml.etree.ElementTree as xml

import pytest
import yaml
from minnorm import paths

PACKAGING = paths.ROOT / "packaging"
INCLUDE = paths.ROOT / "lib" / "include"
SOURCE = paths.ROOT / "lib" / "src" / "minnorm.cpp"
FLAGS = {"-ffp-contract=off", "-fno-math-errno"}


def yaml_of(*names):
    return yaml.safe_load(PACKAGING.joinpath(*names).read_text())


def cmake(tmp_path, script, *stubs, **variables):
    """The arguments of each call of the stubs when CMake runs the script, a list of (stub, arguments)."""
    lines = [f"set({name} [[{value}]])" for name, value in variables.items()]
    lines += [f"function({name})\n  list(JOIN ARGV | all)\n  message(NOTICE {name}|${{all}})\nendfunction()" for name in stubs]
    (tmp_path / "stubs.cmake").write_text("\n".join([*lines, f"include([[{script}]])"]))
    done = subprocess.run(["cmake", "-P", tmp_path / "stubs.cmake"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    calls = [line.split("|") for line in done.stderr.splitlines()]
    return [(call[0], call[1:]) for call in calls]


def starlark(name):
    """The arguments of each call in a file of Bazel, which is Python in form, a list of (function, arguments)."""
    calls = []
    folder = PACKAGING / "bazel"

    def stub(function):
        return lambda *_, **arguments: calls.append((function, arguments))

    def glob(patterns):
        found = [str(path.relative_to(folder)) for pattern in patterns for path in folder.glob(pattern.replace("**", "**/*")) if path.is_file()]
        assert found, f"{patterns} matches nothing"
        return found

    names = {function: stub(function) for function in ("module", "bazel_dep", "load", "package", "cc_library")}
    exec((folder / name).read_text(), {"__builtins__": {}, "glob": glob, **names})
    return calls


@pytest.fixture
def recipe(monkeypatch):
    """Conan's recipe, loaded without Conan, and what it copies as it is exported: a list of (pattern, folder)."""
    copied = []

    class ConanFile:
        recipe_folder = str(PACKAGING / "conan")
        export_sources_folder = ""

    tools = {
        "conan": {"ConanFile": ConanFile},
        "conan.tools": {},
        "conan.tools.cmake": dict.fromkeys(("CMake", "CMakeToolchain", "cmake_layout")),
        "conan.tools.files": {
            "copy": lambda _, pattern, source, __: copied.append((pattern, source)),
            "load": lambda _, path: open(path).read(),
        },
    }
    for name, members in tools.items():
        module = types.ModuleType(name)
        module.__dict__.update(members)
        monkeypatch.setitem(sys.modules, name, module)
    spec = importlib.util.spec_from_file_location("recipe", PACKAGING / "conan" / "conanfile.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec.loader.exec_module(module)
    return module.Minnorm(), copied


def versions():
    yield json.loads((PACKAGING / "platformio" / "library.json").read_text())["version"]
    yield json.loads((PACKAGING / "vcpkg" / "minnorm" / "vcpkg.json").read_text())["version"]
    yield yaml_of("esp_idf", "minnorm", "idf_component.yml")["version"]
    yield dict(starlark("MODULE.bazel"))["module"]["version"]
    pack = xml.parse(PACKAGING / "cmsis_pack" / "minnorm.minnorm.pdsc")
    yield pack.find("releases/release").get("version")
    yield pack.find("components/component").get("Cversion")


def test_every_version_is_that_of_the_header(recipe):
    made, _ = recipe
    made.set_version()
    assert {*versions(), made.version} == {paths.version()}


def test_platformio():
    folder = PACKAGING / "platformio"
    manifest = json.loads((folder / "library.json").read_text())
    assert {"name", "version", "description", "keywords", "license", "build"} <= manifest.keys()
    assert len(manifest["description"]) < 255 and all(re.fullmatch("[a-z0-9-]+", word) for word in manifest["keywords"])
    build = manifest["build"]
    assert build.keys() <= {"flags", "unflags", "includeDir", "srcDir", "srcFilter", "extraScript", "libArchive", "libLDFMode", "libCompatMode"}
    assert (folder / build["srcDir"] / SOURCE.name).samefile(SOURCE) and (folder / build["includeDir"] / manifest["headers"]).exists()
    assert FLAGS < set(build["flags"])


def test_zephyr_module(tmp_path):
    folder = PACKAGING / "zephyr"
    module = yaml_of("zephyr", "zephyr", "module.yml")
    assert module.keys() <= {"name", "build", "tests", "samples", "boards", "blobs"} and module["name"] == "minnorm"
    assert (folder / module["build"]["cmake"] / "CMakeLists.txt").exists() and (folder / module["build"]["kconfig"]).exists()
    assert all((folder / sample / "sample.yaml").exists() for sample in module["samples"])
    stubs = [f"zephyr_{name}" for name in ("include_directories", "library_named", "library_sources", "library_compile_options")]
    calls = dict(cmake(tmp_path, folder / "CMakeLists.txt", *stubs, CONFIG_MINNORM="y"))
    assert os.path.samefile(calls[stubs[0]][0], INCLUDE) and os.path.samefile(calls[stubs[2]][0], SOURCE)
    assert set(calls[stubs[3]]) == FLAGS
    assert not cmake(tmp_path, folder / "CMakeLists.txt", *stubs)


def test_zephyr_sample(tmp_path):
    folder = PACKAGING / "zephyr" / "sample"
    sample = yaml_of("zephyr", "sample", "sample.yaml")
    assert sample.keys() <= {"sample", "common", "tests"} and sample["sample"].keys() <= {"name", "description"}
    (test,) = sample["tests"].values()
    assert test["harness"] == "console" and test["harness_config"].keys() == {"type", "regex"}
    assert set(test["integration_platforms"]) <= set(test["platform_allow"])
    options = set(re.findall(r"^CONFIG_(\w+)=y$", (folder / "prj.conf").read_text(), re.MULTILINE))
    kconfig = (folder.parent / "Kconfig").read_text()
    assert re.findall(r"^config (\w+)$", kconfig, re.MULTILINE) == ["MINNORM"]
    assert {"MINNORM", "CPP"} <= options and options & set(re.findall(r"STD_\w+", kconfig))
    stubs = ("cmake_minimum_required", "find_package", "project", "target_sources")
    calls = dict(cmake(tmp_path, folder / "CMakeLists.txt", *stubs))
    assert calls["find_package"][:2] == ["Zephyr", "REQUIRED"] and (folder / calls["target_sources"][-1]).exists()


def test_esp_idf(tmp_path):
    folder = PACKAGING / "esp_idf" / "minnorm"
    manifest = yaml_of("esp_idf", "minnorm", "idf_component.yml")
    assert {"version", "description", "license", "dependencies"} == manifest.keys()
    calls = dict(cmake(tmp_path, folder / "CMakeLists.txt", "idf_component_register", "target_compile_options", COMPONENT_LIB="lib"))
    _, source, _, include = calls["idf_component_register"]
    assert calls["idf_component_register"][::2] == ["SRCS", "INCLUDE_DIRS"]
    assert (folder / source).samefile(SOURCE) and (folder / include).samefile(INCLUDE)
    assert FLAGS <= set(calls["target_compile_options"])


def test_conan(recipe):
    made, copied = recipe
    made.export_sources()
    assert copied and all(os.path.samefile(folder, paths.ROOT) and any(paths.ROOT.glob(pattern)) for pattern, folder in copied)
    test = PACKAGING / "conan" / "test_package"
    compile((test / "conanfile.py").read_text(), "conanfile.py", "exec")


def test_conan_s_test_package_asks_for_what_the_package_has(tmp_path):
    stubs = ("cmake_minimum_required", "project", "find_package", "add_executable", "target_link_libraries")
    folder = PACKAGING / "conan" / "test_package"
    calls = dict(cmake(tmp_path, folder / "CMakeLists.txt", *stubs))
    assert calls["find_package"] == ["minnorm", "REQUIRED", "COMPONENTS", "cxx", "c"]
    name, source = calls["add_executable"]
    assert (folder / source).exists() and f'"{name}"' in (folder / "conanfile.py").read_text()


def test_vcpkg(tmp_path):
    folder = PACKAGING / "vcpkg" / "minnorm"
    manifest = json.loads((folder / "vcpkg.json").read_text())
    assert {"name", "version", "description", "license", "dependencies"} == manifest.keys()
    assert manifest["name"] == folder.name
    stubs = ("vcpkg_cmake_configure", "vcpkg_cmake_install", "vcpkg_cmake_config_fixup", "vcpkg_install_copyright")
    calls = cmake(tmp_path, folder / "portfile.cmake", *stubs, CURRENT_PACKAGES_DIR=tmp_path / "packages")
    assert [name for name, _ in calls] == list(stubs)
    arguments = dict(calls)
    assert os.path.samefile(arguments["vcpkg_cmake_configure"][1], paths.ROOT / "lib")
    assert arguments["vcpkg_cmake_config_fixup"] == ["CONFIG_PATH", "share/cmake/minnorm"]
    assert "DATADIR}/cmake/minnorm)" in (paths.ROOT / "lib" / "CMakeLists.txt").read_text()
    assert os.path.samefile(arguments["vcpkg_install_copyright"][1], paths.ROOT / "LICENSE")


def test_cmsis_pack():
    (path,) = (PACKAGING / "cmsis_pack").iterdir()
    pack = xml.parse(path).getroot()
    order = ["vendor", "name", "description", "url", "license", "releases", "keywords", "taxonomy", "components"]
    assert pack.tag == "package" and pack.get("schemaVersion") and [part.tag for part in pack] == order
    assert path.name == f"{pack.findtext('vendor')}.{pack.findtext('name')}.pdsc"
    assert (paths.ROOT / pack.findtext("license")).is_file()
    component = pack.find("components/component")
    assert component.get("Cclass") == pack.find("taxonomy/description").get("Cclass") and component.get("Cgroup")
    files = {file.get("category"): paths.ROOT / file.get("name") for file in component.iter("file")}
    assert files["include"].samefile(INCLUDE) and files["sourceCpp"].samefile(SOURCE) and files["header"].is_file()


def test_bazel():
    folder = PACKAGING / "bazel"
    assert (folder / "lib").samefile(paths.ROOT / "lib")
    needed = {arguments["name"] for function, arguments in starlark("MODULE.bazel") if function == "bazel_dep"}
    libraries = {arguments["name"]: arguments for function, arguments in starlark("BUILD.bazel") if function == "cc_library"}
    assert needed == {"rules_cc", "eigen"} and libraries.keys() == {"minnorm", "c"}
    for library in libraries.values():
        assert all((folder / name).exists() for name in (*library["hdrs"], *library.get("srcs", ()), *library["includes"]))
    assert FLAGS < set(libraries["c"]["copts"]) and "lib/src/minnorm.cpp" in libraries["c"]["srcs"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["zephyr/sample/src/main.c", "conan/test_package/example.cpp"])
def test_a_recipe_s_program_runs(name, tmp_path):
    objects = []
    folders = [f"-I{INCLUDE}", "-isystem", "/usr/include/eigen3"]
    for source in (PACKAGING / name, SOURCE):
        objects.append(tmp_path / f"{source.stem}.o")
        standard = [] if source.suffix == ".c" else ["-std=c++17"]
        subprocess.run(["gcc", *standard, "-O1", "-ffp-contract=off", *folders, "-c", source, "-o", objects[-1]], check=True)
    subprocess.run(["g++", *objects, "-o", tmp_path / "program"], check=True)
    said = subprocess.run([tmp_path / "program"], check=True, capture_output=True, text=True).stdout
    if name.startswith("zephyr"):
        (test,) = yaml_of("zephyr", "sample", "sample.yaml")["tests"].values()
        assert all(re.search(line, said) for line in test["harness_config"]["regex"])


def test_continuous_integration_runs_every_test_and_keeps_the_report():
    command = "./minnorm test --junit build/junit.xml"
    github = yaml.safe_load((paths.ROOT / ".github" / "workflows" / "ci.yml").read_text())["jobs"]["test"]
    assert github["container"] == "debian:12" and github["steps"][2]["run"] == command
    assert github["steps"][3]["with"]["path"] == "build/junit.xml" and github["steps"][3]["if"] == "always()"
    gitlab = yaml.safe_load((paths.ROOT / ".gitlab-ci.yml").read_text())["test"]
    assert gitlab["image"] == "debian:12" and gitlab["script"] == [command]
    assert gitlab["artifacts"] == {"when": "always", "reports": {"junit": "build/junit.xml"}}


def test_the_container_has_the_packages_of_the_lists():
    text = (PACKAGING / "Containerfile").read_text().replace("\\\n", "")
    steps = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    assert [step for step, _ in steps] == ["FROM", "COPY", "RUN", "WORKDIR"]
    source, folder = dict(steps)["COPY"].split()
    lists = sorted(paths.ROOT.glob(source))
    assert lists == sorted((paths.ROOT / "host").glob("packages-*.txt")) and f"{folder}packages-*.txt" in dict(steps)["RUN"]
    assert subprocess.run(["sh", "-n", "-c", dict(steps)["RUN"]]).returncode == 0

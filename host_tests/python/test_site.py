# SPDX-License-Identifier: MIT
"""The documentation: links of its pages, examples of the reference, and the site that ./minnorm site makes of both."""

import re
import shutil
import subprocess

import pytest
from minnorm import paths
from minnorm.commands import cli, site
from minnorm.errors import UserError

PAGES = sorted([*paths.ROOT.glob("*.md"), *(paths.ROOT / "docs").rglob("*.md")])
LIBRARY = paths.ROOT / "lib" / "include"
HEADERS = [*(LIBRARY / "minnorm" / f"{name}.hpp" for name in ("jacobi_svd", "complete_orthogonal_decomposition", "filters", "refine")),
           LIBRARY / "minnorm" / "minnorm.h", paths.BOARDS / "board.hpp"]  # fmt: skip
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def _anchors(text):
    """Of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ +(.+?) *$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _dead(page, text):
    """The links of a page to files of the tree, or headings, that are not there."""
    for link in re.findall(r"\]\(([^)\s]+)\)", _CODE.sub("", text)):
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if "://" not in link and not (target.exists() and (not anchor or anchor in _anchors(text if target == page else target.read_text()))):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_pages_lead_somewhere(page):
    assert not list(_dead(page, page.read_text()))


def test_dead_links_of_a_page_are_found():
    text = "# A `b` c\n[1](DESIGN.md) [2](nowhere.md) [3](#a-b-c) [4](#b) [5](DESIGN.md#the-kernel) [6](DESIGN.md#x) `[7](y)` [8](https://z)"
    assert list(_dead(paths.ROOT / "docs" / "C.md", text)) == ["nowhere.md", "#b", "DESIGN.md#x"]


def _examples(header):
    """What stands between @code and @endcode."""
    blocks = re.findall(r"@code\n(.*?)\n[ /*]*@endcode", header.read_text(), re.DOTALL)
    return [re.sub(r"^ ?(///|\*) ?", "", block, flags=re.MULTILINE) for block in blocks]


@pytest.mark.slow
@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header.name)
def test_examples_of_the_reference_compile(header, tmp_path):
    examples = _examples(header)
    assert examples
    language, standard = {"minnorm.h": ("c", "c90"), "board.hpp": ("c++", "c++20")}.get(header.name, ("c++", "c++17"))
    source = tmp_path / "examples"
    includes = [header.name] if header.parent == paths.BOARDS else ["minnorm/minnorm.hpp", f"minnorm/{header.name}"][language == "c" :]
    functions = (f"void example{i}(void) {{\n{text}\n}}\n" for i, text in enumerate(examples))
    source.write_text("".join(f"#include <{name}>\n" for name in includes) + "".join(functions))
    command = ["gcc", "-x", language, f"-std={standard}", "-fsyntax-only", "-ffp-contract=off", "-Wall", "-Werror"]
    unused = ["-Wno-unused-variable", "-Wno-unused-but-set-variable"]
    folders = [f"-I{LIBRARY}", f"-I{paths.BOARDS}", "-isystem", "/usr/include/eigen3"]
    done = subprocess.run([*command, *unused, *folders, source], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("doxygen") is None, reason="doxygen is not installed")
def test_the_site_is_made_without_a_warning_or_a_dead_link(tmp_path, capsys):
    assert cli.main(["site", str(tmp_path / "a site")]) == 0
    assert capsys.readouterr().out.endswith("a site/html/index.html is the first page.\n")
    names = {path.name for path in (tmp_path / "a site" / "html").iterdir()}
    assert {f"md_docs_{page.stem}.html" for page in PAGES if page.parent.name == "docs"} < names
    assert {"classminnorm_1_1JacobiSVD.html", "minnorm_8h.html", "namespaceboard.html"} < names
    assert (tmp_path / "a site" / "html" / "CITATION.cff").exists(), "which a page links to"


def test_dead_links_of_a_site_are_found(tmp_path):
    (tmp_path / "a.html").write_text('<a id="here"></a><a href="b.html#there">b</a><a href="#here">a</a><a href="https://x">x</a>')
    (tmp_path / "b.html").write_text('<h1 id="there"></h1><img src="none.png"><a href="a.html#nowhere">a</a><a href="c.html">c</a>')
    page = (tmp_path / "b.html").resolve()
    assert site.dead_links(tmp_path) == [(page, "none.png"), (page, "a.html#nowhere"), (page, "c.html")]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("doxygen") is None, reason="doxygen is not installed")
def test_what_doxygen_warns_of_is_told(tmp_path, monkeypatch):
    settings = tmp_path / "Doxyfile"
    settings.write_text((paths.ROOT / "docs" / "Doxyfile").read_text() + "INPUT += nowhere.md\n")
    monkeypatch.setattr(site, "_SETTINGS", settings)
    with pytest.raises(UserError, match="nowhere.md"):
        site.make(tmp_path / "site")


def test_a_missing_doxygen_is_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(site.shutil, "which", lambda _: None)
    assert cli.main(["site", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "minnorm: doxygen is not installed; install the packages in host/packages-test.txt.\n"


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setattr(site.shutil, "which", lambda _: "doxygen")
    assert cli.main(["site", str(tmp_path / "file" / "site")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("cannot be written (Not a directory); name another folder.")


def test_another_folder_s_pages_are_left_alone(tmp_path, monkeypatch, capsys):
    page = tmp_path / "html" / "index.html"
    page.parent.mkdir()
    page.touch()
    monkeypatch.setattr(site.shutil, "which", lambda _: "doxygen")
    assert cli.main(["site", str(tmp_path)]) == 1 and page.exists()
    assert capsys.readouterr().err.endswith("html is there and is no site of this command; name another folder.\n")

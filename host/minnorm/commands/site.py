# SPDX-License-Identifier: MIT
"""./minnorm site: the library's reference and the pages of docs/ as one site, made by Doxygen, without a dead link."""

import re
import shutil
import subprocess
from argparse import Namespace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from minnorm import files, paths
from minnorm.errors import UserError, not_installed

_SETTINGS = paths.ROOT / "docs" / "Doxyfile"


def add(commands) -> None:
    """Adds the command's parser."""
    site = commands.add_parser(
        "site",
        help="make the documentation's site, with Doxygen",
        description="Makes one site of the library's reference and of docs/, and looks for dead links in it.",
    )
    site.add_argument("folder", type=Path, nargs="?", metavar="DIR", default=paths.BUILD / "site", help="(default: build/site)")
    site.set_defaults(command=_site)


def _site(options: Namespace) -> int:
    print(f"{paths.shown(make(options.folder))} is the first page.")
    return 0


def make(folder: Path) -> Path:
    """Makes the site and returns its first page. Raises UserError for what Doxygen warns of and for links that are dead."""
    if shutil.which("doxygen") is None:
        raise not_installed("doxygen", "test")
    html = folder.resolve() / "html"
    if html.exists() and not (html / "doxygen.css").is_file():
        raise UserError(f"{html} is there and is no site of this command; name another folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(html, ignore_errors=True)  # pages of files that are no more
    except OSError as error:
        raise UserError(f"{folder} cannot be written ({error.strerror}); name another folder.") from None
    images = " ".join(sorted({f'"{path.parent}"' for path in (paths.ROOT / "docs").rglob("*.png")}))
    added = (f"PROJECT_NUMBER = {paths.version()}", f"IMAGE_PATH = {images}", f'OUTPUT_DIRECTORY = "{folder.resolve()}"')
    settings = "\n".join([_SETTINGS.read_text(), *added])
    done = subprocess.run(["doxygen", "-"], cwd=paths.ROOT, input=settings, capture_output=True, text=True)
    if done.returncode:
        raise UserError(f"Doxygen found something to put right:\n{done.stderr.strip()}")
    _bring_files(html)
    if dead := dead_links(html):
        raise UserError("The site has dead links; put them right:\n" + "\n".join(f"{page.name}: {link}" for page, link in dead))
    return html / "index.html"


def _bring_files(html: Path) -> None:
    """Pages link to other files of the tree too, from where they stand: leads those links to copies beside the pages."""
    for page, link in dead_links(html):
        name = re.sub(r"^(\.\./)+", "", link)
        if (paths.ROOT / name).is_file():
            files.write(html / name, (paths.ROOT / name).read_bytes())
            files.write(page, page.read_text().replace(f'href="{link}"', f'href="{name}"'))


class _Page(HTMLParser):
    """What a page links to, and the anchors that it has."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.anchors.update(value for key in ("id", "name") if (value := found.get(key)))
        self.links.extend(value for key in ("href", "src") if (value := found.get(key)))


def dead_links(folder: Path) -> list[tuple[Path, str]]:
    """The links to files and anchors that are not there, of every page in the folder."""
    pages = {path: _Page(path) for path in sorted(folder.resolve().rglob("*.html"))}
    return [(path, link) for path, page in pages.items() for link in page.links if _is_dead(path, link, pages)]


def _is_dead(path: Path, link: str, pages: dict[Path, _Page]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return False
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_file():
        return True
    return bool(parts.fragment) and target in pages and unquote(parts.fragment) not in pages[target].anchors

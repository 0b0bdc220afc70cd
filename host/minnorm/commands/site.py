# SPDX-License-Identifier: MIT
"""./minnorm site: the library's reference and the pages of docs/ as one site, made by Doxygen, without a dead link."""

import shutil
import subprocess
from argparse import Namespace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from minnorm import paths
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
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(html, ignore_errors=True)  # pages of files that are no more
    except OSError as error:
        raise UserError(f"{folder} cannot be written ({error.strerror}); name another folder.") from None
    settings = f'{_SETTINGS.read_text()}PROJECT_NUMBER = {paths.version()}\nOUTPUT_DIRECTORY = "{folder.resolve()}"\n'
    done = subprocess.run(["doxygen", "-"], cwd=paths.ROOT, input=settings, capture_output=True, text=True)
    if done.returncode:
        raise UserError(f"Doxygen found something to put right:\n{done.stderr.strip()}")
    if dead := dead_links(html):
        raise UserError("The site has dead links; put them right:\n" + "\n".join(dead))
    return html / "index.html"


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


def dead_links(folder: Path) -> list[str]:
    """The links to files and anchors that are not there, of every page in the folder, each as PAGE: LINK."""
    pages = {path.resolve(): _Page(path) for path in sorted(folder.rglob("*.html"))}
    return [f"{path.relative_to(folder.resolve())}: {link}" for path, page in pages.items() for link in page.links if _is_dead(path, link, pages)]


def _is_dead(path: Path, link: str, pages: dict[Path, _Page]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return False
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_file():
        return True
    return bool(parts.fragment) and target in pages and unquote(parts.fragment) not in pages[target].anchors

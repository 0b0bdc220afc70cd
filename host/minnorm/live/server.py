# SPDX-License-Identifier: MIT
"""HTTP for a person's own browser: 127.0.0.1 only, below a path that nobody else can guess."""

import json
import re
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from minnorm import files

HOST = "127.0.0.1"
_ADDRESS = ".live"  # the file of a run's folder with port and token, so that a run that goes on is found where it was
_LAST_ANSWER_SECONDS = 5.0
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Answer(NamedTuple):
    """A body and its type."""

    body: str
    kind: str = "text/html"


Page = Callable[[Mapping[str, str]], Answer | None]  # of a query; None where nothing is there


class Server:
    """Serves `pages` by name to GET and `actions` to POST until it is closed; where it did before, if a folder keeps that."""

    def __init__(self, folder: Path | None, pages: Mapping[str, Page], actions: Mapping[str, Callable[[], None]]) -> None:
        port, self.token = _known(folder) if folder else _anywhere()
        handler = type("Handler", (_Handler,), {"pages": pages, "actions": actions, "token": self.token})
        try:
            self._server = _Listener((HOST, port), handler)
        except OSError:  # somebody else's by now
            self._server = _Listener((HOST, 0), handler)
        self.port = self._server.server_address[1]
        if folder:
            _keep(folder, self.port, self.token)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    @property
    def address(self) -> str:
        """What to open."""
        return f"http://{HOST}:{self.port}/{self.token}/"

    def close(self) -> None:
        """Ends it when those who asked have their answers, or take too long over them."""
        self._server.shutdown()
        self._server.server_close()
        self._server.finish()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._changed = threading.Condition()
        self._answers = 0

    @contextmanager
    def answering(self) -> Iterator[None]:
        """While a request is answered: its thread would end with the program, in the middle of a body say."""
        with self._changed:
            self._answers += 1
        try:
            yield
        finally:
            with self._changed:
                self._answers -= 1
                self._changed.notify_all()

    def finish(self) -> None:
        """Waits for the answers that are under way."""
        with self._changed:
            self._changed.wait_for(lambda: self._answers == 0, _LAST_ANSWER_SECONDS)

    def handle_error(self, *_: object) -> None:
        """A page that went away is nobody's fault, and other requests are answered."""


class _Handler(BaseHTTPRequestHandler):
    pages: Mapping[str, Page]
    actions: Mapping[str, Callable[[], None]]
    token: str
    server: _Listener
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        with self.server.answering():
            url = urlsplit(self.path)
            page = self._allowed(url.path, self.pages)
            answer = page({name: values[0] for name, values in parse_qs(url.query).items()}) if page else None
            if answer is None:
                self._send(404, Answer("There is nothing here; open the address that ./minnorm printed.\n", "text/plain"))
            else:
                self._send(200, answer)

    def do_POST(self) -> None:
        with self.server.answering():
            action = self._allowed(urlsplit(self.path).path, self.actions)
            if action:
                action()
            self._send(200 if action else 404, Answer("{}", "application/json"))

    def _allowed(self, path: str, known: Mapping):
        """What is known by that path, if token and host are right: a page of another site has neither."""
        _, token, *rest = [*path.split("/", 2), "", ""]
        is_here = self.headers.get("Host") in (f"{HOST}:{self.server.server_address[1]}", f"localhost:{self.server.server_address[1]}")  # type: ignore[index]
        if not is_here or not secrets.compare_digest(token.encode(), self.token.encode()):
            return None
        return known.get(rest[0])

    def _send(self, status: int, answer: Answer) -> None:
        body = answer.body.encode()
        with suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Type", f"{answer.kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in _HEADERS.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody asked."""


def _known(folder: Path) -> tuple[int, str]:
    """Where a run in that folder was to be seen before; else anywhere."""
    try:
        port, token = json.loads(files.text(folder / _ADDRESS))
        if isinstance(port, int) and 0 <= port < 2**16 and re.fullmatch(r"[A-Za-z0-9_-]{22}", token):
            return port, token
    except (OSError, ValueError, TypeError):
        pass
    return _anywhere()


def _anywhere() -> tuple[int, str]:
    return 0, secrets.token_urlsafe(16)


def _keep(folder: Path, port: int, token: str) -> None:
    """For the owner's eyes. A folder that cannot be written has another address next time."""
    path = folder / _ADDRESS
    with suppress(OSError):
        files.checked(path).touch(mode=0o600)
        path.write_text(json.dumps([port, token]))

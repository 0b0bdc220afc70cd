# SPDX-License-Identifier: MIT
"""./minnorm fuzz: inputs that nobody thought of, to what reads them and to the kernel, and what came of them in docs/RELIABILITY.md."""

from argparse import ArgumentTypeError, Namespace

from minnorm import paths
from minnorm.commands import arguments
from minnorm.device import fuzzers
from minnorm.errors import did_you_mean

DOCUMENT = paths.ROOT / "docs" / "RELIABILITY.md"
_PART = "fuzz"


def add(commands) -> None:
    """Adds the command's parser."""
    fuzz = commands.add_parser("fuzz", help="try any inputs for so long: the decoder, requests, the kernel with its oracles, files")
    fuzz.add_argument("targets", nargs="*", type=_target, metavar="TARGET", help=f"of {', '.join(fuzzers.names())} (default: all)")
    time = fuzz.add_mutually_exclusive_group(required=True)
    time.add_argument("--minutes", type=arguments.count, metavar="M", help="of all targets together")
    time.add_argument("--hours", type=arguments.count, metavar="H", help="the same in hours")
    fuzz.add_argument("--document", action="store_true", help="rewrite these targets' rows of docs/RELIABILITY.md")
    arguments.add_no_install(fuzz)
    fuzz.set_defaults(command=_fuzz)


def _target(text: str) -> str:
    known = fuzzers.names()
    if text not in known:
        raise ArgumentTypeError(f"there is no target {text!r}{did_you_mean(text, known)}; there are {', '.join(known)}")
    return text


def _fuzz(given: Namespace) -> int:
    from minnorm.commands import generated  # slow to import
    from minnorm.report import markdown
    from minnorm.runs import fuzz

    scores = fuzz.many(list(dict.fromkeys(given.targets)) or fuzzers.names(), 60 * (given.minutes or 60 * given.hours))
    rows = [score.cells() for score in scores]
    print(markdown.table(fuzz.HEADINGS, rows), end="")
    for path in (path for score in scores for path in score.findings):
        print(f"{paths.shown(path)}: what is wrong with it stands in {paths.shown(path.with_name('log.txt'))}")
    if given.document:
        generated.rewrite(DOCUMENT, _PART, markdown.updated(generated.part(DOCUMENT.read_text(), _PART), fuzz.HEADINGS, rows))
    return 1 if any(score.findings for score in scores) else 0

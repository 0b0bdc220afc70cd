# SPDX-License-Identifier: MIT
"""./minnorm torture: short runs over bad lines, and what came of them in docs/RELIABILITY.md."""

from argparse import Namespace

from minnorm import paths
from minnorm.commands import arguments

DOCUMENT = paths.ROOT / "docs" / "RELIABILITY.md"
BOARDS = ("desktop", "mps2_an386")
_PART = "torture"


def add(commands) -> None:
    """Adds the command's parser."""
    torture = commands.add_parser("torture", help="run over bad lines for so long, and rewrite these boards' rows of docs/RELIABILITY.md")
    torture.add_argument("--minutes", type=arguments.count, required=True, metavar="M", help="of all boards together, and at least one run of each kind")
    torture.add_argument("--board", action="append", metavar="NAME", help=f"may be repeated (default: {', '.join(BOARDS)})")
    torture.set_defaults(command=_torture)


def _torture(given: Namespace) -> int:
    from minnorm.commands import generated  # slow to import
    from minnorm.device import boards
    from minnorm.runs import torture

    scores = torture.many([boards.load(name) for name in given.board or BOARDS], given.minutes)
    print(torture.table(scores))
    for score in scores:
        for sentence in sorted({one.sentence for one in score.runs if one.sentence}):
            print(f"{score.board}, {score.mix}: {sentence}")
    generated.rewrite(DOCUMENT, _PART, torture.table(scores, generated.part(DOCUMENT.read_text(), _PART)))
    return 0 if all(score.is_good for score in scores) else 1

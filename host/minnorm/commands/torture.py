# SPDX-License-Identifier: MIT
"""./minnorm torture: short runs over bad lines, or killed again and again, and what came of them in docs/RELIABILITY.md."""

from argparse import Namespace
from collections.abc import Sequence

from minnorm import paths
from minnorm.commands import arguments
from minnorm.errors import UserError

DOCUMENT = paths.ROOT / "docs" / "RELIABILITY.md"
BOARDS = ("desktop", "mps2_an386")


def add(commands) -> None:
    """Adds the command's parser."""
    torture = commands.add_parser("torture", help="run over bad lines or be killed, and rewrite these rows of docs/RELIABILITY.md")
    how = torture.add_mutually_exclusive_group(required=True)
    how.add_argument("--minutes", type=arguments.count, metavar="M", help="over bad lines, of all boards together, and at least one run of each kind")
    how.add_argument("--seeds", type=arguments.count, metavar="N", help="over bad lines, N runs of each kind on each board")
    how.add_argument("--kill", type=arguments.count, metavar="K", help="kill the host, what it started, or both at so many random moments in all")
    torture.add_argument("--board", action="append", metavar="NAME", help=f"may be repeated (default: {', '.join(BOARDS)})")
    torture.add_argument("--faults", default="", metavar="TEXT", help="of the kinds of bad lines, those alone whose name in the table has this in it")
    torture.set_defaults(command=_torture)


def _torture(given: Namespace) -> int:
    from minnorm.commands import generated  # slow to import
    from minnorm.device import boards
    from minnorm.report import markdown
    from minnorm.runs import killed, torture

    if given.kill is not None and given.faults:
        raise UserError("--faults is of bad lines; give it with --minutes or --seeds.")
    chosen = [boards.load(name) for name in given.board or BOARDS]
    scores: Sequence[torture.Score | killed.Score]
    if given.kill is None:
        mixes = [mix for mix in torture.MIXES if given.faults in mix]
        if not mixes:
            raise UserError(f"No kind of bad line has {given.faults!r} in its name; there are {'; '.join(torture.MIXES)}.")
        part, headings, scores = "torture", torture.HEADINGS, torture.many(chosen, mixes, given.minutes, given.seeds)
    else:
        part, headings, scores = "killed", killed.HEADINGS, killed.many(chosen, given.kill)
    rows = [score.cells() for score in scores]
    print(markdown.table(headings, rows))
    for score, (board, what, *_) in zip(scores, rows):
        for sentence in score.sentences:
            print(f"{board}, {what}: {sentence}")
    generated.rewrite(DOCUMENT, part, markdown.updated(generated.part(DOCUMENT.read_text(), part), headings, rows, key=2))
    return 0 if all(score.is_good for score in scores) else 1

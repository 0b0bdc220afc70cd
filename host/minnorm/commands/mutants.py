# SPDX-License-Identifier: MIT
"""./minnorm mutants: faults put into the code, one at a time, and whether the tests notice, in docs/COVERAGE.md too."""

from argparse import Namespace

from minnorm.adequacy.mutants import ROOMS
from minnorm.commands import arguments
from minnorm.commands.coverage import DOCUMENT

_PART = "mutants"


def add(commands) -> None:
    """Adds the command's parser."""
    mutants = commands.add_parser("mutants", help="put faults into the code, see if the tests notice, and rewrite what docs/COVERAGE.md says of it")
    mutants.add_argument("rooms", nargs="*", metavar="ROOM", help=f"a folder or a file, such as firmware/link (default: {', '.join(ROOMS)})")
    mutants.add_argument("--sample", type=arguments.count, default=300, metavar="N", help="how many are drawn (default: %(default)s)")
    mutants.add_argument("--seed", type=arguments.seed, default=1, metavar="S", help="of the draw (default: %(default)s)")
    mutants.add_argument("--minutes", type=arguments.count, metavar="M", help="stop after so long; the same command goes on")
    arguments.add_no_install(mutants)
    mutants.set_defaults(command=_mutants)


def _mutants(given: Namespace) -> int:
    from minnorm.adequacy import mutants, reasons
    from minnorm.commands import generated

    score = mutants.run(given.rooms or ROOMS, given.sample, given.seed, given.minutes, reasons.read()[1])
    print(score.text())
    for mutant in score.refuted:
        print(f"Killed, so the reason in host_tests/left.toml is wrong: {mutant}")
    if score.not_run:
        print(f"{score.not_run} of the sample are not tried yet; the same command goes on.")
    if not given.rooms:
        head = f"`./minnorm mutants --sample {given.sample} --seed {given.seed}`: {len(score.came)} of {given.sample} tried.\n\n"
        generated.rewrite(DOCUMENT, _PART, head + score.text())
    return 0 if not score.not_run and score.percent() >= mutants.LEAST and not score.refuted else 1

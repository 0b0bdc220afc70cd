# SPDX-License-Identifier: MIT
"""./minnorm coverage: which lines and branches the tests run, in docs/COVERAGE.md too."""

from argparse import Namespace

from minnorm import paths
from minnorm.commands import arguments
from minnorm.errors import UserError

DOCUMENT = paths.ROOT / "docs" / "COVERAGE.md"
_LANGUAGES = ("cpp", "python")


def add(commands) -> None:
    """Adds the command's parser."""
    coverage = commands.add_parser("coverage", help="run the tests, and rewrite what docs/COVERAGE.md says of the lines that they run")
    coverage.add_argument("languages", nargs="*", metavar="cpp|python", help="only this one")
    coverage.add_argument("--quick", action="store_true", help="leave out Python's slow tests")
    arguments.add_no_install(coverage)
    coverage.set_defaults(command=_coverage)


def _coverage(given: Namespace) -> int:
    for name in given.languages:
        if name not in _LANGUAGES:
            raise UserError(f"There is no coverage of {name!r}; there is that of {' and '.join(_LANGUAGES)}.")

    from minnorm.adequacy import coverage, cpp, python, reasons
    from minnorm.commands import generated

    wrong: list[str] = []
    for language in given.languages or _LANGUAGES:
        said = f"`./minnorm coverage {language}{' --quick' if given.quick and language == 'python' else ''}`\n\n"
        if language == "cpp":
            measured = cpp.measure()
            verdict = coverage.judge_cpp(measured, reasons.read()[0])
        else:
            measured = python.measure(given.quick)
            verdict = coverage.judge_python(measured)
        print("\n".join([f"{said}{verdict.text()}", "Left:", *coverage.left(measured)]))
        generated.rewrite(DOCUMENT, language, said + verdict.text())
        wrong += verdict.wrong
    print("\n".join(wrong))
    return 1 if wrong else 0

# SPDX-License-Identifier: MIT
"""Text of another's, as a person may be shown it."""


def printable(text: str) -> str:
    """The text with a question mark for each character that is none to be seen, such as those that rule a terminal."""
    return "".join(character if character.isprintable() else "?" for character in text)


def printable_lines(text: str) -> str:
    """The same of text in lines, which may be indented by tabs."""
    return "\n".join("\t".join(map(printable, line.split("\t"))) for line in text.split("\n"))

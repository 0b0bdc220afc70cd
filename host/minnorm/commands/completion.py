# SPDX-License-Identifier: MIT
"""./minnorm completion: what a shell completes of a command line, from the parsers of all commands."""

import argparse
from argparse import Namespace
from collections.abc import Iterator, Mapping
from functools import partial

from minnorm.device import boards

# zsh has bash's way of completing beside its own.
_ZSH = "autoload -Uz compinit bashcompinit && compinit && bashcompinit\n"
_SCRIPT = """\
_minnorm() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}" command= words= place
  if [[ "$current" == "=" ]]; then current=; elif [[ "$before" == "=" ]]; then before="${{COMP_WORDS[COMP_CWORD-2]}}"; fi
  for ((place = 1; place < COMP_CWORD; place++)); do
    if [[ "${{COMP_WORDS[place]}}" != -* ]]; then command="${{COMP_WORDS[place]}}"; break; fi
  done
  case "$command $before" in
{values}
    *)
      case "$command $current" in
        " -"*) words="--help --version" ;;
        " "*) words="{commands}" ;;
{words}
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _minnorm minnorm ./minnorm
"""


def add(commands) -> None:
    """Adds the command's parser."""
    completion = commands.add_parser(
        "completion",
        help="print what makes a shell complete commands, options, boards and experiments",
        description='In ~/.bashrc or ~/.zshrc: eval "$(DIR/minnorm completion bash)", or zsh, with the folder of this tree for DIR.',
    )
    completion.add_argument("shell", choices=["bash", "zsh"])
    completion.set_defaults(command=partial(_completion, commands.choices))


def _completion(parsers: Mapping[str, argparse.ArgumentParser], arguments: Namespace) -> int:
    print((_ZSH if arguments.shell == "zsh" else "") + script(parsers), end="")
    return 0


def script(parsers: Mapping[str, argparse.ArgumentParser]) -> str:
    """For bash, and for zsh once it has loaded bashcompinit. Where nothing is known to fit it leaves the shell to complete files."""
    values = "\n".join(f'    "{name} {option}") words="{words}" ;;' for name, parser in parsers.items() for option, words in _values(parser))
    words = "\n".join(
        f'        "{name} -"*) words="{_options(parser)}" ;;\n        "{name} "*) words="{_places(parser)}" ;;' for name, parser in parsers.items()
    )
    return _SCRIPT.format(values=values, commands=" ".join(parsers), words=words)


def _values(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """Each option that takes a value, with those that are known."""
    for action in parser._actions:
        for option in action.option_strings:
            if action.nargs != 0:
                yield option, _known(action)


def _options(parser: argparse.ArgumentParser) -> str:
    return " ".join(option for action in parser._actions for option in action.option_strings if option.startswith("--"))


def _places(parser: argparse.ArgumentParser) -> str:
    """What may stand without an option before it."""
    return " ".join(_known(action) for action in parser._actions if not action.option_strings)


def _known(action: argparse.Action) -> str:
    return " ".join(boards.names() if action.dest == "board" else map(str, action.choices or ()))

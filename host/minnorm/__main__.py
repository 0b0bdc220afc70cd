# SPDX-License-Identifier: MIT
import os
import signal
import sys
import warnings

if not sys.warnoptions:
    warnings.simplefilter("ignore")  # what libraries say of a board's numbers is no sentence for its user
try:
    from minnorm.commands.cli import main

    status = main()
except KeyboardInterrupt:  # before there is anything to go on with
    print("\nminnorm: Stopped.", file=sys.stderr)
    status = 130
signal.signal(signal.SIGINT, lambda *_: os._exit(130))  # nobody need wait for threads that end
raise SystemExit(status)

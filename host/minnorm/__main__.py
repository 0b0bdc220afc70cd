# SPDX-License-Identifier: MIT
from minnorm.commands.cli import main

raise SystemExit(main())

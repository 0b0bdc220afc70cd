# SPDX-License-Identifier: MIT
from minnorm.cli import main

raise SystemExit(main())

"""`python -m stylecore`."""

import sys

from stylecore.commands import main

sys.exit(main())

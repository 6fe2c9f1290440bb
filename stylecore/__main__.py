"""`python -m stylecore`."""

import os
import sys

# Threads that spin while they wait take the core from whoever else needs it: on two cores with one
# of them busy, an epoch took up to eight times as long (measured). Read when torch is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from stylecore.commands import main

sys.exit(main())

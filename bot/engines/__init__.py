"""Where a job runs: a process per device, behind one protocol."""

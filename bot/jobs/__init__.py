"""Jobs: what was asked, kept durably, queued fairly, run on a device and told to whoever listens."""

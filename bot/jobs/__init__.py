"""Jobs: what was asked is kept durably, queued fairly, run on a device, and told."""

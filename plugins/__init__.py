"""First-party plugins, one module each, through the public plugin interface only."""

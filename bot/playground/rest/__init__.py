"""Discord's REST API, version 10: what the bot uses of it, strictly."""

"""`python -m bot run | playground | weights`; alone: run with a token, else the playground."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.settings import Settings, SettingsError, load

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, do it, and return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "weights":
        return _weights()
    try:
        settings = load()
    except SettingsError as error:
        print(f"easel: {error}", file=sys.stderr)
        return 2
    command = options.command or ("run" if settings.token else "playground")
    return _run(settings, options) if command == "run" else _playground(settings, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    parser.set_defaults(exit_with_parent=False, port=None, data=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    run = commands.add_parser("run", help="join Discord (with DISCORD_TOKEN or DISCORD_TOKEN_FILE)")
    run.add_argument(
        "--exit-with-parent", action="store_true", help="stop when standard input closes"
    )
    play = commands.add_parser("playground", help="a Discord of your own in the browser, no token")
    play.add_argument("--port", type=int, help="where the page is; by default 8420, if it is free")
    play.add_argument("--data", type=Path, help="where the chat and its pictures are kept")
    commands.add_parser("weights", help="fetch the network's weights once")
    return parser


def _run(settings: Settings, options: argparse.Namespace) -> int:
    from bot import app

    return app.run(settings, exit_with_parent=options.exit_with_parent)


def _playground(settings: Settings, options: argparse.Namespace) -> int:
    from bot import studio

    return studio.run(options.data or settings.data / "playground", options.port)


def _weights() -> int:
    from stylecore.encoders import weights

    return weights.main()


if __name__ == "__main__":
    sys.exit(main())

"""Write the sample pictures into a folder: `python -m stylecore.samples DIR`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from stylecore.errors import StyleError
from stylecore.samples.gallery import load

FILES = {
    "cat.png": "chelsea",
    "astronaut.png": "astronaut",
    "coffee.png": "coffee",
    "swirl.png": "starry",
    "wave.png": "wave",
    "facets.png": "facets",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write all files; return the exit status, 2 when the folder cannot be used."""
    folder: Path = _parser().parse_args(arguments).folder
    try:
        write(folder)
    except StyleError as mistake:
        print(mistake, file=sys.stderr)
        return 2
    return 0


def write(folder: Path) -> None:
    """Write every sample into a folder, made if need be; StyleError when that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, (file, name) in enumerate(FILES.items(), start=1):
            picture = load(name)
            picture.save(folder / file)
            size = f"{picture.width} × {picture.height}"
            print(f"{number}/{len(FILES)}  {folder / file}  {size}", flush=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise StyleError(f"{folder} is not a folder. Name another one.") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StyleError(f"Cannot write to {folder}: {reason}. Name another folder.") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m stylecore.samples",
        description="Write three photos and three paintings to try a style transfer with.",
    )
    parser.add_argument("folder", metavar="DIR", type=Path, help="where to write; made if need be")
    return parser


if __name__ == "__main__":
    sys.exit(main())

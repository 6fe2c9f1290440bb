"""Reading what an admin types: strictly, with an example for what cannot be read."""

from __future__ import annotations

import difflib
import re

from bot.chat.words import said
from bot.jobs.devices import index, spell
from bot.jobs.policy import MAX_WEIGHT
from bot.jobs.rules import LIMITS
from stylecore.errors import StyleError

__all__ = ["channels", "devices", "limits", "members", "roles"]

WORDS = {name.replace("_", "-"): name for name in LIMITS} | {
    "size": "max_long_edge",
    "max-size": "max_long_edge",
    "epochs": "max_num_epochs",
    "max-epochs": "max_num_epochs",
    "gpu-minutes": "daily_gpu_minutes",
}
EXAMPLE = "For example: `styleadmin limits per-member=2 queue-length=20 max-size=768`."


def limits(text: str) -> dict[str, int | None]:
    """Read `per-member=2 max-size=768`; `default` as a value means the host's."""
    found: dict[str, int | None] = {}
    for word in text.split():
        name, mark, value = word.partition("=")
        key = WORDS.get(name.lower().replace("_", "-"))
        if key is None or not mark:
            raise StyleError(f"{_unknown(name)} {EXAMPLE}")
        if key in found:
            raise StyleError(f"`{said(name)}` is there twice. {EXAMPLE}")
        if value != "default" and not re.fullmatch(r"[0-9]{1,9}", value, re.ASCII):
            raise StyleError(f"`{said(name)}` takes a whole number, or `default`. {EXAMPLE}")
        found[key] = None if value == "default" else int(value)
    return found


def devices(text: str, granted: tuple[str, ...]) -> list[str] | None:
    """Read `0,1` as devices among those granted; `all` is None."""
    if text.strip().lower() == "all":
        return None
    by_number = {str(index(device)): device for device in reversed(granted)}
    words = [word for word in re.split(r"[\s,]+", text.strip()) if word]
    unknown = next((w for w in words if w not in by_number and w not in granted), None)
    if unknown is not None or not words:
        what = f"“{said(unknown)}” is not among them. " if unknown else ""
        raise StyleError(
            f"This server may use the devices {spell(granted)}. {what}"
            f"For example: `styleadmin gpus {spell(granted)}`, or `styleadmin gpus all`."
        )
    return list(dict.fromkeys(by_number.get(word, word) for word in words))


def channels(text: str) -> set[int]:
    """Read mentions of channels."""
    return _ids(text, r"<#([0-9]{1,20})>", "styleadmin channels allow #studio")


def members(text: str) -> set[int]:
    """Read mentions of members."""
    return _ids(text, r"<@!?([0-9]{1,20})>", "styleadmin ban @member")


def roles(text: str) -> dict[int, int]:
    """Read mentions of roles, each with its priority: `@Artists @Patrons=3`."""
    example = "styleadmin roles @Artists @Patrons=3"
    found = {}
    for word in text.split():
        match = re.fullmatch(r"<@&([0-9]{1,20})>(?:=([0-9]{1,3}))?", word, re.ASCII)
        if match is None:
            raise StyleError(f"“{said(word)}” is no role. For example: `{example}`.")
        weight = int(match[2] or 1)
        if not 1 <= weight <= MAX_WEIGHT:
            raise StyleError(f"A priority goes from 1 to {MAX_WEIGHT}. For example: `{example}`.")
        found[int(match[1])] = weight
    return found


def _ids(text: str, form: str, example: str) -> set[int]:

    words = text.split()
    matches = [match for word in words if (match := re.fullmatch(form, word, re.ASCII))]
    if not words or len(matches) != len(words):
        raise StyleError(f"I couldn't read that. For example: `{example}`.")
    return {int(match[1]) for match in matches}


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name.lower(), WORDS, n=1, cutoff=0.6)
    nearly = f" Did you mean `{close[0]}`?" if close else ""
    return f"“{said(name)}” is no limit.{nearly}"

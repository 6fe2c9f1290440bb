"""Where the harness keeps things."""

from __future__ import annotations

from pathlib import Path

__all__ = ["CACHE", "DOCS", "PROGRAMS", "ROOT"]

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".bench"
"""Environments, pictures and unfinished results; ignored by git, may be deleted at any time."""
DOCS = ROOT / "docs"
PROGRAMS = Path(__file__).parent / "programs"

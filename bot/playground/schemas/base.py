"""The ground for every schema: unknown fields and wrong types are errors."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

__all__ = ["Schema", "Snowflake"]


class Schema(BaseModel):
    """Refuses what it does not know; converts nothing."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def _snowflake(value: Any) -> Any:
    """Read an id, which may come as a number or as its digits."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


Snowflake = Annotated[int, BeforeValidator(_snowflake), Field(ge=0, lt=2**63)]

"""The base of every record: checked when it is born, never changed afterwards."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """An immutable value that survives a JSON round trip unchanged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

"""What goes wrong on demand, each for the next `times` calls of a method ("" means any method)."""

import asyncio
from dataclasses import dataclass
from typing import Literal

from telegram_double_world import JsonObject, Refusal


@dataclass
class Fault:
    """One scripted failure; `chat` None means any chat."""

    kind: Literal["refuse", "drop_before", "drop_after", "garble", "stall"]
    method: str
    times: int
    chat: int | None = None
    refusal: Refusal | None = None
    seconds: float = 0.0

    def is_for(self, method: str, params: JsonObject) -> bool:
        wanted = self.method.lower() in ("", method)
        return self.times > 0 and wanted and self.chat in (None, params.get("chat_id"))


class Faults:
    """The scripted failures still to come."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def refuse(
        self, method: str, code: int, description: str = "", *, retry_after: int | None = None, times: int = 1,
        chat: int | None = None,
    ) -> None:  # fmt: skip
        refusal = Refusal(code, description or f"Error {code}", retry_after)
        self._faults.append(Fault("refuse", method, times, chat, refusal))

    def drop(self, method: str = "", times: int = 1, after: bool = False) -> None:
        self._faults.append(Fault("drop_after" if after else "drop_before", method, times))

    def garble(self, method: str = "", times: int = 1) -> None:
        self._faults.append(Fault("garble", method, times))

    def stall(self, method: str, seconds: float, times: int = 1) -> None:
        self._faults.append(Fault("stall", method, times, seconds=seconds))

    def next(self, kind: str, method: str, params: JsonObject) -> Fault | None:
        """Uses up one failure of that kind, if one is due for this call."""
        fault = next((f for f in self._faults if f.kind == kind and f.is_for(method, params)), None)
        if fault is not None:
            fault.times -= 1
        return fault

    async def before_the_method(self, method: str, params: JsonObject) -> None:
        """Raises Refusal, or ConnectionResetError for a connection that breaks."""
        if fault := self.next("stall", method, params):
            await asyncio.sleep(fault.seconds)
        if self.next("drop_before", method, params):
            raise ConnectionResetError
        if (fault := self.next("refuse", method, params)) and fault.refusal:
            raise fault.refusal

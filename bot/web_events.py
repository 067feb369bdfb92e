"""Server-sent events, as text."""

from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse

SILENCE = ": \n\n"


def event(data: str = "", number: str = "", name: str = "") -> str:
    """One event. An unnamed one is swapped into the page; a named one is only told to its scripts."""
    lines = [f"event: {name}"] if name else []
    lines += [f"id: {number}"] if number else []
    return "\n".join([*lines, *(f"data: {line}" for line in data.replace("\r", "").split("\n"))]) + "\n\n"


def streamed(events: AsyncIterator[str]) -> StreamingResponse:
    return StreamingResponse(events, media_type="text/event-stream")


async def over() -> AsyncIterator[str]:
    """The stream of somebody who has no session: the page loads again."""
    yield event(name="over")

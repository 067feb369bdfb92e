"""The file field of the chat: closed until the picture question is answered "Non"; not a byte is read before."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web_channel import Sent
from bot.web_chat import Chat
from bot.web_lines import files_open
from bot.web_parts import Parts
from bot.web_sessions import Session, Sessions
from bot.web_uploads import Uploaded, UploadRefused, announced_too_big, receive
from conversations.events import FileRef
from storage import conversations

PROBLEMS = {"too_big": ("web.file_too_big", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)}
MISSING = ("web.file_missing", HTTPStatus.UNPROCESSABLE_ENTITY)


class Files:
    """One route: a file, streamed into a sealed waiting file, then announced as an event."""

    def __init__(self, parts: Parts, sessions: Sessions, chat: Chat) -> None:
        self._parts = parts
        self._sessions = sessions
        self._chat = chat

    def routes(self) -> list[Route]:
        return [Route("/file", self.file, methods=["POST"])]

    async def file(self, request: Request) -> Response:
        session = await self._sessions.of(request)
        if session is None or not await self._open(session):
            return self._refused(request, "web.file_closed", HTTPStatus.CONFLICT)
        if announced_too_big(request.headers.get("content-length", "")):
            return self._refused(request, *PROBLEMS["too_big"])
        try:
            uploaded = await self._received(request, session)
        except UploadRefused as refusal:
            return self._refused(request, *PROBLEMS.get(refusal.reason, MISSING))
        if not await self._open(session):
            self._parts.waiting.remove(uploaded.blob)
            return self._refused(request, "web.file_closed", HTTPStatus.CONFLICT)
        shown = self._chat.words("web.file_sent")
        return await self._chat.take(request, _sent(uploaded), uploaded.blob, shown=shown)

    async def _received(self, request: Request, session: Session) -> Uploaded:
        writer = self._parts.waiting.begin(session.address.key)
        return await receive(request.headers.get("content-type", ""), request.stream(), writer)

    async def _open(self, session: Session) -> bool:
        """Asked of the stored conversation, before the first byte and again after the last one."""
        now = self._parts.clock()
        conversation = await self._parts.store.read(lambda tx: conversations.load_for(tx, session.address).conversation)
        return files_open(conversation, now)

    def _refused(self, request: Request, key: str, status: int) -> Response:
        """What is left of the body is never read: the connection ends with the answer."""
        response = self._chat.problem(request, key, status)
        response.headers["connection"] = "close"
        return response


def _sent(uploaded: Uploaded) -> Sent:
    picture = uploaded.mime.startswith("image/")
    file = FileRef(
        reference=uploaded.blob,
        kind="photo" if picture else "document",
        size=uploaded.size,
        mime=uploaded.mime,
        name=uploaded.name,
    )
    return Sent(external="", kind="file", file=file)

"""Someone at the browser chat of the running program, with a browser that has no scripts."""

import html
import re
from http import HTTPStatus

import httpx
from whole_program import Whole


class Browser:
    def __init__(self, program: Whole) -> None:
        address = program.running.told["chat"].rstrip("/")
        given = {"origin": address, "sec-fetch-site": "same-origin"}
        self.http = httpx.Client(base_url=address, headers=given, follow_redirects=True, timeout=30)
        program.closing.callback(self.http.close)

    @property
    def page(self) -> str:
        """What is read now, as text."""
        return self.at("/")

    def at(self, path: str) -> str:
        return html.unescape(self.http.get(path).text)

    def tap(self, label: str) -> str:
        """Sends the newest form that has a button with this label; gives the page that follows."""
        for form in reversed(re.findall(r'<form method="post" action="/choose".*?</form>', self.page, re.DOTALL)):
            choice = re.search(rf'<button name="choice" value="([^"]+)">{re.escape(label)}</button>', form)
            if choice:
                hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
                return self.post("/choose", **hidden, choice=choice[1])
        raise AssertionError(f"no button {label!r} on the page")

    def say(self, text: str) -> str:
        return self.post("/say", text=text)

    def post(self, path: str, **fields: str) -> str:
        return html.unescape(self.http.post(path, data=fields).text)

    def send(self, content: bytes, name: str = "capture.png") -> httpx.Response:
        return self.http.post("/file", files={"file": (name, content, "image/png")})

    def is_refused(self, content: bytes) -> bool:
        """Whether the file field is closed. The body stays unread, so the connection may end before its answer is."""
        try:
            return self.send(content).status_code == HTTPStatus.CONFLICT
        except httpx.TransportError:
            return True

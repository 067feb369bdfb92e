"""A page of another site can change nothing here; reading is open to all."""

import itertools

import pytest

from bot.web_security import READING, Site, may_change

OURS = frozenset({"https://aide.example"})
SITES = (None, "same-origin", "same-site", "cross-site", "none")
ORIGINS = (None, "https://aide.example", "https://AIDE.example", "https://evil.example", "http://aide.example", "null")
ALLOWED = {
    ("same-origin", None),
    ("same-origin", "https://aide.example"),
    ("same-origin", "https://AIDE.example"),
    ("same-origin", "null"),
    (None, "https://aide.example"),
    (None, "https://AIDE.example"),
}


def headers(site: str | None, origin: str | None) -> dict[str, str]:
    given = {"sec-fetch-site": site, "origin": origin}
    return {name: value for name, value in given.items() if value is not None}


@pytest.mark.parametrize(("site", "origin"), list(itertools.product(SITES, ORIGINS)))
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_every_row_of_the_guard(method: str, site: str | None, origin: str | None) -> None:
    assert may_change(method, headers(site, origin), OURS) is ((site, origin) in ALLOWED)


@pytest.mark.parametrize("method", sorted(READING))
def test_reading_is_open(method: str) -> None:
    assert may_change(method, headers("cross-site", "https://evil.example"), OURS)


def test_public_address_names_the_origin() -> None:
    site = Site("https://aide.example/chat")
    assert site.origins("evil.example") == OURS
    assert site.cookie("s") == "__Host-s"


def test_loopback_has_its_own_origin() -> None:
    site = Site()
    assert site.origins("localhost:8000") == {"http://localhost:8000"}
    assert site.cookie("s") == "s"

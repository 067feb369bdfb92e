"""What Discord lets through: 50 requests a second in all, buckets per route, and few invalid requests."""

import hashlib
from collections import deque
from dataclasses import dataclass, field

from discord_double_world import Refusal

WRITING = {"create_message", "update_message"}
FREE_OF_THE_OVERALL = {"create_interaction_response", "execute_webhook"}
GENEROUS = 1000
TEN_MINUTES = 600.0


@dataclass(frozen=True)
class Limits:
    """Each is (requests, seconds): writing to one channel, any other route; and opening direct messages, of which no
    header tells.
    """

    overall: int = 50
    writing: tuple[int, float] = (5, 5.0)
    openings: tuple[int, float] = (10, 600.0)
    others: tuple[int, float] = (50, 1.0)
    invalid: int = 10_000


@dataclass
class Bucket:
    """Requests of a window; it begins with the first one."""

    size: int
    seconds: float
    left: int = 0
    ends: float = 0.0

    def take(self, now: float) -> bool:
        if now >= self.ends:
            self.left, self.ends = self.size, now + self.seconds
        self.left -= 1
        return self.left >= 0

    def headers(self, name: str, now: float) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.size), "X-RateLimit-Remaining": str(max(0, self.left)),
            "X-RateLimit-Reset": f"{self.ends:.3f}", "X-RateLimit-Reset-After": f"{max(0.0, self.ends - now):.3f}",
            "X-RateLimit-Bucket": hashlib.md5(name.encode()).hexdigest(),
        }  # fmt: skip


@dataclass
class Gate:
    """Raises what Discord would; without limits everything passes, and still has its headers."""

    limits: Limits | None
    refused: int = 0
    invalid: deque[float] = field(default_factory=deque)
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _overall: Bucket = field(init=False)
    _openings: Bucket = field(init=False)

    def __post_init__(self) -> None:
        self._overall = Bucket(self.limits.overall if self.limits else GENEROUS, 1.0)
        self._openings = Bucket(*(self.limits.openings if self.limits else (GENEROUS, 1.0)))

    def invalid_requests(self, now: float) -> int:
        """Answers of 401, 403 and 429 in the last ten minutes."""
        while self.invalid and self.invalid[0] <= now - TEN_MINUTES:
            self.invalid.popleft()
        return len(self.invalid)

    def pass_through(self, operation: str, major: str, now: float) -> dict[str, str]:
        """The headers of the bucket, or a refusal with 429."""
        if self.limits and self.invalid_requests(now) >= self.limits.invalid:
            raise Refusal(429, by_cloudflare=True)
        bucket = self._bucket(operation, major)
        if not bucket.take(now):
            raise self._too_many(bucket.ends - now)
        if operation == "create_dm" and not self._openings.take(now):
            raise Refusal(403, 40003, "You are opening direct messages too fast.")
        if self.limits and operation not in FREE_OF_THE_OVERALL and not self._overall.take(now):
            raise self._too_many(self._overall.ends - now, is_global=True)
        return bucket.headers(operation, now)

    def _too_many(self, wait: float, *, is_global: bool = False) -> Refusal:
        self.refused += 1
        return Refusal(429, 0, "You are being rate limited.", retry_after=round(wait, 3), is_global=is_global)

    def _bucket(self, operation: str, major: str) -> Bucket:
        size, seconds = GENEROUS, 1.0
        if self.limits:
            size, seconds = self.limits.others
            size, seconds = self.limits.writing if operation in WRITING else (size, seconds)
        return self._buckets.setdefault(f"{operation}/{major}", Bucket(size, seconds))

    def answered(self, status: int, now: float) -> None:
        if status in (401, 403, 429):
            self.invalid.append(now)

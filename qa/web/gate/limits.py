"""How often one address, token or widget may come: a moving window of a minute, kept in memory."""

from __future__ import annotations

from time import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from qa.web.api.problems import ProblemError


class RateLimits:
    """Counts of this process; one for the API and the chat, so that a question counts wherever it is asked."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, kind: str, who: str, per_minute: int) -> None:
        """Count a request of ``who``; ``per_minute`` 0 is no limit.

        Raises:
            ProblemError: 429 with ``Retry-After``, over the limit.

        """
        if not per_minute:
            return
        limit = RateLimitItemPerMinute(per_minute)
        if self._limiter.hit(limit, kind, who):
            return
        reset, _ = self._limiter.get_window_stats(limit, kind, who)
        wait = max(1, round(reset - time()))
        detail = f"More than {per_minute} requests in a minute. Try again in {wait} s."
        raise ProblemError(429, detail, {"retry-after": str(wait)})

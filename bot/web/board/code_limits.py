"""How many codes for screens are given out, so that nobody meets another screen's, nor hinders it.

A code is made by a press alone. Whoever watches a screen would need millions of them to meet its
code in the time for which that is good.
"""

import ipaddress
import time
from collections import Counter, deque

import structlog
from starlette.requests import Request

from office.refusal import Refusal

log = structlog.stdlib.get_logger(__name__)

MOST_OF_ONE = 20
"""So many are given out to one address in the time that a code is good."""
MOST_OF_ALL = 2000
"""Even so many strangers together meet a code in one case of five thousand."""
HOUSEHOLD_BITS = 64
"""By so many first bits of an IPv6 address a household is told from others."""
FORWARDED = "x-forwarded-for"


class CodeLimits:
    def __init__(self, lasts: float, *, behind_proxy: bool = False) -> None:
        self._lasts = lasts
        self._expects_names = behind_proxy
        self._given: deque[tuple[float, str]] = deque()
        self._by_address: Counter[str] = Counter()

    def count(self, request: Request) -> None:
        """Refuse whoever asks too often; others are none the worse for them."""
        now = time.monotonic()
        self._forget(now)
        self._look_for_names(request)
        asks = address(request)
        if self._by_address[asks] >= MOST_OF_ONE or len(self._given) >= MOST_OF_ALL:
            raise Refusal("board_screen_crowded")
        self._given.append((now, asks))
        self._by_address[asks] += 1

    def _look_for_names(self, request: Request) -> None:
        """Tell the operator once where all screens count as one, as their proxy names nobody."""
        if self._expects_names and not request.headers.get(FORWARDED):
            self._expects_names = False
            log.warning("board_proxy_names_no_address", header="X-Forwarded-For")

    def _forget(self, now: float) -> None:
        while self._given and now - self._given[0][0] >= self._lasts:
            _, before = self._given.popleft()
            self._by_address[before] -= 1
            if not self._by_address[before]:
                del self._by_address[before]


def address(request: Request) -> str:
    """Whoever asks, as the proxy names them; what others say of themselves is not heard.

    Somebody beside the proxy, in our own network, may make it up, and meets the limit of all.
    """
    asks = request.client.host if request.client is not None else ""
    named = request.headers.get(FORWARDED, "").rpartition(",")[2].strip()
    return _household(named if named and _is_near(asks) else asks)


def _is_near(asks: str) -> bool:
    try:
        return ipaddress.ip_address(asks).is_private
    except ValueError:
        return False


def _household(asks: str) -> str:
    try:
        known = ipaddress.ip_address(asks)
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address):
        # A socket for both kinds tells of the older one as a part of the newer.
        known = known.ipv4_mapped or known
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    return str(ipaddress.ip_network((known, HOUSEHOLD_BITS), strict=False))

"""Reads second channels from the settings, and is the one place that calls Apprise."""

from collections.abc import Iterator, Mapping
from typing import Any

Addresses = Mapping[tuple[str, str, str], str]
"""Apprise URLs by jurisdiction, recipient and channel: secrets, never in a log or an error."""

TIME_LIMIT = 25.0
"""Seconds for one message, whatever the service behind it does."""


def read_addresses(text: str) -> dict[tuple[str, str, str], str]:
    """Read YAML: jurisdiction, then agency or `office`, then channel, then the URL; or nothing."""
    # It is imported only here and below: an office without second channels saves time and memory.
    import yaml

    try:
        given = yaml.safe_load(text)
    except yaml.YAMLError:
        # It is not chained, because YAML's own text shows the line, and with it the secret.
        raise ValueError("not YAML") from None
    return {} if given is None else dict(_addresses(given))


def deliver(url: str, title: str, body: str) -> str | None:
    """Send and block until that is done; return why it failed, without a trace of the address."""
    import apprise

    box = apprise.Apprise()
    if not box.add(url):
        return "address not understood"
    result = box.notify(
        body, title=title, body_format=apprise.NotifyFormat.TEXT, timeout=TIME_LIMIT
    )
    return None if result else result.status.name.casefold()


def _addresses(given: Any) -> Iterator[tuple[tuple[str, str, str], str]]:
    for jurisdiction, recipients in _entries(given):
        for recipient, channels in _entries(recipients):
            for channel, url in _entries(channels):
                if not isinstance(url, str) or "://" not in url:
                    raise ValueError(f"{jurisdiction}.{recipient}.{channel} is not an address")
                yield (jurisdiction, recipient, channel), url


def _entries(value: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise ValueError("not a mapping")
    yield from ((str(key), entry) for key, entry in value.items())

"""Fails when something that we ship has a known hole.

pip-audit alone would not do: from a service that has no advisories to give it gets no answer for
any package, says "no known vulnerabilities" and ends well. So the service is first asked for a hole
that everybody knows; only if it tells of that one is it believed about the rest.
"""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from typing import Any

PATIENCE = 20
KNOWN_HOLE = ("jinja2", "3.1.2")
SERVICE = "osv"
OSV = "https://api.osv.dev/v1/query"


def main(lock: str, address: str = OSV) -> int:
    if not _knows(address):
        _say(
            f"SKIPPED: the service of advisories ({SERVICE}) cannot be reached. "
            f"Nothing in {lock} was checked; run this where the Internet is."
        )
        return 0
    packages = _ask(lock, address)
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    holes = [(one, hole) for one in packages for hole in one.get("vulns", ())]
    for one, hole in holes:
        fixed = ", ".join(hole["fix_versions"]) or "no release yet"
        _say(f"HOLE: {one['name']} {one['version']}: {hole['id']}, mended in {fixed}")
    if unknown:
        _say(f"NOT CHECKED: {SERVICE} does not know {', '.join(unknown)}")
    _say(f"{len(packages) - len(unknown)} packages checked with {SERVICE}: {len(holes)} holes")
    return 1 if holes or unknown else 0


def _ask(lock: str, address: str) -> list[dict[str, Any]]:
    asked = subprocess.run(
        [
            *(sys.executable, "-m", "pip_audit", "--requirement", lock, "--vulnerability-service"),
            *(SERVICE, "--require-hashes", "--disable-pip", "--format=json"),
            *("--progress-spinner=off", f"--timeout={PATIENCE}", "--osv-url", address),
        ],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    # It ends with 1 for a hole, which is told by the list, and for a failure, which has no list.
    if not asked.stdout.strip():
        sys.exit("pip-audit failed; what it says about it stands above")
    found: list[dict[str, Any]] = json.loads(asked.stdout)["dependencies"]
    return found


def _knows(address: str) -> bool:
    """Whether it can be reached and tells of the hole that everybody knows."""
    name, version = KNOWN_HOLE
    query = {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
    asked = urllib.request.Request(address, json.dumps(query).encode())
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            return bool(json.load(answer).get("vulns"))
    except (urllib.error.URLError, TimeoutError, ValueError):
        return False


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

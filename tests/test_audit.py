"""The look for known holes in what is shipped: what it lets pass, and what it stops."""

import json
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

AUDIT = Path(__file__).parents[1] / ".ci" / "audit.py"
SHIPPED = "jinja2==3.1.6 --hash=sha256:" + 64 * "0" + "\n"
OLD = SHIPPED.replace("3.1.6", "3.1.2")


def hole_in(name: str) -> dict[str, Any]:
    events = [{"introduced": "0"}, {"fixed": "3.1.5"}]
    package = {"name": name, "ecosystem": "PyPI", "purl": f"pkg:pypi/{name}"}
    affected = {"package": package, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    return {"id": "PYSEC-1", "published": "2026-01-01T00:00:00Z", "affected": [affected]}


class Advisories(BaseHTTPRequestHandler):
    """Knows of one hole, in 3.1.2."""

    versions: ClassVar[set[str]] = {"3.1.2"}

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        found = [hole_in("jinja2")] if asked["version"] in self.versions else []
        body = json.dumps({"vulns": found} if found else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Ignorance(Advisories):
    versions: ClassVar[set[str]] = set()


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), request.param)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    server.server_close()


def audit(folder: Path, lock: str, service: str) -> tuple[int, str]:
    path = folder / "requirements.txt"
    path.write_text(lock)
    done = subprocess.run(
        [sys.executable, AUDIT, path, service], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("service", [Advisories], indirect=True)
def test_a_known_hole_fails_and_none_passes(service: str, tmp_path: Path) -> None:
    code, said = audit(tmp_path, OLD, service)
    assert (code, "HOLE: jinja2 3.1.2: PYSEC-1, mended in 3.1.5" in said) == (1, True)
    code, said = audit(tmp_path, SHIPPED, service)
    assert (code, "1 packages checked with osv: 0 holes" in said) == (0, True)


@pytest.mark.parametrize("service", [Ignorance], indirect=True)
def test_who_knows_of_no_hole_at_all_is_not_believed(service: str, tmp_path: Path) -> None:
    code, said = audit(tmp_path, OLD, service)
    assert (code, said.startswith("SKIPPED")) == (0, True)

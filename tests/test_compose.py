"""docker-compose.yml is well formed, hardened, and speaks of settings that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from bot.second_channels import read_addresses
from bot.settings import PREFIX, Settings

COMPOSE = Path(__file__).parents[1] / "docker-compose.yml"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Dependency(Part):
    condition: Literal["service_started", "service_healthy", "service_completed_successfully"]


class Healthcheck(Part):
    test: list[str]
    interval: str
    timeout: str
    start_period: str
    retries: int


class Service(Part):
    build: str | None = None
    image: str | None = None
    command: list[str] = []
    user: str
    depends_on: dict[str, Dependency] = {}
    env_file: list[str] = []
    environment: dict[str, str]
    secrets: list[str]
    volumes: list[str]
    healthcheck: Healthcheck
    restart: Literal["no", "always", "on-failure", "unless-stopped"]
    init: bool = False
    stop_grace_period: str
    read_only: bool
    tmpfs: list[str]
    cap_drop: list[str]
    security_opt: list[str]
    networks: list[str]
    shm_size: str | None = None
    mem_limit: str
    pids_limit: int


class Network(Part):
    internal: bool = False


class Volume(Part):
    pass


class Secret(Part):
    file: str


class Compose(Part):
    name: str
    services: dict[str, Service]
    networks: dict[str, Network]
    volumes: dict[str, Volume]
    secrets: dict[str, Secret]


@pytest.fixture(scope="module")
def compose() -> Compose:
    return Compose.model_validate(yaml.safe_load(COMPOSE.read_text("utf-8")))


def test_it_runs_the_bot_beside_its_database(compose: Compose) -> None:
    assert set(compose.services) == {"bot", "db"}
    assert compose.services["bot"].depends_on["db"].condition == "service_healthy"


@pytest.mark.parametrize("name", ["bot", "db"])
def test_each_service_is_hardened(compose: Compose, name: str) -> None:
    service = compose.services[name]
    assert service.read_only
    [temporary] = [mount for mount in service.tmpfs if mount.startswith("/tmp:")]
    assert {"noexec", "nosuid", "nodev"} <= set(temporary.partition(":")[2].split(","))
    assert service.pids_limit > 0
    assert service.cap_drop == ["ALL"]
    assert service.security_opt == ["no-new-privileges:true"]
    assert service.user.split(":")[0] not in {"", "0", "root"}
    assert service.restart == "unless-stopped"
    assert service.healthcheck.test[0] == "CMD"


def test_the_database_reaches_nothing(compose: Compose) -> None:
    assert all(compose.networks[name].internal for name in compose.services["db"].networks)
    assert set(compose.services["db"].networks) < set(compose.services["bot"].networks)


def test_the_image_is_hardened_by_itself() -> None:
    image = (COMPOSE.parent / "Dockerfile").read_text("utf-8")
    assert "\nUSER qingkong\n" in image
    assert "--require-hashes" in image
    assert "\nHEALTHCHECK " in image


@pytest.mark.parametrize("name", ["bot", "db"])
def test_what_a_service_mounts_is_declared(compose: Compose, name: str) -> None:
    service = compose.services[name]
    sources = {volume.split(":")[0] for volume in service.volumes}
    folders = {source for source in sources if source.startswith("./")}
    assert all((COMPOSE.parent / folder).is_dir() for folder in folders)
    assert sources - folders <= set(compose.volumes)
    assert set(service.secrets) <= set(compose.secrets)


@pytest.mark.parametrize("name", ["bot", "db"])
def test_secrets_are_read_from_mounted_files(compose: Compose, name: str) -> None:
    service = compose.services[name]
    named = {value for key, value in service.environment.items() if key.endswith("_FILE")}
    assert named == {f"/run/secrets/{secret}" for secret in service.secrets}


def test_whatever_is_not_the_containers_own_can_be_set(compose: Compose) -> None:
    """A setting here wins over settings.env."""
    bot = compose.services["bot"]
    own = {"TOKEN_FILE", "DATABASE_URL", "DATABASE_PASSWORD_FILE", "CHANNELS_FILE", "DATA_DIR"}
    assert bot.env_file == ["settings.env"]
    assert set(bot.environment) == {f"{PREFIX}{name}" for name in own}


def test_a_plan_of_ones_own_is_seen_and_left_as_it_is(compose: Compose) -> None:
    workdir = re.search(
        r"^WORKDIR (\S+)$", (COMPOSE.parent / "Dockerfile").read_text(), re.MULTILINE
    )
    assert workdir is not None
    assert f"./plans:{workdir[1]}/plans:ro" in compose.services["bot"].volumes


@pytest.mark.parametrize("page", ["docs/first-day.md", "docs/zh/first-day.md"])
def test_its_files_are_made_before_it_is_started(page: str) -> None:
    steps = (COMPOSE.parent / page).read_text("utf-8").partition("docker compose up -d")[0]
    assert "setup --docker" in steps


def test_what_an_office_writes_beside_it_stays_out_of_git_and_of_the_image() -> None:
    """The files that the README has one write hold secrets, or everything said and done."""
    written = {"secrets", "settings.env", "enrol.html", "backup-*", "backup*.db"}
    for name in (".gitignore", ".dockerignore"):
        lines = (COMPOSE.parent / name).read_text("utf-8").splitlines()
        assert written <= {line.strip("/") for line in lines}, name


def test_an_empty_file_of_channels_has_no_addresses() -> None:
    assert read_addresses("") == {}


def test_every_setting_it_names_exists() -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z_]+)", COMPOSE.read_text("utf-8")))
    assert named
    unknown = {name for name in named if name.removesuffix("_FILE").lower() not in fields()}
    assert not unknown


def fields() -> set[str]:
    return {name.lower() for name in Settings.model_fields}

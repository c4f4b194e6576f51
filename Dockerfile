# syntax=docker/dockerfile:1.7
FROM python:3.11.13-slim-bookworm AS packages
COPY requirements/base.txt /requirements.txt
RUN python -m venv /opt/yorisoi/venv \
 && /opt/yorisoi/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /requirements.txt

FROM python:3.11.13-slim-bookworm AS app
ENV PATH=/opt/yorisoi/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    VAR_DIR=/var/lib/yorisoi
RUN useradd --system --uid 10001 --home-dir /var/lib/yorisoi --shell /usr/sbin/nologin yorisoi \
 && install -d -o yorisoi -g yorisoi -m 0700 /var/lib/yorisoi
COPY --from=packages /opt/yorisoi/venv /opt/yorisoi/venv
COPY . /opt/yorisoi/app
WORKDIR /opt/yorisoi/app
RUN python -m config.translations
USER 10001
EXPOSE 8000
# No access log: the path of a one-time link is a secret until it is used.
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--preload", "--no-control-socket", \
     "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "10", "--log-level", "warning"]

FROM caddy:2.10.0-alpine AS proxy
RUN setcap -r /usr/bin/caddy && adduser -D -H -u 10001 yorisoi && chown -R 10001:10001 /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER 10001

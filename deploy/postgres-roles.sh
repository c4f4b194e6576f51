#!/bin/bash
# Run once by the postgres image on an empty volume: the owner migrates, the app's role owns nothing.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --quiet --username "$POSTGRES_USER" --dbname postgres \
  --set owner="$(cat /run/secrets/database-owner-password)" --set app="$(cat /run/secrets/database-app-password)" <<'SQL'
SET log_statement = 'none';
CREATE ROLE yorisoi_owner LOGIN PASSWORD :'owner';
CREATE ROLE yorisoi_app LOGIN PASSWORD :'app';
CREATE DATABASE yorisoi OWNER yorisoi_owner;
SQL

#!/bin/sh
# The two roles and the database of docs/operations.md, made when the volume of PostgreSQL is empty.
set -eu
psql -v ON_ERROR_STOP=1 -U postgres -v owner="$DSG_OWNER_PASSWORD" -v app="$DSG_APP_PASSWORD" <<'SQL'
CREATE ROLE dsg_owner LOGIN PASSWORD :'owner';
CREATE ROLE dsg_app LOGIN PASSWORD :'app';
CREATE DATABASE dsg OWNER dsg_owner ENCODING 'UTF8';
SQL

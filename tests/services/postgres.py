"""A throw-away PostgreSQL with the two roles of docs/operations.md: the owner migrates, the application works.

`python -m tests.services.postgres COMMAND ...` runs the command with DATABASE_URL and MIGRATE_DATABASE_URL set to it,
MIGRATED_POSTGRES naming a database that is migrated already, and ends with the command's exit code.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.services.ports import free_port, wait_until

ROLES = """
CREATE ROLE dsg_owner LOGIN CREATEDB;
CREATE ROLE dsg_app LOGIN;
"""
MIGRATED = "dsg_migrated"  # nobody works on it: each process of the tests begins with a copy
# autovacuum=off: it would count tables while they are empty between two tests, and a test that fills one in a single
# transaction would then be planned for no rows, and take minutes where it takes seconds.
QUICK = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "autovacuum=off"]


def programs() -> Path | None:
    """Return the folder of the newest installed server programs, None where there is no server."""
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return Path(on_path).resolve().parent if on_path else found[-1].parent if found else None


class PostgresServer:
    """One cluster in a scratch folder, run by the user `postgres` where the caller is root (initdb refuses root)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._user = "postgres" if os.geteuid() == 0 else None

    def url(self, role: str, database: str = "dsg") -> str:
        """Return the address of the database for `role`: "dsg_owner" or "dsg_app"."""
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Make the cluster, start it and make its roles. Raises FileNotFoundError where PostgreSQL is not installed."""
        bin_folder = programs()
        if bin_folder is None:
            raise FileNotFoundError("initdb")
        if self._user:
            account = pwd.getpwnam(self._user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        data = str(self.folder / "data")
        options = ["-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self._run([str(bin_folder / "initdb"), "-D", data, *options])
        server = [str(bin_folder / "postgres"), "-D", data, "-p", str(self.port), "-k", str(self.folder)]
        server += ["-c", "listen_addresses=127.0.0.1", *(word for quick in QUICK for word in ("-c", quick))]
        with (self.folder / "postgres.log").open("wb") as log:
            self._process = subprocess.Popen(server, user=self._user, cwd=self.folder, stdout=log, stderr=log)
        ready = [str(bin_folder / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        wait_until(lambda: subprocess.run(ready, check=False).returncode == 0, "PostgreSQL")
        psql = [str(bin_folder / "psql"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-q"]
        psql += ["-v", "ON_ERROR_STOP=1"]
        self._run([*psql, "-d", "postgres"], ROLES)
        for database in ("dsg", MIGRATED):
            self._run([*psql, "-d", "postgres", "-c", f"CREATE DATABASE {database} OWNER dsg_owner"])

    def stop(self) -> None:
        """End the server at once; its data are thrown away anyhow."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=30)
            self._process = None

    def _run(self, command: list[str], script: str = "") -> None:
        done = subprocess.run(
            command, user=self._user, cwd=self.folder, input=script, text=True, capture_output=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stderr.strip()}")


def addresses(server: PostgresServer, database: str = "dsg") -> dict[str, str]:
    """Return this environment with the addresses of the database for both roles."""
    urls = {"DATABASE_URL": server.url("dsg_app", database), "MIGRATE_DATABASE_URL": server.url("dsg_owner", database)}
    return {**os.environ, **urls}


def main(command: list[str]) -> int:
    """Run `command` beside a PostgreSQL of its own and return its exit code."""
    with tempfile.TemporaryDirectory(prefix="dsg-postgres-") as folder:
        server = PostgresServer(Path(folder))
        server.start()
        try:
            migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
            settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": "."}
            subprocess.run(migrate, env={**addresses(server, MIGRATED), **settings}, check=True)
            facts = {**addresses(server), "MIGRATED_POSTGRES": MIGRATED}
            return subprocess.run(command, env=facts, check=False).returncode
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

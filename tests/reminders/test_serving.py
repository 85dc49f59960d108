"""`manage.py serve` as a real process: it answers, stops cleanly, and leaves nobody behind however it dies."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.services.database import migrated
from tests.services.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60.0
pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="reads /proc, and asks the Linux kernel to end children"
)


@dataclass
class Site:
    """A served demo: its process, port, and the mark that its children inherit."""

    process: subprocess.Popen[bytes]
    port: int
    mark: str

    def family(self) -> set[int]:
        """Every living process that carries the mark, the parent among them."""
        marked = set()
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal() and self._is_marked(folder):
                marked.add(int(folder.name))
        return marked

    def _is_marked(self, folder: Path) -> bool:
        try:
            if "Z" in (folder / "stat").read_text().rsplit(")", 1)[1].split()[0]:
                return False
            return self.mark.encode() in (folder / "environ").read_bytes()
        except (OSError, IndexError):
            return False


def wait_for(condition: object) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/demo/", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def demo_environment(database: Path, **more: str) -> dict[str, str]:
    environment = {
        **os.environ,
        "DEMO_DATABASE_URL": f"sqlite:///{database}",
        "DEMO": "on",
        "EMAIL_URL": "demo:",
        "DJANGO_SETTINGS_MODULE": "dsg_planner.settings",
        **more,
    }
    for name in {"REDIS_URL", "SITE_URL"} - set(more):
        environment.pop(name, None)
    return environment


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo's database, migrated and filled once for all tests of this file."""
    database, made = tmp_path_factory.mktemp("demo") / "demo.sqlite3", migrated()
    if made is not None:
        shutil.copyfile(made, database)
    for command in (["migrate", "--verbosity", "0"], ["load_demo", "--plan", "published"])[made is not None :]:
        environment = demo_environment(database)
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    return database


@pytest.fixture
def site(tmp_path: Path, loaded: Path) -> Iterator[Site]:
    mark, port = uuid.uuid4().hex, free_port()
    shutil.copy(loaded, tmp_path / "demo.sqlite3")
    environment = demo_environment(tmp_path / "demo.sqlite3", SERVE_MARK=mark)
    environment.pop("DEMO")
    command = [sys.executable, "manage.py", "serve", "--demo", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    served = Site(process, port, mark)
    try:
        assert wait_for(lambda: answers(port)), process.stdout.read1().decode()  # type: ignore[union-attr]
        assert len(served.family()) >= 3
        yield served
    finally:
        for pid in served.family():
            os.kill(pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]


def test_ctrl_c_stops_everything_cleanly(site: Site) -> None:
    site.process.send_signal(signal.SIGINT)
    assert site.process.wait(PATIENCE) == 0
    assert wait_for(lambda: site.family() == set())


def test_kill_9_of_the_parent_leaves_no_process_behind(site: Site) -> None:
    site.process.kill()
    site.process.wait()
    assert wait_for(lambda: site.family() == set())


def test_a_child_that_dies_is_started_again(site: Site) -> None:
    before = site.family()
    web = min(before - {site.process.pid})
    os.kill(web, signal.SIGTERM)
    assert wait_for(lambda: web not in site.family() and len(site.family()) >= len(before))
    assert wait_for(lambda: answers(site.port))
    assert site.process.poll() is None


def test_links_lead_to_the_port_that_is_served(site: Site) -> None:
    address = f"SITE_URL=http://localhost:{site.port}".encode()
    environment = (Path("/proc") / str(site.process.pid) / "environ").read_bytes()
    assert [entry for entry in environment.split(b"\0") if entry.startswith(b"SITE_URL=")] == [address]


def test_a_site_with_mistakes_in_its_settings_is_not_served(loaded: Path) -> None:
    environment = demo_environment(loaded, ALLOWED_HOSTS="plan.example", DEBUG="on")
    command = [sys.executable, "manage.py", "serve", "--port", str(free_port())]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "dsg_planner.E001" in done.stderr


def test_a_taken_port_gets_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = demo_environment(tmp_path / "demo.sqlite3")
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"Port {port} er optaget." in done.stderr

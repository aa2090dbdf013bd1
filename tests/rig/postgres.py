"""A private PostgreSQL server for the tests: its own folder, its own socket, no TCP port."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.rig.parts import newest

START_S = 60.0
STOP_S = 20.0
SUPERUSER = "postgres"

# Nothing here outlives the tests: durability is given away for speed.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "dynamic_shared_memory_type": "mmap",
    "autovacuum": "off",
}


class PostgresServer:
    """A cluster made for one run of the tests and thrown away after it. A context manager."""

    def __init__(self) -> None:
        binaries = newest("usr/lib/postgresql/*/bin/postgres", "PostgreSQL", "postgresql").parent
        self._initdb = binaries / "initdb"
        self._postgres = binaries / "postgres"
        # PostgreSQL refuses to run as root, so root lends it the user its package made.
        lent = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self._uid: int | None = lent.pw_uid if lent else None
        self._gid: int | None = lent.pw_gid if lent else None
        self._groups: list[int] | None = [] if lent else None
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._cluster = self._folder / "cluster"
        self._log = self._folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if self._uid is not None and self._gid is not None:
            os.chown(self._folder, self._uid, self._gid)
        try:
            self._initialise()
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def create_database(self, template: str = "template1") -> str:
        """Return the name of a new database, empty or a copy of one nobody is connected to."""
        name = f"test_{uuid4().hex[:12]}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop_database(self, name: str) -> None:
        """Take a database away, with whoever is still connected to it."""
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def dsn(self, name: str) -> str:
        """Return the address of a database, as SQLAlchemy writes it."""
        return f"postgresql+psycopg://{SUPERUSER}@/{name}?host={self._folder}"

    def _execute(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self._folder), user=SUPERUSER, dbname="postgres", autocommit=True
        )

    def _initialise(self) -> None:
        command = [
            str(self._initdb),
            f"--pgdata={self._cluster}",
            f"--username={SUPERUSER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            user=self._uid,
            group=self._gid,
            extra_groups=self._groups,
        )
        if done.returncode != 0:
            message = f"initdb failed: {done.stdout}{done.stderr}"
            raise RuntimeError(message)

    def _start(self) -> None:
        settings = SETTINGS | {"unix_socket_directories": str(self._folder)}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [self._postgres, "-D", self._cluster, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                user=self._uid,
                group=self._gid,
                extra_groups=self._groups,
            )
        deadline = time.monotonic() + START_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                message = f"PostgreSQL did not start: {self._log.read_text(errors='replace')}"
                raise RuntimeError(message)
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

"""Prefect's own command line, with one pragma of its SQLite changed.

The stock server waits 60 s for a lock (busy_timeout). In CPython a connection's thread may sleep in that wait while it holds the
interpreter, and whoever has the lock needs the interpreter to give it back: then the whole server stands still for a minute. Seen here in
a view of its threads: the main one waits for the interpreter, three connections sleep in SQLite. With a short wait the lock's loser is
answered 503 after it, which every client repeats. Everything else is Prefect as it comes from PyPI.
"""

import sys

from prefect.cli import app
from prefect.server.database.configurations import AioSqliteConfiguration

BUSY_TIMEOUT_MS = 2_000
setup_sqlite = AioSqliteConfiguration.setup_sqlite


def setup_with_short_wait(self, conn, record):
    setup_sqlite(self, conn, record)
    cursor = conn.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS};")
    cursor.close()


AioSqliteConfiguration.setup_sqlite = setup_with_short_wait

if __name__ == "__main__":
    sys.exit(app())

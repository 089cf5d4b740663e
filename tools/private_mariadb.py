"""A MariaDB that belongs to one bench: data, socket and configuration inside it, for this machine only."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from pathlib import Path

from tools import services
from tools.bench import Bench, frappe_version
from tools.console import ToolError, run_step
from tools.sites import DATABASE_ROOT_PASSWORD

MEGABYTE = 1024 * 1024


def create(path: Path, port: int, log: Path) -> None:
	"""Make the database server of the bench at `path`, listening at `port`, and set the password of root."""
	cnf = path / "config" / "mariadb.cnf"
	new = cnf.with_suffix(".new")
	new.write_text(configuration(path.resolve(), port))
	data = path / "mariadb"
	command = [services.program("mariadb-install-db"), f"--defaults-file={new}", f"--datadir={data}"]
	command += ["--auth-root-authentication-method=normal", "--skip-test-db", f"--user={getpass.getuser()}"]
	run_step("MariaDB: making its data directory", command, log)
	os.replace(new, cnf)
	service = services.database_of(Bench(path.resolve(), frappe_version(path) or 0))
	services.start(service, Bench(path.resolve(), frappe_version(path) or 0))
	try:
		_secure(path)
	finally:
		services.stop(service)


def configuration(path: Path, port: int) -> str:
	"""The option file of the database server of the bench at `path`."""
	memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
	return f"""[mariadbd]
datadir = {path}/mariadb
socket = {path}/config/mariadb.sock
pid-file = {path}/config/pids/mariadb.pid
log-error = {path}/logs/mariadb.log
port = {port}
bind-address = 127.0.0.1
user = {getpass.getuser()}
character-set-server = utf8mb4
collation-server = utf8mb4_unicode_ci
skip-character-set-client-handshake
innodb-buffer-pool-size = {min(1024, max(128, memory // 4))}M
innodb-flush-log-at-trx-commit = 2
skip-log-bin
max-allowed-packet = 64M
"""


def _secure(path: Path) -> None:
	"""Set the password of root and remove the nameless users, who would win over the sites' users in logins.

	127.0.0.1 needs a root of its own where it does not resolve to localhost.
	"""
	statements = f"""
		DELETE FROM mysql.global_priv
		WHERE User = '' OR (User = 'root' AND Host NOT IN ('localhost', '127.0.0.1'));
		FLUSH PRIVILEGES;
		CREATE USER IF NOT EXISTS 'root'@'127.0.0.1';
		GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
		SET PASSWORD FOR 'root'@'127.0.0.1' = PASSWORD('{DATABASE_ROOT_PASSWORD}');
		SET PASSWORD FOR 'root'@'localhost' = PASSWORD('{DATABASE_ROOT_PASSWORD}');
	"""
	client = services.program("mariadb", "mysql")
	command = [client, "--no-defaults", f"--socket={path}/config/mariadb.sock", "--user=root"]
	answer = subprocess.run(command, input=statements, capture_output=True, text=True)
	if answer.returncode:
		raise ToolError(f"MariaDB in {path}: the password of root could not be set: {answer.stderr.strip()}")


def remove(path: Path) -> None:
	"""Clear away what a `create` cut short left: the server if it runs, its data, its configuration."""
	pid = services.running_pid(path / "config" / "pids" / "mariadb.pid", str(path.resolve()))
	if pid:
		services.end_process(pid)
	for name in ("mariadb.cnf", "mariadb.new", "mariadb.sock"):
		(path / "config" / name).unlink(missing_ok=True)
	shutil.rmtree(path / "mariadb", ignore_errors=True)

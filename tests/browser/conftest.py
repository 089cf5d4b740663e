"""The reports in a real browser, on a real site with the demo company.

Environment, set by `make test`: BASE_URL (address of a web server of the site), SITE, BENCH_PATH, CHROMIUM (the
browser's path), ADMIN_PASSWORD.
"""

import json
import os
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

BASE_URL = os.environ.get("BASE_URL", "")
DEMO_SECONDS = 900

# The test server has no socket.io beside it; Desk asks for it every few seconds.
UNRELATED = ("socket.io", "Failed to load resource: the server responded with a status of 404")

DESKTOP, PHONE = (1400, 900), (375, 812)


@pytest.fixture(scope="session")
def demo_company() -> str:
	"""The demo company on the site, made where it is not there yet."""
	if not BASE_URL:
		pytest.skip("BASE_URL is not set: run `make test`, which starts a web server")
	bench = Path(os.environ["BENCH_PATH"])
	command = [
		bench / "env/bin/python",
		*("-m", "frappe.utils.bench_helper", "frappe", "--site", os.environ["SITE"], "key-account", "demo"),
	]
	subprocess.run(command, cwd=bench / "sites", check=True, timeout=DEMO_SECONDS, stdout=subprocess.DEVNULL)
	return "Yunfeng Software"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
	with sync_playwright() as playwright:
		flags = ["no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update"]
		chromium = playwright.chromium.launch(
			executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
			args=[f"--{flag}" for flag in flags],
		)
		yield chromium
		chromium.close()


@pytest.fixture(scope="session")
def finance_users(browser: Browser, demo_company: str) -> Iterator[dict[str, tuple[str, str]]]:
	"""language -> (login, password) of somebody in finance who reads Desk in it; deleted afterwards."""
	administrator = browser.new_context(base_url=BASE_URL)
	log_in(administrator, "Administrator", os.environ.get("ADMIN_PASSWORD", "admin"))
	password = f"Ka-{uuid.uuid4()}"
	users = {}
	for language in ("en", "zh", "zh-TW"):
		login = f"ka.browser.{language.lower()}@example.com"
		administrator.request.delete(f"/api/resource/User/{login}", headers=csrf(administrator))
		answer = administrator.request.post(
			"/api/resource/User",
			headers=csrf(administrator),
			data={
				"email": login,
				"first_name": f"Finance {language}",
				"language": language,
				"send_welcome_email": 0,
				"new_password": password,
				"roles": [{"role": "Accounts Manager"}],
			},
		)
		assert answer.ok, answer.text()
		users[language] = (login, password)
	yield users
	for login, _password in users.values():
		administrator.request.delete(f"/api/resource/User/{login}", headers=csrf(administrator))
	administrator.close()


@pytest.fixture(scope="session")
def client_people(demo_company: str) -> Iterator[dict[str, dict[str, str]]]:
	"""language -> salespeople, a director, and the registered client of one of them; see client_people.py."""
	password = f"Ka-{uuid.uuid4()}"
	people = json.loads(_client_people(password))
	yield {language: {**found, "password": password} for language, found in people.items()}
	_client_people()


def _client_people(*password: str) -> str:
	bench = Path(os.environ["BENCH_PATH"])
	program = Path(__file__).with_name("client_people.py")
	command = [bench / "env/bin/python", program, os.environ["SITE"], *password]
	done = subprocess.run(
		command, cwd=bench / "sites", check=True, timeout=DEMO_SECONDS, stdout=subprocess.PIPE, text=True
	)
	return done.stdout.splitlines()[-1] if password else ""


def log_in(context: BrowserContext, login: str, password: str) -> None:
	answer = context.request.post("/api/method/login", form={"usr": login, "pwd": password})
	assert answer.ok, answer.text()


def csrf(context: BrowserContext) -> dict[str, str]:
	"""The header that writes need; taken from Desk's own page."""
	page = context.new_page()
	page.goto("/app")
	page.wait_for_function("window.frappe && frappe.csrf_token")
	token = page.evaluate("frappe.csrf_token")
	page.close()
	return {"X-Frappe-CSRF-Token": token}


def desk_path(page: Page) -> str:
	"""Where Desk is, /app or /desk: on the way from one to the other Frappe forgets what the address asks for."""
	return "/" + urlsplit(page.context.request.get("/app").url).path.split("/")[1]


OpenDesk = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenDesk]:
	"""Opens a browser's window of a size, for who has the login and password; any error in its console fails the test.

	Without a login it is a guest's.
	"""
	contexts: list[BrowserContext] = []
	errors: list[str] = []

	def note(text: str) -> None:
		if not any(unrelated in text for unrelated in UNRELATED):
			errors.append(text)

	def open_it(size: tuple[int, int], *login: str) -> Page:
		context = browser.new_context(base_url=BASE_URL, viewport={"width": size[0], "height": size[1]})
		contexts.append(context)
		if login:
			log_in(context, *login)
		page = context.new_page()
		page.on("console", lambda message: note(message.text) if message.type == "error" else None)
		page.on("pageerror", lambda error: note(str(error)))
		return page

	yield open_it
	for context in contexts:
		context.close()
	assert not errors, errors


@pytest.fixture
def desk(open_page: OpenDesk, finance_users: dict[str, tuple[str, str]]) -> OpenDesk:
	"""Opens Desk as somebody in finance."""

	def open_desk(language: str = "en", size: tuple[int, int] = DESKTOP) -> Page:
		return open_page(size, *finance_users[language])

	return open_desk

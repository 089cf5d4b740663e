"""What keeps a part of a nightly job from being done: it is noted, and the job goes on with the rest."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe import _
from rq.timeouts import BaseTimeoutException

from key_account.errors import DomainError


@contextmanager
def noted(title: str) -> Iterator[None]:
	"""Where the block fails, what it wrote since the last commit is undone, and the Error Log says why under `title`.

	raises     what ends the whole job: that its time is over, or that it is stopped
	"""
	try:
		yield
	except BaseTimeoutException:
		raise
	except DomainError as error:
		_note(title, error.told(_))
	except Exception:
		_note(title)


def _note(title: str, message: str | None = None) -> None:
	"""message    the traceback where not given"""
	frappe.db.rollback()
	frappe.log_error(title=title, message=message)
	frappe.db.commit()  # the entry of the log, which the next rollback would take along

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, getdate, now_datetime

from key_account.assessment import Criterion, Effort, Stage, assess, check_stage
from key_account.development import STAGE_NAMES, Outcome, check_outcome, check_period, schedule, stage_of
from key_account.errors import DomainError
from key_account.history import without
from key_account.key_account.doctype.development_plan import client, opportunities
from key_account.key_account.doctype.key_account_settings.key_account_settings import assessment_rules
from key_account.roles import DIRECTOR, MANAGER

TEMPLATE = "Development Stage Template"
TAKEN_OVER = ("participants", "tasks", "company_support", "involvement")
SCORES = {criterion: criterion.name.lower() for criterion in Criterion}
ASSESSED = ("assessment_points", "assessed_grade", "assessed_on")
OVERRIDDEN = ("overridden_by", "overridden_on")
#: Who tells us how things stand, behind a permission level: those who work on the client know, finance does not.
INSIDE_CONTACT = ("inside_contact", "contact_relation")
GIVE_GRADES = (MANAGER, DIRECTOR, "System Manager")


class DevelopmentPlan(Document):
	"""How a client is won, in five stages (大客户开发方案; clients.md, Development Plan)."""

	def before_insert(self) -> None:
		self.take_over_template()

	def take_over_template(self) -> None:
		"""The stages of a new plan, one after the other; later changes of the template leave it as it is."""
		there = {row.stage: row for row in self.stages}
		found = {
			row.stage: row
			for row in frappe.get_all(TEMPLATE, fields=["stage", "days", *TAKEN_OVER], order_by="creation")
		}
		days = {stage: found[name].days for stage, name in STAGE_NAMES.items() if name in found}
		periods = schedule(getdate(self.begun_on), days)
		self.stages = []
		for position, (stage, name) in enumerate(STAGE_NAMES.items(), 1):
			if name in there:
				row = self.append("stages", there[name])
			else:
				row = self.append("stages", {"stage": name})
				row.update({field: found[name][field] for field in TAKEN_OVER} if name in found else {})
				if period := periods.get(stage):
					row.update({"planned_from": period.start, "planned_to": period.end})
			row.idx = position

	def validate(self) -> None:
		saved = self.get_doc_before_save()
		client.check(self)
		with self.refusals():
			self.assess(saved)
			self.override(saved)
			self.effort_grade = self.override_grade or self.assessed_grade
			self.check_rows_of_stages()
			is_moved = self.move(saved)
			self.record_outcome(saved, is_moved)

	def assess(self, saved: Document | None) -> None:
		"""A grade stays as it was given, by the weights of that day, until a score changes."""
		scores = {criterion: cint(self.get(field)) for criterion, field in SCORES.items()}
		if not all(scores.values()):
			self.update({"assessment_points": 0, "assessed_grade": None, "assessed_on": None})
			return
		is_same = saved and all(cint(saved.get(field)) == scores[key] for key, field in SCORES.items())
		if is_same and saved.assessed_grade:
			self.update({field: saved.get(field) for field in ASSESSED})
			return
		found = assess(scores, assessment_rules(frappe.get_cached_doc("Key Account Settings")))
		self.assessment_points = float(found.points)
		self.assessed_grade = found.effort.value
		self.assessed_on = now_datetime().date()

	def override(self, saved: Document | None) -> None:
		"""Who gave another grade, and when, as the server knows it.

		raises     ValidationError without an assessment or a reason; PermissionError for who may not
		"""
		was = (saved.override_grade or "", saved.override_reason or "") if saved else ("", "")
		if (self.override_grade or "", self.override_reason or "") == was:
			self.update({field: saved.get(field) if saved else None for field in OVERRIDDEN})
			return
		if (self.override_grade or "") != was[0] and not set(frappe.get_roles()).intersection(GIVE_GRADES):
			self.refuse(
				_("Only {0} may give another grade than the assessed one."),
				", ".join(_(role) for role in GIVE_GRADES[:2]),
				kind=frappe.PermissionError,
			)
		if not self.override_grade:
			self.update({"override_reason": None, **dict.fromkeys(OVERRIDDEN)})
			return
		if not self.assessed_grade:
			self.refuse(_("Fill in the seven scores before you give another grade."))
		if not (self.override_reason or "").strip():
			self.refuse(_("Say why the grade is {0} and not {1}."), self.override_grade, self.assessed_grade)
		self.update({"overridden_by": frappe.session.user, "overridden_on": now_datetime()})

	def check_rows_of_stages(self) -> None:
		"""raises     ValidationError where one of the five stages is missing or there twice, or its dates are wrong"""
		if [row.stage for row in self.stages] != list(STAGE_NAMES.values()):
			self.refuse(_("A plan has its five stages once each, in their order: reload it."))
		for row in self.stages:
			start, end = (getdate(day) if day else None for day in (row.planned_from, row.planned_to))
			check_period(stage_of(row.stage), start, end)

	def move(self, saved: Document | None) -> bool:
		"""Note when a stage is entered and done; returns whether the plan came to another stage."""
		before = stage_of(saved.stage) if saved else None
		wanted = stage_of(self.stage)
		is_moved = wanted is not before
		if is_moved or self.status == Outcome.IN_PROGRESS.value:
			check_stage(before, wanted, Effort(self.effort_grade) if self.effort_grade else None)
		today = now_datetime().date()
		entered = {row.stage: row.entered_on for row in saved.stages} if saved else {}
		for row in self.stages:
			row.entered_on = entered.get(row.stage)
		self.stage_since = saved.stage_since if saved else None
		if is_moved:
			self.stage_since = self.row_of(wanted).entered_on = today
			if before and wanted.value > before.value and not self.row_of(before).done_on:
				self.row_of(before).done_on = today
		return is_moved

	def row_of(self, stage: Stage) -> Document:
		return self.stages[stage.value - 1]

	def record_outcome(self, saved: Document | None, is_moved: bool) -> None:
		before = Outcome(saved.status) if saved else Outcome.IN_PROGRESS
		after = next((known for known in Outcome if known.value == self.status), None)
		if after is None:
			self.refuse(_("There is no outcome {0}."), self.status)
		check_outcome(
			before, after, stage_of(self.stage), is_moved=is_moved, reason=self.reason, cause=self.cause
		)
		self.outcome_on = saved.outcome_on if saved else None
		if after is not before:
			self.outcome_on = now_datetime().date()
		if after is Outcome.IN_PROGRESS:
			self.update({"outcome_on": None, "reason": None, "cause": None})

	def on_update(self) -> None:
		opportunities.follow(self)
		before = self.get_doc_before_save()
		if self.status != (before.status if before else Outcome.IN_PROGRESS.value):
			# The reasons of an earlier pause or failure stay to be read when the plan goes on.
			told = ": ".join(
				part for part in (_(self.status), self.cause and _(self.cause), self.reason) if part
			)
			self.add_comment("Info", escape_html(told))

	def save_version(self) -> None:
		with without([doc for doc in (self, self.get_doc_before_save()) if doc], INSIDE_CONTACT):
			super().save_version()

	def on_trash(self) -> None:
		"""raises     ValidationError where work was put into it: also what failed is to be found again"""
		if any(row.entered_on for row in self.stages[1:]):
			self.refuse(_("It went beyond stage 1 and cannot be deleted; set its outcome to Failed instead."))

	@contextmanager
	def refusals(self) -> Iterator[None]:
		"""Refusals of the rules as sentences that name the plan."""
		try:
			yield
		except DomainError as error:
			self.refuse("{0}", error.told(_))

	def refuse(self, sentence: str, *values: object, kind: type[Exception] = frappe.ValidationError) -> None:
		"""raises     `kind`, by default ValidationError, that names the plan"""
		name = " · ".join(filter(None, (self.client_name, self.plan_title))) or self.name
		text = sentence.format(*(escape_html(str(value)) for value in values))
		frappe.throw(f"{_(self.doctype)} {escape_html(name)}: {text}", kind, title=_(self.doctype))

app_name = "key_account"
app_title = "Key Account"
app_publisher = "Key Account developers"
app_description = (
	"The key-account department on ERPNext: clients, plans, visits, KPIs and bonuses on collected money"
)
app_email = "key-account@users.noreply.github.com"
app_license = "gpl-3.0"
required_apps = ["frappe/erpnext"]

before_install = "key_account.setup.install.before_install"
after_install = "key_account.setup.install.after_install"
before_migrate = "key_account.setup.install.before_migrate"
after_migrate = "key_account.setup.install.after_migrate"
after_uninstall = "key_account.setup.install.after_uninstall"

doc_events = {
	"Customer": {
		"validate": "key_account.overrides.customer.validate",
		"after_insert": "key_account.overrides.customer.after_insert",
		"on_update": "key_account.overrides.customer.on_update",
		"before_rename": "key_account.overrides.customer.before_rename",
		"after_rename": "key_account.overrides.customer.after_rename",
	},
	"Sales Order": {
		"validate": "key_account.overrides.sales_order.validate",
		"before_submit": "key_account.overrides.sales_order.before_submit",
		"before_update_after_submit": "key_account.overrides.sales_order.before_update_after_submit",
	},
	"Employee": {
		"validate": "key_account.overrides.employee.validate",
	},
	"ToDo": {
		"on_update": "key_account.key_account.doctype.client_archive.measures.close_measure",
	},
	"Opportunity": {
		"validate": "key_account.overrides.opportunity.validate",
		"after_insert": "key_account.overrides.opportunity.after_insert",
		"on_trash": "key_account.overrides.opportunity.on_trash",
	},
}

permission_query_conditions = {
	"Client Archive": "key_account.permissions.clients.archive_condition",
	"Tier Review": "key_account.permissions.clients.client_of_condition",
	"Development Plan": "key_account.permissions.clients.client_of_condition",
	"Market Information": "key_account.permissions.market_information.information_condition",
	"Satisfaction Survey": "key_account.permissions.clients.client_of_condition",
	"Client Health": "key_account.permissions.clients.client_of_condition",
	"Special Terms Request": "key_account.permissions.clients.client_of_condition",
	"Client Change Request": "key_account.permissions.clients.client_of_condition",
	"Client Handover": "key_account.permissions.handovers.handover_condition",
	# Rows of their tables, when somebody lists these by themselves.
	"Client Competitor": "key_account.permissions.rows.rows_condition",
	"Client Follow-up": "key_account.permissions.rows.rows_condition",
	"Client Handover Document": "key_account.permissions.rows.rows_condition",
	"Client Handover Task": "key_account.permissions.rows.rows_condition",
	"Client Measure": "key_account.permissions.rows.rows_condition",
	"Client Relation": "key_account.permissions.rows.rows_condition",
	"Client Stakeholder": "key_account.permissions.rows.rows_condition",
	"Client Team Member": "key_account.permissions.rows.rows_condition",
	"Client Third Party": "key_account.permissions.rows.rows_condition",
	"Development Plan Decision": "key_account.permissions.rows.rows_condition",
	"Development Plan Purchase Step": "key_account.permissions.rows.rows_condition",
	"Development Plan Stage": "key_account.permissions.rows.rows_condition",
	"Development Plan Visit": "key_account.permissions.rows.rows_condition",
	"Tier Review Figure": "key_account.permissions.rows.rows_condition",
}

has_permission = {
	"Client Archive": "key_account.permissions.clients.sees_archive",
	"Tier Review": "key_account.permissions.clients.sees_client_of",
	"Development Plan": "key_account.permissions.clients.sees_client_of",
	"Market Information": "key_account.permissions.market_information.sees_information",
	"Satisfaction Survey": "key_account.permissions.clients.sees_client_of",
	"Client Health": "key_account.permissions.clients.sees_client_of",
	"Special Terms Request": "key_account.permissions.clients.sees_client_of",
	"Client Change Request": "key_account.permissions.clients.sees_client_of",
	"Client Handover": "key_account.permissions.handovers.sees_handover",
}

doctype_js = {
	"Customer": "public/js/customer.js",
	"Lead": "public/js/lead.js",
	"Opportunity": "public/js/opportunity.js",
	"Prospect": "public/js/prospect.js",
	"Sales Order": "public/js/sales_order.js",
}

doctype_list_js = {
	"Sales Order": "public/js/sales_order_list.js",
}

scheduler_events = {
	"hourly_long": ["key_account.ledger.kept_totals.keep_all"],
	"daily_long": [
		"key_account.ledger.kept_totals.read_all_afresh",
		"key_account.clients.tier_review_job.review_all",
		"key_account.key_account.doctype.satisfaction_survey.nightly.run",
		"key_account.clients.health_job.compute_all",
	],
}

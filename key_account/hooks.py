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
	"Employee": {
		"validate": "key_account.overrides.employee.validate",
	},
	"ToDo": {
		"on_update": "key_account.key_account.doctype.client_archive.measures.close_measure",
	},
}

permission_query_conditions = {
	"Client Archive": "key_account.permissions.clients.archive_condition",
	"Client Change Request": "key_account.permissions.clients.client_of_condition",
	"Client Handover": "key_account.permissions.handovers.handover_condition",
}

has_permission = {
	"Client Archive": "key_account.permissions.clients.sees_archive",
	"Client Change Request": "key_account.permissions.clients.sees_client_of",
	"Client Handover": "key_account.permissions.handovers.sees_handover",
}

scheduler_events = {
	"hourly_long": ["key_account.ledger.kept_totals.keep_all"],
	"daily_long": ["key_account.ledger.kept_totals.read_all_afresh"],
}

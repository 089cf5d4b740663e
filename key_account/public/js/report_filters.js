// Filters that several reports have.
frappe.provide("key_account.filters");

key_account.filters.company = () => ({
	fieldname: "company",
	label: __("Company"),
	fieldtype: "Link",
	options: "Company",
	default: frappe.defaults.get_user_default("Company"),
	reqd: 1,
});

// From the first day of a month, so many months back, until today; `more` is for both dates.
key_account.filters.period = (from, until, months_back, more = {}) => [
	{
		fieldname: "from_date",
		label: from,
		fieldtype: "Date",
		default: frappe.datetime.add_months(frappe.datetime.month_start(), -months_back),
		...more,
	},
	{
		fieldname: "to_date",
		label: until,
		fieldtype: "Date",
		default: frappe.datetime.get_today(),
		...more,
	},
];

key_account.filters.account_manager = () => ({
	fieldname: "account_manager",
	label: __("Account Manager"),
	fieldtype: "Link",
	options: "User",
});

// Options of a Select in the reader's language, below one that leaves the choice open.
key_account.filters.options = (values, open = "") => [
	{ value: "", label: open },
	...values.map((value) => ({ value, label: __(value) })),
];

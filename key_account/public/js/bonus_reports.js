// What the bonus reports share in the browser: the offer of quarters, and the way from a row to its receipts.
frappe.provide("key_account.bonus");
key_account.bonus.opened = false;

// Offer the company's quarters and salespeople; keep the quarter that was asked for, else take the present one.
key_account.bonus.offer_choices = async function (report) {
	const company = report.get_filter_value("company");
	if (!company) return;
	const choices = await frappe.xcall("key_account.report.bonus_request.choices", { company });
	report.get_filter("sales_person").set_data(choices.sales_persons);
	const filter = report.get_filter("quarter");
	const wanted = filter.get_value();
	filter.df.options = choices.quarters;
	filter.refresh();
	await filter.set_value(choices.quarters.includes(wanted) ? wanted : choices.quarters[0] || "");
};

key_account.bonus.open = async function (report) {
	await key_account.bonus.offer_choices(report);
	key_account.bonus.opened = true;
};

key_account.bonus.receipts_link = function (shown, row) {
	const route = frappe.utils.generate_route({
		type: "report",
		name: "Bonus Receipts",
		is_query_report: true,
		route_options: {
			company: frappe.query_report.get_filter_value("company"),
			quarter: row.quarter,
			sales_person: row.sales_person,
		},
	});
	return `<a href="${route}">${shown}</a>`;
};

// A quarter asked for by the address is the only one on offer until the company's are known.
key_account.bonus.asked_quarters = function () {
	const address = new URLSearchParams(window.location.search);
	const asked = frappe.route_options?.quarter || address.get("quarter");
	return asked ? [asked] : [];
};

key_account.bonus.filters = () => [
	{
		fieldname: "company",
		label: __("Company"),
		fieldtype: "Link",
		options: "Company",
		default: frappe.defaults.get_user_default("Company"),
		reqd: 1,
		on_change: async (report) => {
			// While the report opens, Frappe sets the filters itself and loads once they all are.
			if (!key_account.bonus.opened) return;
			await key_account.bonus.offer_choices(report);
			report.refresh();
		},
	},
	{
		fieldname: "quarter",
		label: __("Quarter"),
		fieldtype: "Select",
		options: key_account.bonus.asked_quarters(),
		reqd: 1,
	},
	{ fieldname: "sales_person", label: __("Sales Person"), fieldtype: "Autocomplete" },
];

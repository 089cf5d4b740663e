// What the bonus reports share in the browser: the offer of quarters, and the way from a row to its receipts.
frappe.provide("key_account.bonus");

// Fill the quarter filter with the company's quarters; keep what was asked for, else offer the present one.
key_account.bonus.offer_quarters = async function (report) {
	const company = report.get_filter_value("company");
	const filter = report.get_filter("quarter");
	if (!company) return;
	const quarters = await frappe.xcall("key_account.report.bonus_request.quarters", { company });
	const wanted = filter.get_value();
	filter.df.options = quarters;
	filter.refresh();
	await filter.set_value(quarters.includes(wanted) ? wanted : quarters[0] || "");
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
			await key_account.bonus.offer_quarters(report);
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
	{ fieldname: "sales_person", label: __("Sales Person"), fieldtype: "Link", options: "Sales Person" },
];

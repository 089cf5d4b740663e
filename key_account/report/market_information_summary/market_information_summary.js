frappe.query_reports["Market Information Summary"] = {
	filters: [
		{
			fieldname: "company",
			label: __("Company"),
			fieldtype: "Link",
			options: "Company",
			default: frappe.defaults.get_user_default("Company"),
			reqd: 1,
		},
		{
			fieldname: "from_date",
			label: __("Sent from"),
			fieldtype: "Date",
			default: frappe.datetime.add_months(frappe.datetime.month_start(), -2),
		},
		{
			fieldname: "to_date",
			label: __("Sent until"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
		},
		{
			fieldname: "kind",
			label: __("Kind of Information"),
			fieldtype: "Select",
			options: ["", "New Project", "Competitor Move", "Price", "People", "Industry"].map((kind) => ({
				value: kind,
				label: __(kind),
			})),
		},
		{ fieldname: "reported_by", label: __("Reported By"), fieldtype: "Link", options: "User" },
	],
};

frappe.query_reports["Churn and Retention"] = {
	tree: true,
	name_field: "name",
	parent_field: "parent_period",
	initial_depth: 0,

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
			label: __("From Date"),
			fieldtype: "Date",
			default: frappe.datetime.add_months(frappe.datetime.month_start(), -11),
			reqd: 1,
		},
		{
			fieldname: "to_date",
			label: __("To Date"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
		{
			fieldname: "by",
			label: __("Length of a Period"),
			fieldtype: "Select",
			options: ["Month", "Quarter", "Year"].map((by) => ({ value: by, label: __(by) })),
			default: "Month",
			reqd: 1,
		},
		{ fieldname: "lost_after", label: __("Lost after (Days)"), fieldtype: "Int", default: 180, reqd: 1 },
		{ fieldname: "account_manager", label: __("Account Manager"), fieldtype: "Link", options: "User" },
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (!data) return shown;
		if (column.fieldname === "course" && data.state) {
			const colour = { LOST: "red", WON_BACK: "blue", NEW: "green" }[data.state];
			return `<span class="indicator-pill ${colour}">${shown}</span>`;
		}
		return data.indent ? shown : `<b>${shown}</b>`;
	},
};

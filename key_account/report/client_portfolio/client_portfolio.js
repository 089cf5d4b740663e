// {% include "key_account/public/js/report_filters.js" %}

frappe.query_reports["Client Portfolio"] = {
	filters: [
		key_account.filters.company(),
		{ fieldname: "tier", label: __("Client Tier"), fieldtype: "Link", options: "Client Tier" },
		key_account.filters.account_manager(),
		{
			fieldname: "condition",
			label: __("Health Condition"),
			fieldtype: "Select",
			options: key_account.filters.options(["In Good Health", "To Watch", "At Risk"]),
		},
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (!data) return shown;
		if (column.fieldname === "condition" && data.state) {
			const colour = { "In Good Health": "green", "To Watch": "orange", "At Risk": "red" }[data.state];
			return `<span class="indicator-pill ${colour}">${shown}</span>`;
		}
		const is_late = column.fieldname === "next_visit_due" && value && value < frappe.datetime.get_today();
		if (is_late || (column.fieldname === "overdue" && value > 0)) {
			return `<span class="text-danger">${shown}</span>`;
		}
		return shown;
	},
};

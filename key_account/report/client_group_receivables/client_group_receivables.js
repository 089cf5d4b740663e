// {% include "key_account/public/js/report_filters.js" %}

frappe.query_reports["Client Group Receivables"] = {
	tree: true,
	name_field: "client",
	parent_field: "parent_client",
	initial_depth: 3,

	filters: [
		key_account.filters.company(),
		{
			fieldname: "on",
			label: __("At the End of"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
		{ fieldname: "customer", label: __("Customer"), fieldtype: "Link", options: "Customer" },
		{ fieldname: "with_single_clients", label: __("Clients without a Group Too"), fieldtype: "Check" },
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (!data) return shown;
		const over_limit = data.credit_limit && data.outstanding > data.credit_limit;
		if (
			(column.fieldname === "outstanding" && over_limit) ||
			(column.fieldname === "overdue_share" && value > 0)
		) {
			return `<span class="text-danger">${shown}</span>`;
		}
		return data.is_parent ? `<b>${shown}</b>` : shown;
	},
};

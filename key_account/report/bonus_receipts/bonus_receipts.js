// {% include "key_account/public/js/bonus_reports.js" %}

frappe.query_reports["Bonus Receipts"] = {
	filters: [
		...key_account.bonus.filters(),
		{
			fieldname: "client",
			label: __("Client with Subsidiaries"),
			fieldtype: "Link",
			options: "Customer",
		},
		{ fieldname: "category", label: __("Category"), fieldtype: "Data" },
		{
			fieldname: "show",
			label: __("Show"),
			fieldtype: "Select",
			options: [
				{ value: "All", label: __("All") },
				{ value: "Credited", label: __("Credited") },
				{ value: "Not Credited", label: __("Not Credited") },
			],
			default: "All",
		},
	],

	onload: (report) => key_account.bonus.open(report),

	formatter(value, row, column, data, default_formatter) {
		// The value itself stays English, because the voucher links by it.
		return column.fieldname === "voucher_type" ? __(value) : default_formatter(value, row, column, data);
	},
};

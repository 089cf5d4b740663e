// {% include "key_account/public/js/report_filters.js" %}

frappe.query_reports["Archive Completeness"] = {
	filters: [
		key_account.filters.company(),
		key_account.filters.account_manager(),
		{
			fieldname: "status",
			label: __("Status"),
			fieldtype: "Select",
			options: key_account.filters.options(
				["Draft", "Pending Director", "Pending Executive", "Registered", "Archived"],
				__("All but Archived")
			),
		},
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (!data || column.fieldname !== "completeness") return shown;
		const colour = value >= 80 ? "green" : value >= 50 ? "orange" : "red";
		return `<span class="indicator-pill ${colour}">${shown}</span>`;
	},
};

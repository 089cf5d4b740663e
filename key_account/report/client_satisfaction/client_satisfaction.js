// {% include "key_account/public/js/report_filters.js" %}

frappe.query_reports["Client Satisfaction"] = {
	filters: [
		key_account.filters.company(),
		...key_account.filters.period(__("Asked from"), __("Asked until"), 11),
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (data && column.fieldname === "open_complaints" && value > 0) {
			return `<span class="text-danger">${shown}</span>`;
		}
		return shown;
	},
};

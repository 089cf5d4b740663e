// {% include "key_account/public/js/report_filters.js" %}

frappe.query_reports["Churn and Retention"] = {
	tree: true,
	name_field: "name",
	parent_field: "parent_period",
	initial_depth: 0,

	filters: [
		key_account.filters.company(),
		...key_account.filters.period(__("From Date"), __("To Date"), 11, { reqd: 1 }),
		{
			fieldname: "by",
			label: __("Length of a Period"),
			fieldtype: "Select",
			options: ["Month", "Quarter", "Year"].map((by) => ({ value: by, label: __(by) })),
			default: "Month",
			reqd: 1,
		},
		{ fieldname: "lost_after", label: __("Lost after (Days)"), fieldtype: "Int", default: 180, reqd: 1 },
		key_account.filters.account_manager(),
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

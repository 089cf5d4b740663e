// {% include "key_account/public/js/bonus_reports.js" %}

frappe.query_reports["Quarterly Bonus"] = {
	filters: key_account.bonus.filters(),

	onload: (report) => key_account.bonus.open(report),

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (!data) return shown;
		if (column.fieldname === "credited" && !data.department) {
			return key_account.bonus.receipts_link(shown, data);
		}
		if (column.fieldname === "case") {
			const colour = { BELOW_BASE: "red", BETWEEN: "orange", AT_TARGET: "green", ACCELERATED: "blue" };
			return `<span class="indicator-pill ${colour[data.case_key]}">${shown}</span>`;
		}
		if (column.fieldname === "kpi_factor" && data.provisional) {
			return `<span title="${__("Provisional: no final KPI sheet")}">${shown} *</span>`;
		}
		return column.fieldname === "bonus" || data.department ? `<b>${shown}</b>` : shown;
	},
};

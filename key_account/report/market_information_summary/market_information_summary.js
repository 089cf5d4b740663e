// {% include "key_account/public/js/report_filters.js" %}

frappe.query_reports["Market Information Summary"] = {
	filters: [
		key_account.filters.company(),
		...key_account.filters.period(__("Sent from"), __("Sent until"), 2),
		{
			fieldname: "kind",
			label: __("Kind of Information"),
			fieldtype: "Select",
			options: key_account.filters.options([
				"New Project",
				"Competitor Move",
				"Price",
				"People",
				"Industry",
			]),
		},
		{ fieldname: "reported_by", label: __("Reported By"), fieldtype: "Link", options: "User" },
	],
};

frappe.listview_settings["Client Handover"] = {
	add_fields: ["kind", "effective_date"],
	hide_name_column: true,
	get_indicator(handover) {
		const colours = {
			Draft: "red",
			"Pending Acceptance": "yellow",
			"Pending Director": "orange",
			Approved: "green",
		};
		return [__(handover.status), colours[handover.status], `status,=,${handover.status}`];
	},
};

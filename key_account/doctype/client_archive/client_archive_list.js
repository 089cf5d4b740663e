frappe.listview_settings["Client Archive"] = {
	add_fields: ["status", "completeness", "confidentiality"],
	hide_name_column: true,
	get_indicator(archive) {
		const colour = {
			Draft: "gray",
			"Pending Director": "orange",
			"Pending Executive": "orange",
			Registered: "green",
			Archived: "darkgrey",
		};
		return [__(archive.status), colour[archive.status], `status,=,${archive.status}`];
	},
};

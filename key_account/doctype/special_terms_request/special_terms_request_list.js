frappe.listview_settings["Special Terms Request"] = {
	add_fields: ["status"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = { Draft: "gray", "Pending Director": "orange", Approved: "green", Rejected: "red" };
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
};

frappe.listview_settings["Opening Bonus State"] = {
	hide_name_column: true,
	get_indicator(state) {
		const labels = {
			0: [__("To Approve"), "orange", "docstatus,=,0"],
			1: [__("Approved"), "green", "docstatus,=,1"],
			2: [__("Cancelled"), "gray", "docstatus,=,2"],
		};
		return labels[state.docstatus];
	},
};

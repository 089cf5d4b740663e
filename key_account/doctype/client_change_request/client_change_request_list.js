frappe.listview_settings["Client Change Request"] = {
	hide_name_column: true,
	get_indicator(request) {
		const colours = {
			Draft: "red",
			"Pending Director": "orange",
			Approved: "green",
			Rejected: "gray",
		};
		return [__(request.status), colours[request.status], `status,=,${request.status}`];
	},
};

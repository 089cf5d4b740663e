frappe.listview_settings["Market Information"] = {
	add_fields: ["status", "opportunity"],
	hide_name_column: true,
	has_indicator_for_draft: 1,
	get_indicator({ status, opportunity }) {
		if (opportunity) return [__("Became an Opportunity"), "blue", "opportunity,is,set"];
		const colours = { Draft: "gray", "Pending Director": "orange", Valid: "green", Invalid: "red" };
		return [__(status), colours[status], `status,=,${status}`];
	},
};

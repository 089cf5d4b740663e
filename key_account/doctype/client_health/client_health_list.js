frappe.listview_settings["Client Health"] = {
	add_fields: ["condition", "is_latest"],
	hide_name_column: true,
	filters: [["is_latest", "=", 1]],
	get_indicator(health) {
		const colours = { "In Good Health": "green", "To Watch": "orange", "At Risk": "red" };
		const { condition } = health;
		if (!condition) return [__("Not Judged"), "gray", "condition,=,"];
		return [__(condition), colours[condition], `condition,=,${condition}`];
	},
};

frappe.listview_settings["Client Tier"] = {
	add_fields: ["disabled"],
	hide_name_column: true,
	formatters: {
		tier_name: (name) => __(name),
	},
	get_indicator(tier) {
		if (tier.disabled) return [__("Disabled"), "gray", "disabled,=,1"];
		return [__("In Use"), "green", "disabled,=,0"];
	},
};

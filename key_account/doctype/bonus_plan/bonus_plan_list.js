frappe.listview_settings["Bonus Plan"] = {
	add_fields: ["disabled", "valid_from", "valid_to"],
	hide_name_column: true,
	formatters: {
		company: (company) => company || __("All Companies"),
	},
	get_indicator(plan) {
		const today = frappe.datetime.get_today();
		if (plan.disabled) {
			return [__("Disabled"), "gray", "disabled,=,1"];
		}
		if (plan.valid_from > today) {
			return [__("Future"), "blue", `disabled,=,0|valid_from,>,${today}`];
		}
		if (plan.valid_to && plan.valid_to < today) {
			return [__("Ended"), "orange", `disabled,=,0|valid_to,<,${today}`];
		}
		return [__("In Force"), "green", `disabled,=,0|valid_from,<=,${today}`];
	},
};

const HEALTH_COLOURS = { "In Good Health": "green", "To Watch": "orange", "At Risk": "red" };

frappe.listview_settings["Client Health"] = {
	add_fields: ["condition", "is_latest"],
	hide_name_column: true,
	filters: [["is_latest", "=", 1]],
	formatters: {
		// Frappe's own bar is green, however bad the health.
		points(points, _field, { condition }) {
			const colour = HEALTH_COLOURS[condition];
			if (!colour) return "–";
			return `<span style="display: flex; align-items: center; gap: 8px">
				<span style="flex: 0 0 3em; text-align: right">${format_number(points, null, 1)}</span>
				<span style="flex: 1; height: 8px; border-radius: 4px; background: var(--gray-200, #ededed)">
					<span style="display: block; height: 8px; border-radius: 4px; width: ${flt(points)}%;
						background: var(--${colour}-500)"></span>
				</span>
			</span>`;
		},
	},
	get_indicator(health) {
		const { condition } = health;
		if (!condition) return [__("Not Judged"), "gray", "condition,=,"];
		return [__(condition), HEALTH_COLOURS[condition], `condition,=,${condition}`];
	},
};

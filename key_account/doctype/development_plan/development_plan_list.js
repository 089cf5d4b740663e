frappe.listview_settings["Development Plan"] = {
	add_fields: ["status", "effort_grade"],
	get_indicator(plan) {
		const colours = { Succeeded: "green", Failed: "red", Paused: "orange" };
		if (colours[plan.status]) {
			return [__(plan.status), colours[plan.status], `status,=,${plan.status}`];
		}
		const grade = plan.effort_grade;
		const filter = "status,=,In Progress";
		if (!grade) return [__("In Progress"), "blue", filter];
		const of_grade = { A: "green", B: "blue", C: "yellow", D: "gray" };
		return [__("In Progress, {0}", [grade]), of_grade[grade], `${filter}|effort_grade,=,${grade}`];
	},
};

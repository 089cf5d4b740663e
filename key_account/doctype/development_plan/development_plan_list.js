frappe.listview_settings["Development Plan"] = {
	add_fields: ["status", "stage", "effort_grade"],
	hide_name_column: true,
	get_indicator(plan) {
		const colours = { Succeeded: "green", Failed: "red", Paused: "orange" };
		if (colours[plan.status]) {
			return [__(plan.status), colours[plan.status], `status,=,${plan.status}`];
		}
		const options = frappe.meta.get_docfield("Development Plan", "stage").options.split("\n");
		const stage = options.indexOf(plan.stage) + 1;
		const filter = `status,=,In Progress|stage,=,${plan.stage}`;
		const grade = plan.effort_grade;
		if (!grade) return [__("Stage {0}", [stage]), "blue", filter];
		const of_grade = { A: "green", B: "blue", C: "yellow", D: "gray" };
		return [__("Stage {0}, {1}", [stage, grade]), of_grade[grade], `${filter}|effort_grade,=,${grade}`];
	},
};

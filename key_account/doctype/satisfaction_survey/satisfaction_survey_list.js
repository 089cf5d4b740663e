frappe.listview_settings["Satisfaction Survey"] = {
	add_fields: ["status", "overall", "complaint"],
	hide_name_column: true,
	has_indicator_for_draft: 1,
	get_indicator({ status, overall, complaint }) {
		if (complaint) return [__("Complaint"), "red", "complaint,is,set"];
		if (status === "Answered") return [`${__(status)}: ${overall}`, "green", "status,=,Answered"];
		const colours = { Draft: "gray", Invited: "orange", Expired: "darkgrey", Withdrawn: "darkgrey" };
		return [__(status), colours[status], `status,=,${status}`];
	},
};

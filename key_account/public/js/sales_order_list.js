// Drafts with special terms say where the director's approval stands; everything else is as ERPNext has it.
(() => {
	const settings = frappe.listview_settings["Sales Order"] || {};
	const of_erpnext = settings.get_indicator;
	const colours = {
		"Needs Approval": "orange",
		"Pending Director": "blue",
		Approved: "green",
		Rejected: "red",
	};
	settings.add_fields = [...(settings.add_fields || []), "ka_terms_status"];
	settings.has_indicator_for_draft = 1;
	settings.get_indicator = function (doc) {
		if (doc.docstatus === 0) {
			const status = doc.ka_terms_status;
			if (!status) return [__("Draft"), "red", "docstatus,=,0"];
			return [__(status), colours[status], `docstatus,=,0|ka_terms_status,=,${status}`];
		}
		return of_erpnext ? of_erpnext.call(this, doc) : undefined;
	};
	frappe.listview_settings["Sales Order"] = settings;
})();

// {% include "key_account/public/js/approvals.js" %}

frappe.ui.form.on("Market Information", {
	setup(frm) {
		frm.set_query("development_plan", () =>
			frm.doc.archive ? { filters: { archive: frm.doc.archive } } : {}
		);
	},

	onload(frm) {
		if (frm.is_new() && !frm.doc.company) {
			frm.set_value("company", frappe.defaults.get_user_default("Company"));
		}
	},

	refresh(frm) {
		const { status, opportunity } = frm.doc;
		if (status === "Valid" && !opportunity && frappe.model.can_create("Opportunity")) {
			frm.add_custom_button(__("Make Opportunity"), () =>
				frappe.model.open_mapped_doc({
					method: "key_account.key_account.doctype.market_information.market_information.make_opportunity",
					frm,
				})
			).addClass("btn-primary");
		}
		if (status === "Invalid" && frm.doc.rejection_reason) {
			frm.set_intro(frappe.utils.escape_html(frm.doc.rejection_reason), "red");
		}
	},

	before_workflow_action: (frm) => key_account.approvals.ask_reason(frm),
});

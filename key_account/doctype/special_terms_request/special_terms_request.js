// {% include "key_account/public/js/approvals.js" %}

frappe.ui.form.on("Special Terms Request", {
	setup(frm) {
		frm.set_query("sales_order", () => ({
			filters: { docstatus: 0, ka_terms_status: ["in", ["Needs Approval", "Rejected"]] },
		}));
		// In place of the names of the filter's fields.
		frm.set_df_property(
			"sales_order",
			"filter_description",
			__("Drafts with special terms that nobody approved yet")
		);
	},
	before_workflow_action: (frm) => key_account.approvals.ask_reason(frm),
});

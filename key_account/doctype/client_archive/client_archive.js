{% include "key_account/public/js/approvals.js" %}

frappe.ui.form.on("Client Archive", {
	before_workflow_action: (frm) => key_account.approvals.ask_reason(frm),
});

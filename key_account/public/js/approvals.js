// What all forms with an approval share: whoever rejects a document says why, before the step is taken.
frappe.provide("key_account.approvals");

// For `before_workflow_action`: asks for the reason, saves it, and then lets the step be taken.
key_account.approvals.ask_reason = function (frm) {
	if (frm.selected_workflow_action !== "Reject") return Promise.resolve();
	frappe.dom.unfreeze();
	return new Promise((go_on) => {
		frappe.prompt(
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason of the Rejection"),
				default: frm.doc.rejection_reason,
				reqd: 1,
			},
			async ({ reason }) => {
				await frm.set_value("rejection_reason", reason);
				if (frm.is_dirty()) await frm.save();
				frappe.dom.freeze();
				go_on();
			},
			__("Why is it rejected?"),
			__("Reject")
		);
	});
};

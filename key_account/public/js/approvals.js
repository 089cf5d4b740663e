// What all forms with an approval share: whoever rejects a document says why, before the step is taken.
frappe.provide("key_account.approvals");

// The first releases of Frappe 16 ask the Workflow whether a step is to be confirmed, and only system managers may read
// that: nobody else could take any step (frappe/frappe#34991). What a form knows of its Workflow says it, too.
if (!key_account.approvals.asks_the_form) {
	key_account.approvals.asks_the_form = true;
	const get_value = frappe.db.get_value;
	frappe.db.get_value = function (doctype, filters, fieldname, ...more) {
		const workflow =
			doctype === "Workflow" &&
			fieldname === "enable_action_confirmation" &&
			frappe.workflow.workflows[filters?.document_type];
		return workflow
			? Promise.resolve({ message: { [fieldname]: workflow[fieldname] } })
			: get_value.call(this, doctype, filters, fieldname, ...more);
	};
}

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

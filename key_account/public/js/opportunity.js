// The Development Plan of an Opportunity: open the one there is, or make one where the party has a Client Archive.
frappe.ui.form.on("Opportunity", {
	async refresh(frm) {
		if (frm.is_new() || !frappe.model.can_read("Development Plan")) return;
		const { message: found } = await frappe.call({
			method: "key_account.key_account.doctype.development_plan.opportunities.plan_of",
			args: { opportunity: frm.doc.name },
		});
		if (found.plan) {
			frm.add_custom_button(__("Development Plan"), () =>
				frappe.set_route("Form", "Development Plan", found.plan)
			);
		} else if (found.may_make) {
			frm.add_custom_button(
				__("Development Plan"),
				() =>
					frappe.model.open_mapped_doc({
						method: "key_account.key_account.doctype.development_plan.opportunities.make_development_plan",
						frm,
					}),
				__("Create")
			);
		}
	},
});

// {% include "key_account/public/js/approvals.js" %}

frappe.ui.form.on("Client Change Request", {
	setup(frm) {
		frm.set_query("archive", () => ({ filters: { status: "Registered" } }));
		frm.set_query("new_account_manager", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},
	refresh(frm) {
		frm.trigger("show_what_is");
	},
	archive(frm) {
		frm.trigger("show_what_is");
	},
	// What the client has now stands beside what is asked for, also before the request is saved.
	async show_what_is(frm) {
		if (!frm.is_new() || !frm.doc.archive) return;
		const { message: archive } = await frappe.db.get_value("Client Archive", frm.doc.archive, [
			"account_manager",
			"party_type",
			"party",
		]);
		frm.doc.old_account_manager = archive.account_manager;
		if (archive.party_type === "Customer") {
			frm.doc.customer = archive.party;
			const { message: customer } = await frappe.db.get_value(
				"Customer",
				archive.party,
				"ka_parent_client"
			);
			frm.doc.old_parent_client = customer.ka_parent_client;
		}
		frm.refresh_fields();
		frm.toggle_display("leaves_group", Boolean(frm.doc.old_parent_client));
	},
	before_workflow_action: (frm) => key_account.approvals.ask_reason(frm),
});

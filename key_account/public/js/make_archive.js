// The way from a client's own record to its archive: opened where there is one, else made.
frappe.provide("key_account.archives");

key_account.archives.offer = async function (frm) {
	if (frm.is_new() || !frappe.model.can_read("Client Archive")) return;
	const found = await frappe.db.get_list("Client Archive", {
		filters: { party_type: frm.doctype, party: frm.doc.name },
		limit: 1,
	});
	// Somebody else's archive is not listed here, and a second one is refused by name.
	if (found.length) {
		frm.add_custom_button(__("Client Archive"), () =>
			frappe.set_route("Form", "Client Archive", found[0].name)
		);
	} else if (frappe.model.can_create("Client Archive") && !frm.doc.ka_archive) {
		frm.add_custom_button(
			__("Client Archive"),
			() => frappe.new_doc("Client Archive", { party_type: frm.doctype, party: frm.doc.name }),
			__("Create")
		);
	}
};

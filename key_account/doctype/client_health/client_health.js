// {% include "key_account/public/js/client_health.js" %}

frappe.ui.form.on("Client Health", {
	refresh(frm) {
		frm.disable_save();
		frm.page.set_indicator(
			frm.doc.condition ? __(frm.doc.condition) : __("Not Judged"),
			key_account.health.colour(frm.doc.condition)
		);
		frm.add_custom_button(__("Client Archive"), () =>
			frappe.set_route("Form", "Client Archive", frm.doc.archive)
		);
		key_account.health.load(frm.get_field("parts").$wrapper, frm.doc.archive, frm.doc.name);
	},
});

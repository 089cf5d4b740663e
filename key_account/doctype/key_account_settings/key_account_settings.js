frappe.ui.form.on("Key Account Settings", {
	refresh: offer_fields_of_archives,

	setup(frm) {
		frm.set_query("account", "fee_accounts", () => ({
			filters: { root_type: "Expense", is_group: 0 },
		}));
		frm.set_query("account", "bill_accounts", () => ({
			filters: { root_type: "Asset", is_group: 0 },
		}));
	},
});

async function offer_fields_of_archives(frm) {
	await frappe.model.with_doctype("Client Archive");
	const options = frappe
		.get_meta("Client Archive")
		.fields.filter((df) => !frappe.model.no_value_type.includes(df.fieldtype) || df.fieldtype === "Table")
		.map((df) => ({ value: df.fieldname, label: __(df.label) }));
	frm.get_field("archive_questions").grid.update_docfield_property("field", "options", options);
}

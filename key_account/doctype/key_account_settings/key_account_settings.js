frappe.ui.form.on("Key Account Settings", {
	setup(frm) {
		frm.set_query("account", "fee_accounts", () => ({
			filters: { root_type: "Expense", is_group: 0 },
		}));
		frm.set_query("account", "bill_accounts", () => ({
			filters: { root_type: "Asset", is_group: 0 },
		}));
	},
});

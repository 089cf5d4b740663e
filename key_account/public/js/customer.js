// {% include "key_account/public/js/make_archive.js" %}

frappe.ui.form.on("Customer", {
	setup(frm) {
		const words = (categories) =>
			(categories || "")
				.split("\n")
				.filter(Boolean)
				.map((category) => frappe.utils.escape_html(__(category)))
				.join(", ");
		frm.set_df_property("ka_categories", "formatter", words);
	},
	refresh: (frm) => key_account.archives.offer(frm),
});

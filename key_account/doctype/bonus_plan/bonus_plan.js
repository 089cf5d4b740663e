frappe.ui.form.on("Bonus Plan", {
	setup(frm) {
		const own_rate = frappe.meta.get_docfield("Bonus Plan Category", "own_rate", frm.doc.name);
		own_rate.formatter = (value, df, options, row) =>
			row?.rate_source === "Own Rate" ? frappe.form.formatters.Percent(value, df, options, row) : "";
	},
	refresh(frm) {
		offer_categories(frm);
		show_example(frm);
		if (!frm.is_new() && frappe.model.can_create("Bonus Plan")) {
			frm.add_custom_button(__("New Version"), () => frm.copy_doc());
		}
	},
	base_ratio: show_example,
	rate: show_example,
	no_carry_threshold: show_example,
	company: show_example,
});

frappe.ui.form.on("Bonus Plan Category", {
	category: offer_categories,
	categories_remove: offer_categories,
});

/** The categories of the plan are what its other fields and rows can choose from. */
function offer_categories(frm) {
	const names = (frm.doc.categories || []).map((row) => row.category).filter(Boolean);
	frm.set_df_property("default_category", "options", names);
	for (const [table, fieldname] of [
		["item_groups", "category"],
		["categories", "standard_gap_from"],
	]) {
		frm.fields_dict[table].grid.update_docfield_property(fieldname, "options", names);
	}
}

/** For whom the plan is, and what its figures mean for a target of 100,000, in words. */
function show_example(frm) {
	const { base_ratio, rate, no_carry_threshold } = frm.doc;
	const target = 100000;
	const money = (amount) => format_currency(amount, company_currency(frm), 0);
	const percent = (value) => `${format_number(flt(value), null, 2).replace(/[.,]0+$/, "")} %`;
	const values = [
		money(target),
		money((target * flt(base_ratio)) / 100),
		percent(rate),
		money(no_carry_threshold),
	];
	const sentences = [
		__("Example for a quarterly target of {0}:", values),
		__("Below {1} nothing is paid and the gap stays open.", values),
		__("From {1} on, {2} of what was collected is paid, once older gaps are filled.", values),
		__("What exceeds {0} is carried into the next quarter.", values),
		__("From {3} on, everything is paid at once.", values),
	];
	if (!frm.doc.company) {
		sentences.unshift(__("For all companies that have no plan of their own."));
	}
	frm.set_intro();
	frm.set_intro(sentences.join("<br>"), "blue");
}

function company_currency(frm) {
	return frm.doc.company
		? frappe.get_doc(":Company", frm.doc.company)?.default_currency
		: frappe.boot.sysdefaults.currency;
}

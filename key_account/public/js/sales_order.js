// What of an order is special, and where the director's approval stands.
frappe.ui.form.on("Sales Order", {
	refresh(frm) {
		if (!frm.doc.ka_special_terms || frm.doc.docstatus === 2) return;
		frm.dashboard.set_headline_alert(
			special_terms_of(frm.doc),
			SPECIAL_TERMS_COLOURS[frm.doc.ka_terms_status]
		);
		if (frm.doc.docstatus === 0 && !frm.is_new()) add_request_button(frm);
	},
});

const SPECIAL_TERMS_COLOURS = {
	"Needs Approval": "orange",
	"Pending Director": "blue",
	Approved: "green",
	Rejected: "red",
};

function special_terms_of(doc) {
	const currency = frappe.get_doc(":Company", doc.company)?.default_currency;
	const parts = [];
	if (doc.ka_discount > doc.ka_discount_authority)
		parts.push(
			__("discount {0} %, authority {1} %", [
				format_number(doc.ka_discount, null, 2),
				format_number(doc.ka_discount_authority, null, 2),
			])
		);
	if (doc.ka_credit_limit && doc.ka_credit > doc.ka_credit_limit)
		parts.push(
			__("owed with this order {0}, limit {1}", [
				format_currency(doc.ka_credit, currency),
				format_currency(doc.ka_credit_limit, currency),
			])
		);
	return frappe.utils.escape_html(
		`${__("Special Terms")}: ${parts.join("; ")} – ${__(doc.ka_terms_status)}`
	);
}

function add_request_button(frm) {
	const is_asked_for = ["Pending Director", "Approved"].includes(frm.doc.ka_terms_status);
	frm.add_custom_button(__("Special Terms Request"), async () => {
		const { message } = await frappe.db.get_value(
			"Special Terms Request",
			is_asked_for
				? { sales_order: frm.doc.name, status: frm.doc.ka_terms_status }
				: { sales_order: frm.doc.name, status: ["in", ["Draft", "Pending Director"]] },
			"name"
		);
		if (message?.name) frappe.set_route("Form", "Special Terms Request", message.name);
		else frappe.new_doc("Special Terms Request", { sales_order: frm.doc.name });
	});
}

// {% include "key_account/public/js/approvals.js" %}
// {% include "key_account/public/js/tier_ladder.js" %}

// Where the client moves is drawn above the fields; the documents behind each figure stand below the figures.
frappe.ui.form.on("Tier Review", {
	before_workflow_action: (frm) => key_account.approvals.ask_reason(frm),
	refresh(frm) {
		draw_move(frm);
		list_evidence(frm);
	},
});

async function draw_move(frm) {
	const { tier_before, tier, points } = frm.doc;
	const tiers = await frappe.db.get_list("Client Tier", {
		fields: ["name", "tier_name", "from_points", "colour"],
		filters: { disabled: 0 },
		limit: 0,
	});
	const label = (step, name) => {
		if (step.name === tier) return `<b>${name}<br>● ${__("Proposed Tier")}</b>`;
		if (step.name === tier_before) return `${name}<br>○ ${__("Present Tier")}`;
		return `<span class="text-muted">${name}</span>`;
	};
	frm.get_field("ladder").$wrapper.html(key_account.tiers.ladder_html(tiers, label, points));
}

function list_evidence(frm) {
	const found = (frm.doc.__onload && frm.doc.__onload.evidence) || [];
	const rows = found.map(
		({ measure, document_count, total }) => `<tr>
			<td>${headings(measure).title}</td>
			<td class="text-right">${format_number(total, null, 2)}</td>
			<td class="text-right"><a href="#" data-measure="${frappe.utils.escape_html(measure)}">
				${__("{0} documents", [document_count])}</a></td>
		</tr>`
	);
	const wrapper = frm.get_field("evidence").$wrapper;
	wrapper.html(
		rows.length
			? `<p class="bold">${__("Documents behind the figures")}</p>
				<table class="table table-sm table-bordered">${rows.join("")}</table>`
			: `<p class="text-muted">${__("No documents: nothing was sold to the client or paid by it.")}</p>`
	);
	wrapper.find("a[data-measure]").on("click", (event) => {
		event.preventDefault();
		show_documents(frm, event.currentTarget.dataset.measure);
	});
}

// What the amounts of a measure's documents are.
function headings(measure) {
	const known = {
		"Money Collected": [__("Money Collected"), __("Amount without Tax"), __("Booked on the Receivable")],
		"Share of Gross Profit": [
			__("Gross Profit by Invoice"),
			__("Gross Profit"),
			__("Amount without Tax"),
		],
		"Growth of Collections": [
			__("Collected in the Year Before"),
			__("Amount without Tax"),
			__("Booked on the Receivable"),
		],
		"Payment Discipline": [__("Fell Due in the Period"), __("Paid in Time"), __("Was Due")],
		"All Orders": [__("All Orders"), __("Amount without Tax"), ""],
	};
	const [title, amount, compared] = known[measure] || [__(measure), __("Amount"), __("Compared With")];
	return { title, amount, compared };
}

async function show_documents(frm, measure) {
	const { message: documents } = await frappe.call({
		method: "key_account.key_account.doctype.frozen_evidence.frozen_evidence.documents_behind",
		args: { doctype: frm.doc.doctype, name: frm.doc.name, measure },
	});
	const { title, amount, compared } = headings(measure);
	const number = (value) => (value === null ? "" : format_number(value, null, 2));
	const rows = documents.map(
		(voucher) => `<tr>
			<td>${frappe.datetime.str_to_user(voucher.date)}</td>
			<td>${frappe.utils.get_form_link(voucher.doctype, voucher.name, true)}
				<div class="small text-muted">${__(voucher.doctype)}${
					voucher.against && voucher.against !== voucher.name
						? ` → ${frappe.utils.get_form_link("Sales Invoice", voucher.against, true)}`
						: ""
				}</div></td>
			<td class="text-right">${number(voucher.amount)}</td>
			<td class="text-right">${number(voucher.compared_with)}</td>
		</tr>`
	);
	const total = documents.reduce((sum, voucher) => sum + voucher.amount, 0);
	const dialog = new frappe.ui.Dialog({ title, size: "large" });
	dialog.$body.html(`<div class="table-responsive" style="padding: 0 15px"><table class="table table-sm">
		<thead><tr><th>${__("Date")}</th><th>${__("Document")}</th>
			<th class="text-right">${amount}</th><th class="text-right">${compared}</th></tr></thead>
		<tbody>${rows.join("")}</tbody>
		<tfoot><tr><th></th><th>${__("Total")}</th><th class="text-right">${number(total)}</th><th></th></tr></tfoot>
	</table></div>`);
	dialog.show();
}

// {% include "key_account/public/js/approvals.js" %}

frappe.ui.form.on("Client Handover", {
	setup(frm) {
		// Names in place of the numbers of employees.
		frappe.meta.get_docfield("Client Handover", "default_successor", frm.doc.name).formatter = (
			value
		) => {
			const row = (frm.doc.documents || []).find((each) => each.successor === value);
			return frappe.utils.escape_html(row?.successor_name || value || "");
		};
		const others = () => ({ filters: { status: "Active", name: ["!=", frm.doc.employee || ""] } });
		frm.set_query("default_successor", others);
		frm.set_query("successor", "documents", others);
		frm.set_query("employee", () => ({ filters: { status: ["!=", "Left"] } }));
	},
	refresh(frm) {
		const is_draft = frm.doc.status === "Draft";
		// The rows are listed by the server, and frozen once they are sent.
		const { grid } = frm.fields_dict.documents;
		grid.cannot_add_rows = grid.df.cannot_add_rows = true;
		grid.df.cannot_delete_rows = true;
		grid.update_docfield_property("successor", "read_only", is_draft ? 0 : 1);
		show_names(frm);
		grid.refresh();
		// v15 shows them again with each refresh, whatever is set.
		grid.wrapper.find(".grid-add-row, .grid-add-multiple-rows, .grid-upload").hide();
		draw_summary(frm);
		if (is_draft && !frm.is_new() && frm.perm[0]?.write) {
			frm.add_custom_button(__("List Documents Again"), () => frm.call("list_documents"));
		}
		const mine = waiting_for_me(frm);
		if (mine.length) {
			frm.add_custom_button(__("Accept {0} Documents", [mine.length]), () =>
				accept(frm, mine)
			).addClass("btn-primary");
		}
	},
	default_successor(frm) {
		for (const row of frm.doc.documents || []) {
			if (!row.successor)
				frappe.model.set_value(row.doctype, row.name, "successor", frm.doc.default_successor);
		}
	},
	before_workflow_action: (frm) => key_account.approvals.ask_reason(frm),
});

// ERPNext's own formatter of an empty Employee names who hands over. And no zeros where nothing is open.
function show_names(frm) {
	const { grid } = frm.fields_dict.documents;
	grid.update_docfield_property("successor", "formatter", (value, _df, _options, row) =>
		frappe.utils.escape_html(row?.successor_name || value || "")
	);
	grid.update_docfield_property("amount", "formatter", (value, df, options, row) =>
		flt(value) ? frappe.form.formatters.Currency(value, df, options, row) : ""
	);
}

function waiting_for_me(frm) {
	if (frm.doc.status !== "Pending Acceptance") return [];
	return (frm.doc.documents || []).filter(
		(row) => row.successor_user === frappe.session.user && !row.accepted
	);
}

function accept(frm, mine) {
	frappe.confirm(
		__("You take over {0} documents from {1} as of {2}.", [
			mine.length,
			frappe.utils.escape_html(frm.doc.employee_name),
			frappe.datetime.str_to_user(frm.doc.effective_date),
		]),
		async () => {
			await frappe.call({
				method: "key_account.key_account.doctype.client_handover.client_handover.accept",
				args: { handover: frm.doc.name },
				freeze: true,
			});
			frm.reload_doc();
		}
	);
}

// What is handed over at a glance: a tile for each kind of document, and a bar for each successor.
function draw_summary(frm) {
	const rows = frm.doc.documents || [];
	const $place = frm.get_field("summary").$wrapper.empty();
	frm.toggle_display("section_break_facts", rows.length > 0);
	if (!rows.length) return;
	const kinds = group(rows, (row) => row.document_type);
	const people = group(rows, (row) => row.successor_name || row.successor || "");
	const escape = frappe.utils.escape_html;
	const currency = frappe.get_doc(":Company", frm.doc.company)?.default_currency;
	const tiles = kinds.map(([kind, found]) => {
		const amount = found.reduce((sum, row) => sum + flt(row.amount), 0);
		return `<div style="flex: 1 1 120px; padding: 8px 12px; border: 1px solid var(--border-color); border-radius: 6px">
			<div class="text-muted small">${escape(__(kind))}</div>
			<div style="font-size: 1.3em">${found.length}</div>
			<div class="small">${amount ? format_currency(amount, currency) : "&nbsp;"}</div>
		</div>`;
	});
	const bars = people.map(([name, found]) => {
		const accepted = found.filter((row) => row.accepted).length;
		const share = Math.round((100 * accepted) / found.length);
		const label = name ? escape(name) : `<span class="text-danger">${__("Without a successor")}</span>`;
		return `<div style="display: flex; gap: 8px; align-items: center; margin-top: 6px">
			<div style="flex: 0 0 35%; overflow-wrap: anywhere">${label}</div>
			<div style="flex: 1; height: 8px; background: var(--control-bg, #f3f3f3); border-radius: 4px">
				<div style="width: ${share}%; height: 100%; background: var(--green-500, #38a169); border-radius: 4px"></div>
			</div>
			<div class="small text-muted">${__("{0} of {1} accepted", [accepted, found.length])}</div>
		</div>`;
	});
	$place.html(
		`<div style="display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 8px">${tiles.join("")}</div>
		<div style="margin-bottom: 12px">${bars.join("")}</div>`
	);
}

function group(rows, by) {
	const found = new Map();
	for (const row of rows) {
		if (!found.has(by(row))) found.set(by(row), []);
		found.get(by(row)).push(row);
	}
	return [...found];
}

// {% include "key_account/public/js/approvals.js" %}
// {% include "key_account/public/js/stakeholders.js" %}
// {% include "key_account/public/js/client_health.js" %}

frappe.ui.form.on("Client Archive", {
	setup(frm) {
		frm.set_query("party_type", () => ({ filters: { name: ["in", ["Customer", "Lead", "Prospect"]] } }));
		frm.set_query("account_manager", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		frm.set_query("employee", "team", () => ({ filters: { status: "Active" } }));
		frm.set_query("contact", "stakeholders", () => ({
			query: "frappe.contacts.doctype.contact.contact.contact_query",
			filters: { link_doctype: frm.doc.party_type, link_name: frm.doc.party },
		}));
		// In place of the names of the filter's fields.
		frm.get_field("stakeholders").grid.update_docfield_property(
			"contact",
			"filter_description",
			__("Only those of the client")
		);
	},

	onload(frm) {
		if (frm.is_new() && !frm.doc.company) {
			frm.set_value("company", frappe.defaults.get_user_default("Company"));
		}
	},

	refresh(frm) {
		offer_names(frm);
		key_account.stakeholders.draw(frm.get_field("stakeholder_map").$wrapper, frm.doc.stakeholders || []);
		if (frm.is_new()) return;
		draw_facts(frm);
		key_account.health.load(frm.get_field("health").$wrapper, frm.doc.name);
		add_buttons(frm);
	},

	before_workflow_action: (frm) => key_account.approvals.ask_reason(frm),

	party_type: (frm) => frm.set_value("party", ""),
});

frappe.ui.form.on("Client Stakeholder", {
	person_name: redraw,
	reports_to: redraw,
	role: redraw,
	support: redraw,
	closeness: redraw,
	our_owner: redraw,
	stakeholders_remove: redraw,
	contact: take_over_contact,
});

function redraw(frm) {
	offer_names(frm);
	key_account.stakeholders.draw(frm.get_field("stakeholder_map").$wrapper, frm.doc.stakeholders || []);
}

// A contact that is chosen gives its name, phone and position, where the row has none yet.
async function take_over_contact(frm, cdt, cdn) {
	const row = locals[cdt][cdn];
	if (!row.contact) return;
	const { message: contact } = await frappe.db.get_value("Contact", row.contact, [
		"full_name",
		"designation",
		"mobile_no",
		"phone",
	]);
	const found = {
		person_name: contact.full_name,
		position: contact.designation,
		phone: contact.mobile_no || contact.phone,
	};
	for (const [field, value] of Object.entries(found)) {
		if (value && !row[field]) frappe.model.set_value(cdt, cdn, field, value);
	}
}

// Who reports to whom, and for whom a measure is, are chosen among the names of the stakeholders.
function offer_names(frm) {
	const names = (frm.doc.stakeholders || []).map((row) => row.person_name).filter(Boolean);
	for (const [table, field] of [
		["stakeholders", "reports_to"],
		["measures", "stakeholder"],
	]) {
		frm.get_field(table).grid.update_docfield_property(field, "options", names);
	}
}

function completeness_bar(frm) {
	const missing = frm.doc.__onload?.missing || [];
	const percent = flt(frm.doc.completeness, 1);
	const shown = missing.slice(0, 6).join(", ");
	const rest = missing.length - 6;
	const more = rest > 0 ? " " + __("and {0} more", [rest]) : "";
	const note = missing.length ? __("Missing: {0}", [shown + more]) : __("Nothing is missing.");
	const colour = percent >= 80 ? "success" : percent >= 50 ? "warning" : "danger";
	const title = __("Completeness {0} %", [percent]);
	return `<div class="ka-completeness" style="margin-bottom: 12px">
		<div class="progress" style="margin: 0 0 4px">
			<div class="progress-bar progress-bar-${colour}" role="progressbar" aria-label="${title}"
				aria-valuenow="${percent}" aria-valuemin="0" aria-valuemax="100" style="width: ${percent}%"></div>
		</div>
		<div class="small text-muted"><b>${title}</b> · ${frappe.utils.escape_html(note)}</div>
	</div>`;
}

async function draw_facts(frm) {
	const $place = frm.get_field("facts").$wrapper;
	const facts = await frappe.xcall("key_account.key_account.doctype.client_archive.facts.living_facts", {
		archive: frm.doc.name,
	});
	$place.html(
		`${completeness_bar(frm)}
		<div class="row" style="row-gap: 12px; margin-bottom: 8px">${facts.map(fact_card).join("")}</div>`
	);
	$place.find("[data-fact]").on("click keydown", (event) => {
		if (event.type === "keydown" && event.key !== "Enter") return;
		const fact = facts[event.currentTarget.dataset.fact];
		if (fact.name) frappe.set_route("Form", fact.doctype, fact.name);
		else frappe.set_route("List", fact.doctype, fact.filters);
	});
}

function fact_card(fact, index) {
	const empty = fact.value === null || fact.value === undefined;
	const df = { fieldtype: fact.fieldtype || "Data" };
	if (fact.currency) df.options = "currency";
	if (df.fieldtype === "Percent") df.precision = 1;
	const shown = empty
		? "–"
		: df.fieldtype === "Data"
			? frappe.utils.escape_html(fact.value)
			: frappe.format(fact.value, df, { inline: true }, { currency: fact.currency });
	const colour = { red: "var(--red-600)", orange: "var(--orange-600)", green: "var(--green-600)" };
	const link = fact.doctype && (frappe.model.can_read(fact.doctype) || fact.name);
	return `<div class="col-6 col-sm-4 col-lg-3">
		<div class="text-muted small">${frappe.utils.escape_html(fact.label)}</div>
		<div ${link ? `data-fact="${index}" role="link" tabindex="0" style="cursor: pointer"` : ""}>
			<b style="color: ${colour[fact.colour] || "inherit"}">${shown}</b>
		</div>
		<div class="text-muted small">${frappe.utils.escape_html(fact.note || "")}</div>
	</div>`;
}

function add_buttons(frm) {
	if (frm.doc.status === "Registered" && frappe.model.can_create("Client Change Request")) {
		frm.add_custom_button(__("Client Change Request"), () =>
			frappe.new_doc("Client Change Request", { archive: frm.doc.name })
		);
	}
	const personal = (frm.doc.stakeholders || []).filter(
		(row) => row.birthday || row.tastes || row.family || row.political_status
	);
	// Who may not read them is not sent them.
	if (personal.length && frm.perm[1]?.write) {
		frm.add_custom_button(__("Erase Personal Details"), () => erase(frm, personal));
	}
}

function erase(frm, rows) {
	frappe.prompt(
		{
			fieldname: "stakeholder",
			fieldtype: "Select",
			label: __("Stakeholder"),
			options: rows.map((row) => ({ value: row.name, label: row.person_name })),
			reqd: 1,
		},
		async ({ stakeholder }) => {
			await frappe.xcall(
				"key_account.key_account.doctype.client_archive.client_archive.erase_personal_details",
				{ archive: frm.doc.name, stakeholder }
			);
			frm.reload_doc();
		},
		__("Erase Personal Details"),
		__("Erase")
	);
}

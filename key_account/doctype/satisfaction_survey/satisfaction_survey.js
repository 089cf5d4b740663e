const METHODS = "key_account.key_account.doctype.satisfaction_survey.satisfaction_survey";

frappe.ui.form.on("Satisfaction Survey", {
	setup(frm) {
		frm.set_query("contact", () => ({
			query: "frappe.contacts.doctype.contact.contact.contact_query",
			filters: frm.client ? { link_doctype: frm.client.party_type, link_name: frm.client.party } : {},
		}));
		frm.set_query("about", () => (frm.client ? { filters: { customer: frm.client.party } } : {}));
		frm.set_query("survey_language", () => ({ filters: { name: ["in", ["en", "zh", "zh-TW"]] } }));
		// In place of the names of the filters' fields.
		frm.set_df_property("contact", "filter_description", __("Only those of the client"));
		frm.set_df_property("about", "filter_description", __("Only those of the client"));
		frm.set_df_property("survey_language", "filter_description", __("Languages of the survey's page"));
	},

	refresh(frm) {
		read_client(frm);
		draw_scores(frm);
		if (frm.is_new() || !frm.perm[0].write) return;
		const { status } = frm.doc;
		if (["Draft", "Invited", "Expired"].includes(status)) {
			const again = status !== "Draft";
			const mail = frm.add_custom_button(again ? __("Invite Again") : __("Invite by E-mail"), () =>
				sure(frm, () => invite(frm))
			);
			if (!again) mail.addClass("btn-primary");
			frm.add_custom_button(again ? __("New Link") : __("Make a Link"), () =>
				sure(frm, () => make_link(frm))
			);
		}
		if (["Draft", "Invited"].includes(status)) {
			frm.add_custom_button(__("Withdraw"), () =>
				frappe.confirm(__("The link will not work any more. Withdraw the survey?"), () =>
					run(frm, "withdraw")
				)
			);
		}
	},

	archive(frm) {
		// Frappe fills in the reader's own language; left empty, the survey speaks the client's.
		frm.set_value({ contact: null, about: null, survey_language: null });
		read_client(frm);
	},

	async contact(frm) {
		if (!frm.doc.contact) return;
		const { message } = await frappe.db.get_value("Contact", frm.doc.contact, ["full_name", "email_id"]);
		frm.set_value({ contact_name: message.full_name, contact_email: message.email_id });
	},

	about_doctype: (frm) => frm.set_value("about", null),
});

const SCORES = ["overall", "response_time", "resolution", "attitude"];

// The four scores as bars in place of their fields, which are printed.
function draw_scores(frm) {
	const $place = frm.get_field("scores").$wrapper.empty();
	frm.toggle_display(SCORES, false);
	if (frm.doc.status !== "Answered") return;
	const bars = SCORES.map((field) => {
		const score = cint(frm.doc[field]);
		const colour = score >= 8 ? "green" : score >= 5 ? "orange" : "red";
		return `<div style="display: flex; align-items: center; gap: 8px; margin-bottom: 4px">
			<span style="flex: 0 0 40%">${__(frappe.meta.get_label(frm.doctype, field))}</span>
			<span style="flex: 1; height: 10px; border-radius: 4px; background: var(--gray-200, #ededed)">
				<span style="display: block; height: 10px; border-radius: 4px; width: ${score * 10}%;
					background: var(--${colour}-500)"></span>
			</span>
			<b style="flex: 0 0 1.5em; text-align: right">${score}</b>
		</div>`;
	});
	$place.html(`<div style="max-width: 480px; margin-bottom: 8px">${bars.join("")}</div>`);
}

async function read_client(frm) {
	frm.client = null;
	if (!frm.doc.archive) return;
	const { message } = await frappe.db.get_value("Client Archive", frm.doc.archive, ["party_type", "party"]);
	frm.client = message;
}

function sure(frm, act) {
	if (frm.is_dirty()) {
		frappe.show_alert({ message: __("Save the survey first."), indicator: "orange" });
	} else if (frm.doc.status === "Invited") {
		frappe.confirm(__("The client's present link will not work any more. Go on?"), act);
	} else {
		act();
	}
}

async function run(frm, method) {
	const { message } = await frappe.call({
		method: `${METHODS}.${method}`,
		args: { survey: frm.doc.name },
		freeze: true,
	});
	await frm.reload_doc();
	return message;
}

async function invite(frm) {
	await run(frm, "invite");
	frappe.show_alert({
		message: __("The invitation to {0} is on its way.", [frm.doc.contact_email]),
		indicator: "green",
	});
}

async function make_link(frm) {
	const link = await run(frm, "make_link");
	const dialog = new frappe.ui.Dialog({
		title: __("Link for the Client"),
		fields: [
			{
				fieldname: "link",
				fieldtype: "Small Text",
				label: __("Link for the Client"),
				read_only: 0,
				default: link,
				description: __("It is shown this once. Hand it to {0}.", [
					frappe.utils.escape_html(frm.doc.contact_name),
				]),
			},
		],
		primary_action_label: __("Copy the Link"),
		primary_action: () => frappe.utils.copy_to_clipboard(link),
	});
	dialog.show();
}

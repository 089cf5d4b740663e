const COLOURS = { "First Tier": "blue", Upgrade: "green", Downgrade: "orange" };

frappe.listview_settings["Tier Review"] = {
	add_fields: ["status", "change", "tier_before", "tier"],
	hide_name_column: true,
	formatters: {
		// Where the client would move; the status beside it is the workflow's.
		change(change, _field, review) {
			const tiers = [review.tier_before, review.tier].filter(Boolean);
			const way = tiers.map((tier) => frappe.utils.escape_html(__(tier))).join(" → ");
			return `<span class="indicator-pill ${COLOURS[change] || "gray"}" title="${__(change)}: ${way}">
				<span class="ellipsis">${__(change)}: ${way}</span></span>`;
		},
	},
	onload(list) {
		const may_propose = ["Key Account Director", "Key Account Manager", "System Manager"];
		if (!may_propose.some((role) => frappe.user.has_role(role))) return;
		list.page.add_inner_button(__("Propose Now"), () => ask_for_proposal());
		frappe.realtime.off("key_account_tier_proposed");
		frappe.realtime.on("key_account_tier_proposed", (done) => tell(done, list));
	},
};

function ask_for_proposal() {
	const dialog = new frappe.ui.Dialog({
		title: __("Propose Now"),
		fields: [
			{
				fieldname: "archive",
				fieldtype: "Link",
				label: __("Client Archive"),
				options: "Client Archive",
				reqd: 1,
				get_query: () => ({ filters: { status: "Registered", party_type: "Customer" } }),
			},
			{
				fieldname: "tier",
				fieldtype: "Link",
				label: __("Proposed Tier"),
				options: "Client Tier",
				description: __("Empty: what the figures say. Otherwise somebody else approves it."),
				get_query: () => ({ filters: { disabled: 0 } }),
			},
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason of the Proposal"),
				depends_on: "tier",
				mandatory_depends_on: "tier",
			},
		],
		primary_action_label: __("Propose"),
		async primary_action(values) {
			await frappe.call({
				method: "key_account.key_account.doctype.tier_review.tier_review.propose_now",
				args: values,
			});
			dialog.hide();
			frappe.show_alert(__("The books of the year are being read; you are told when it is done."));
		},
	});
	dialog.show();
}

function tell(done, list) {
	if (done.error) {
		frappe.msgprint({ message: frappe.utils.escape_html(done.error), indicator: "orange" });
		return;
	}
	if (!done.review) {
		frappe.show_alert({ message: __("The client stays in its tier."), indicator: "blue" });
		return;
	}
	const link = frappe.utils.get_form_link("Tier Review", done.review, true);
	frappe.show_alert({ message: __("Proposal: {0}", [link]), indicator: "green" }, 15);
	list.refresh();
}

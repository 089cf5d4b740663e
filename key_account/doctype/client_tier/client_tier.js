// {% include "key_account/public/js/tier_ladder.js" %}

// The ladder of all tiers is drawn above the fields, as it is while the form is edited.
frappe.ui.form.on("Client Tier", {
	refresh: (frm) => draw_ladder(frm),
	tier_name: (frm) => draw_ladder(frm),
	from_points: (frm) => draw_ladder(frm),
	colour: (frm) => draw_ladder(frm),
	disabled: (frm) => draw_ladder(frm),
});

async function draw_ladder(frm) {
	const saved = await frappe.db.get_list("Client Tier", {
		fields: ["name", "tier_name", "from_points", "colour"],
		filters: { disabled: 0 },
		limit: 0,
	});
	const tiers = saved.filter((tier) => tier.name !== frm.doc.name);
	if (!frm.doc.disabled && frm.doc.tier_name) tiers.push(frm.doc);
	frm.get_field("ladder").$wrapper.html(
		key_account.tiers.ladder_html(
			tiers,
			(tier, name) =>
				`<span class="${tier === frm.doc ? "bold" : "text-muted"}">${flt(tier.from_points, 1)}<br>${name}</span>`
		)
	);
}

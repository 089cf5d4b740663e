// The ladder of all tiers is drawn above the fields, as it is while the form is edited.
frappe.ui.form.on("Client Tier", {
	refresh: (frm) => draw_ladder(frm),
	tier_name: (frm) => draw_ladder(frm),
	from_points: (frm) => draw_ladder(frm),
	colour: (frm) => draw_ladder(frm),
	disabled: (frm) => draw_ladder(frm),
});

const NO_COLOUR = "#a6b1b9";

async function draw_ladder(frm) {
	const saved = await frappe.db.get_list("Client Tier", {
		fields: ["name", "tier_name", "from_points", "colour"],
		filters: { disabled: 0 },
		limit: 0,
	});
	const tiers = saved.filter((tier) => tier.name !== frm.doc.name);
	if (!frm.doc.disabled && frm.doc.tier_name) tiers.push(frm.doc);
	tiers.sort((a, b) => flt(a.from_points) - flt(b.from_points));
	const steps = tiers.map((tier, index) => {
		// The lowest tier takes also what is below it.
		const from = index ? flt(tier.from_points) : 0;
		const to = index + 1 < tiers.length ? flt(tiers[index + 1].from_points) : 100;
		return step(tier, Math.max(to - from, 0), tier === frm.doc);
	});
	frm.get_field("ladder").$wrapper.html(
		`<div role="img" aria-label="${__("Tiers by their points")}" style="display: flex; margin-bottom: 8px">
			${steps.join("")}
		</div>`
	);
}

function step(tier, width, is_this) {
	const name = frappe.utils.escape_html(__(tier.tier_name));
	const colour = /^#[0-9a-f]{3,8}$/i.test(tier.colour) ? tier.colour : NO_COLOUR;
	return `<div style="flex: ${width} 1 0; min-width: 0" title="${name}: ${flt(tier.from_points, 1)}">
		<div style="height: 14px; background: ${colour}; border-right: 2px solid var(--card-bg, #fff)"></div>
		<div class="small ${is_this ? "bold" : "text-muted"}" style="overflow-wrap: anywhere; line-height: 1.25">
			${flt(tier.from_points, 1)}<br>${name}
		</div>
	</div>`;
}

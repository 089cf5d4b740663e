// The ladder of tiers as a picture, shared by the forms of Client Tier and Tier Review.
frappe.provide("key_account.tiers");

const NO_COLOUR = "#a6b1b9";

// tiers: those to draw, in any order; label(tier, name): what stands below one, as HTML, of its escaped name;
// points: where to put a mark.
key_account.tiers.ladder_html = function (tiers, label, points = null) {
	const ladder = [...tiers].sort((a, b) => flt(a.from_points) - flt(b.from_points));
	const steps = ladder.map((tier, index) => {
		// The lowest tier takes also what is below it.
		const from = index ? flt(tier.from_points) : 0;
		const to = index + 1 < ladder.length ? flt(ladder[index + 1].from_points) : 100;
		return step(tier, Math.max(to - from, 0), label);
	});
	return `<div role="img" aria-label="${__("Tiers by their points")}" style="margin-bottom: 8px">
		${points === null ? "" : mark(points)}
		<div style="display: flex">${steps.join("")}</div>
	</div>`;
};

function step(tier, width, label) {
	const name = frappe.utils.escape_html(__(tier.tier_name));
	const colour = /^#[0-9a-f]{3,8}$/i.test(tier.colour) ? tier.colour : NO_COLOUR;
	return `<div style="flex: ${width} 1 0; min-width: 0" title="${name}: ${flt(tier.from_points, 1)}">
		<div style="height: 14px; background: ${colour}; border-right: 2px solid var(--card-bg, #fff)"></div>
		<div class="small" style="overflow-wrap: anywhere; line-height: 1.25; font-size: clamp(9px, 2.5vw, 12px)">${label(tier, name)}</div>
	</div>`;
}

function mark(points) {
	const at = Math.min(Math.max(flt(points), 0), 100);
	// The figure stays within the picture at both ends.
	return `<div class="small bold" style="position: relative; height: 20px">
		<span style="position: absolute; left: ${at}%; transform: translateX(-${at}%); white-space: nowrap">
			${__("{0} points", [flt(points, 1)])} ▾
		</span>
	</div>`;
}

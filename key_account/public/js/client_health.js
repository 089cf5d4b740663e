// How a client's account does: the score with its trend, and a bar for each part that leads to its documents.
// Used by the forms of Client Health and Client Archive.
frappe.provide("key_account.health");

const HEALTH_COLOURS = { "In Good Health": "green", "To Watch": "orange", "At Risk": "red" };

key_account.health.colour = (condition) => HEALTH_COLOURS[condition] || "gray";

// wrapper: a jQuery element; data: what key_account.clients.health_parts.parts_of returns.
key_account.health.draw = function (wrapper, data) {
	if (!data) {
		wrapper.html(
			`<p class="text-muted small">${__("Health is computed every night, once a client is registered.")}</p>`
		);
		return;
	}
	const rows = data.parts.map((part) => health_row(part, data)).join("");
	wrapper.html(`<div style="max-width: 760px">${health_head(data)}${rows}</div>`);
};

// Asks for a client's health and draws it; `health`: one of its Client Health documents, else the latest.
key_account.health.load = async function (wrapper, archive, health) {
	const data = await frappe.xcall("key_account.clients.health_parts.parts_of", { archive, health });
	key_account.health.draw(wrapper, data);
};

function health_head(data) {
	const days = frappe.datetime.str_to_user(data.as_of);
	const score = data.condition
		? `<span style="font-size: 28px; font-weight: 600">${format_points(data.points)}</span>
			<span class="indicator-pill ${key_account.health.colour(data.condition)}">${__(data.condition)}</span>`
		: `<span class="text-muted">${__("Nothing to judge by yet")}</span>`;
	return `<div style="display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; margin-bottom: 10px">
		${score}${health_trend(data.trend)}
		<span class="text-muted small">${__("As of {0}", [days])}</span>
	</div>`;
}

// A line of the scores, one step for each that was kept.
function health_trend(trend) {
	if (trend.length < 2) return "";
	const width = 120;
	const height = 32;
	const places = trend.map(
		(each, index) =>
			`${(index * width) / (trend.length - 1)},${height - 2 - (flt(each.points) * (height - 4)) / 100}`
	);
	const told = trend
		.map((each) => `${frappe.datetime.str_to_user(each.since)}: ${format_points(each.points)}`)
		.join("\n");
	const label = __("Trend of Account Health");
	return `<svg width="${width}" height="${height}" role="img" aria-label="${label}"
		style="overflow: visible"><title>${frappe.utils.escape_html(told)}</title>
		<polyline points="${places.join(" ")}" fill="none" stroke="var(--blue-500, #2490ef)" stroke-width="2"/></svg>`;
}

function health_row(part, { good_from, watch_from }) {
	const label = frappe.utils.escape_html(part.label);
	const is_judged = part.points !== null;
	const colour = part.points >= good_from ? "green" : part.points >= watch_from ? "orange" : "red";
	const bar = is_judged
		? `<div style="height: 8px; border-radius: 4px; background: var(--${colour}-500);
			width: ${Math.max(flt(part.points), 1)}%"></div>`
		: "";
	const name = part.documents
		? `<a href="${health_link(part.documents)}" style="text-decoration: underline">${label}</a>`
		: label;
	const weight = is_judged
		? __("{0} % of the score", [format_number(part.share, null, 0)])
		: __("not judged");
	return `<div style="margin-bottom: 10px">
		<div style="display: flex; justify-content: space-between; gap: 8px">
			<span>${name} <span class="text-muted small">${weight}</span></span>
			<b>${is_judged ? format_points(part.points) : "–"}</b>
		</div>
		<div style="height: 8px; border-radius: 4px; background: var(--gray-200)">${bar}</div>
		<div class="text-muted small">${frappe.utils.escape_html(part.explanation)}</div>
	</div>`;
}

function health_link({ doctype, name, filters }) {
	if (name) return frappe.utils.get_form_link(doctype, name);
	const route_options = {};
	for (const [field, value] of Object.entries(filters)) {
		route_options[field] = Array.isArray(value) ? JSON.stringify(value) : value;
	}
	return frappe.utils.generate_route({ type: "doctype", name: doctype, doc_view: "List", route_options });
}

function format_points(points) {
	return format_number(flt(points), null, flt(points) % 1 ? 1 : 0);
}

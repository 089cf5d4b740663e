// The stakeholders of a client as a picture: who reports to whom, coloured by support, the uncovered ones marked.
frappe.provide("key_account.stakeholders");

const SUPPORT_COLOURS = {
	Champion: "#2f9e58",
	"For Us": "#8bc99f",
	Neutral: "#a6b1b9",
	Sceptical: "#e8a13a",
	"Against Us": "#d9534f",
};
const STARS = 5;

key_account.stakeholders.draw = function ($place, people) {
	$place.empty();
	const named = people.filter((person) => person.person_name);
	if (!named.length) {
		const hint = __("Add stakeholders below: they are drawn here by whom they report to.");
		$place.html(`<p class="text-muted small">${hint}</p>`);
		return;
	}
	const names = new Set(named.map((person) => person.person_name.trim()));
	const below = {};
	for (const person of named) {
		const above = (person.reports_to || "").trim();
		const key = names.has(above) && above !== person.person_name.trim() ? above : "";
		(below[key] = below[key] || []).push(person);
	}
	const seen = new Set();
	const branch = (key) =>
		(below[key] || [])
			.filter((person) => !seen.has(person.name) && seen.add(person.name))
			.map((person) => `<li>${card(person)}${list(branch(person.person_name.trim()))}</li>`)
			.join("");
	const list = (items) => (items ? `<ul>${items}</ul>` : "");
	$place.html(`<div class="ka-stakeholders">${STYLE}${list(branch(""))}${legend()}</div>`);
};

// Somebody of ours keeps the relation, and knows the person: as `Stakeholder.is_covered` has it.
const is_covered = (person) => person.our_owner && flt(person.closeness) > 0;

function card(person) {
	const text = frappe.utils.escape_html;
	const stars = Math.round(flt(person.closeness) * STARS);
	const owner = person.our_owner
		? frappe.avatar(person.our_owner, "avatar-xs")
		: `<span class="indicator-pill red">${__("Not Covered")}</span>`;
	const unknown =
		person.our_owner && !is_covered(person)
			? `<span class="indicator-pill orange">${__("Not Known Yet")}</span>`
			: "";
	return `<div class="ka-card" style="border-left-color: ${colour(person)}">
		<div><b>${text(person.person_name)}</b> <span class="text-muted">${text(person.position || "")}</span></div>
		<div class="small">${__(person.role)} · <span title="${__("Closeness")}">${"★".repeat(stars)}${"☆".repeat(
			STARS - stars
		)}</span> ${owner}${unknown}</div>
	</div>`;
}

const colour = (person) => SUPPORT_COLOURS[person.support] || "#dfe4e8";

function legend() {
	const entries = Object.entries(SUPPORT_COLOURS).map(
		([support, shade]) =>
			`<span class="ka-support"><i style="background: ${shade}"></i>${__(support)}</span>`
	);
	return `<div class="small text-muted ka-legend">${entries.join("")}</div>`;
}

const STYLE = `<style>
	.ka-stakeholders ul { list-style: none; padding-left: 18px; margin: 0; }
	.ka-stakeholders > ul { padding-left: 0; }
	.ka-stakeholders li { position: relative; padding: 3px 0; }
	.ka-stakeholders li li::before {
		content: ""; position: absolute; left: -10px; top: 0; height: 22px; width: 10px;
		border-left: 1px solid var(--gray-400); border-bottom: 1px solid var(--gray-400);
	}
	.ka-stakeholders li li:not(:last-child)::after {
		content: ""; position: absolute; left: -10px; top: 22px; bottom: 0; border-left: 1px solid var(--gray-400);
	}
	.ka-card {
		display: inline-block; padding: 4px 10px; border: 1px solid var(--border-color); border-left-width: 5px;
		border-radius: var(--border-radius); background: var(--fg-color); max-width: 100%;
	}
	.ka-support { margin-right: 12px; white-space: nowrap; }
	.ka-support i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 4px; }
	.ka-legend { margin: 6px 0 10px; }
</style>`;

// Above the fields: the five stages, what is to be done in the present one, and what came of the plan beside what was
// expected. The scores of the value assessment are drawn while they are given.
const METHODS = "key_account.key_account.doctype.development_plan";
const BURDENS = ["time_and_cost", "closing_risk", "payment_risk", "technical_difficulty"];
const CRITERIA = ["share_to_win", "value_to_us", "our_capacity", ...BURDENS];
const GOOD = "var(--green-500, #2f9e58)";
const BAD = "var(--red-500, #e24c4c)";
const CALM = "var(--blue-500, #2490ef)";
const EMPTY = "var(--gray-300, #e2e6e9)";

frappe.ui.form.on("Development Plan", {
	setup(frm) {
		frm.set_query("opportunity", () => ({ filters: of_client(frm, "opportunity_from") }));
		frm.set_query("contract", () => ({ filters: of_client(frm, "party_type") }));
		frm.set_query("project", () => ({ filters: { company: frm.doc.company } }));
		// In place of the names of the filters' fields.
		for (const field of ["opportunity", "contract"]) {
			frm.set_df_property(field, "filter_description", __("Only those of the client"));
		}
	},
	refresh(frm) {
		// The stages come from the template, once each.
		frm.get_field("stages").grid.static_rows = true;
		frm.refresh_field("stages");
		load_client(frm);
		draw_assessment(frm);
		draw_facts(frm);
	},
	async archive(frm) {
		await load_client(frm);
		const { expected_amount, expected_date } = frm.client || {};
		if (expected_amount && !frm.doc.expected_sales) frm.set_value("expected_sales", expected_amount);
		if (expected_date && !frm.doc.expected_close_on) frm.set_value("expected_close_on", expected_date);
	},
	...Object.fromEntries(CRITERIA.map((field) => [field, (frm) => draw_assessment(frm)])),
});

frappe.ui.form.on("Development Plan Decision", {
	stakeholder(frm, doctype, name) {
		const row = frappe.get_doc(doctype, name);
		const person = (frm.client?.people || []).find((each) => each.name === row.stakeholder);
		if (!person) return;
		frappe.model.set_value(doctype, name, { role: person.role, attitude: person.attitude });
	},
});

function of_client(frm, party_type) {
	if (!frm.client) return {};
	return { [party_type]: frm.client.party_type, party_name: frm.client.party };
}

async function load_client(frm) {
	frm.client = null;
	if (frm.doc.archive) {
		const { message } = await frappe.call({
			method: `${METHODS}.client.client_of`,
			args: { archive: frm.doc.archive },
		});
		frm.client = message;
	}
	const people = (frm.client?.people || []).map((person) => person.name);
	const named = [frm.doc.inside_contact, ...(frm.doc.decisions || []).map((row) => row.stakeholder)];
	// Who left the archive since stays to be chosen where they are named.
	const options = ["", ...new Set([...people, ...named.filter(Boolean)])];
	frm.set_df_property("inside_contact", "options", options);
	frm.get_field("decisions").grid.update_docfield_property("stakeholder", "options", options);
}

async function draw_facts(frm) {
	const area = frm.get_field("facts").$wrapper.empty();
	if (frm.is_new()) return;
	const plan = frm.doc.name;
	const { message: facts } = await frappe.call({ method: `${METHODS}.facts.facts`, args: { plan } });
	if (frm.doc.name !== plan) return;
	area.html(notes(frm, facts) + stepper(frm) + work(frm) + comparison(frm, facts));
}

function escape(text) {
	return frappe.utils.escape_html(cstr(text));
}

function notes(frm, facts) {
	const told = [];
	const deal = facts.opportunity;
	if (deal && frm.doc.status === "In Progress") {
		if (deal.status === "Lost") {
			told.push(__("Opportunity {0} is lost: record what became of the plan.", [escape(deal.name)]));
		} else if (["Converted", "Closed"].includes(deal.status)) {
			told.push(
				__("Opportunity {0} is {1}: take the plan to its end.", [escape(deal.name), __(deal.status)])
			);
		}
	}
	if (facts.other_plans.length) {
		const links = facts.other_plans.map(
			(other) =>
				`<a href="${frappe.utils.get_form_link("Development Plan", other.name)}">${escape(
					other.plan_title
				)}</a>`
		);
		told.push(__("Also in progress for this client: {0}", [links.join(", ")]));
	}
	return told.map((text) => `<div class="small" style="margin-bottom: 8px">${text}</div>`).join("");
}

function stepper(frm) {
	const rows = frm.doc.stages || [];
	const now = rows.findIndex((row) => row.stage === frm.doc.stage);
	const ended = { Succeeded: GOOD, Failed: BAD, Paused: "var(--orange-500, #e79913)" }[frm.doc.status];
	const steps = rows.map((row, index) => {
		const colour = index < now ? GOOD : index === now ? ended || CALM : EMPTY;
		const day = index < now ? row.done_on : index === now ? row.entered_on : row.planned_from;
		const text = index > now ? "var(--text-muted)" : "#fff";
		return `<div style="flex: 1 1 0; min-width: 0; padding: 0 2px; text-align: center" ${
			index === now ? 'aria-current="step"' : ""
		}>
			<div style="height: 24px; line-height: 24px; border-radius: 4px; background: ${colour}; color: ${text}">
				${index + 1}
			</div>
			<div class="small d-none d-sm-block ${index === now ? "bold" : "text-muted"}"
				style="line-height: 1.25; margin-top: 4px">
				${__(row.stage)}<br>${day ? frappe.datetime.str_to_user(day) : ""}
			</div>
		</div>`;
	});
	// On a phone there is room for the name of the present stage only.
	return `<div role="list" aria-label="${__("Stages of Development")}" style="display: flex; margin: 0 -2px 12px">
			${steps.join("")}
		</div>
		<div class="small bold d-sm-none" style="margin: -8px 0 12px">${__(frm.doc.stage)}</div>`;
}

function work(frm) {
	const row = (frm.doc.stages || []).find((each) => each.stage === frm.doc.stage);
	if (frm.doc.status !== "In Progress" || !row?.tasks) return "";
	const tasks = row.tasks.split("\n").filter((line) => line.trim());
	const late = row.planned_to && row.planned_to < frappe.datetime.get_today();
	const until = row.planned_to
		? `<span style="color: ${late ? BAD : "inherit"}">${__("planned until {0}", [
				frappe.datetime.str_to_user(row.planned_to),
			])}</span>`
		: "";
	return `<div class="small" style="margin-bottom: 12px">
		<b>${__("To do in this stage")}</b> ${until}
		<ul style="margin: 4px 0 0; padding-left: 18px">${tasks
			.map((task) => `<li>${escape(task)}</li>`)
			.join("")}</ul>
	</div>`;
}

function comparison(frm, facts) {
	const { expected_sales, expected_profit, expected_cost } = frm.doc;
	const money = (value) => format_currency(value, facts.currency);
	const figures = [
		[
			__("Sales"),
			[
				[__("Expected"), flt(expected_sales), EMPTY],
				[__("Ordered"), facts.ordered, CALM],
				[__("Invoiced"), facts.invoiced, GOOD],
			],
		],
		[
			__("Gross Profit"),
			[
				[__("Expected"), flt(expected_profit), EMPTY],
				[__("Of what is invoiced"), facts.profit, facts.profit < 0 ? BAD : GOOD],
			],
		],
		[
			__("Cost of Development"),
			[
				[__("Expected"), flt(expected_cost), EMPTY],
				...(facts.cost === null
					? []
					: [
							[
								__("Booked on the project"),
								facts.cost,
								facts.cost > flt(expected_cost) ? BAD : GOOD,
							],
						]),
			],
		],
	];
	const largest = Math.max(1, ...figures.flatMap(([, bars]) => bars.map(([, value]) => Math.abs(value))));
	const bar = ([label, value, colour]) => `
		<div style="display: flex; justify-content: space-between; gap: 8px">
			<span class="text-muted">${label}</span><span>${money(value)}</span>
		</div>
		<div style="background: var(--gray-100, #f4f5f6); height: 8px; border-radius: 4px; margin-bottom: 4px">
			<div style="width: ${(Math.abs(value) / largest) * 100}%; background: ${colour}; height: 8px;
				border-radius: 4px"></div>
		</div>`;
	const blocks = figures.map(
		([title, bars]) => `<div class="small" style="flex: 1 1 220px; min-width: 0">
			<b>${title}</b>${bars.map(bar).join("")}
		</div>`
	);
	const remarks = [];
	if (facts.orders.length) {
		// Who may not open orders reads their names only.
		const open = frappe.model.can_read("Sales Order");
		const links = facts.orders.map(({ name }) =>
			open
				? `<a href="${frappe.utils.get_form_link("Sales Order", name)}">${escape(name)}</a>`
				: escape(name)
		);
		remarks.push(__("Sales Orders: {0}", [links.join(", ")]));
	} else {
		remarks.push(__("No submitted Sales Order names this plan yet."));
	}
	if (facts.without_cost) {
		remarks.push(__("{0} of it was invoiced on lines without a cost.", [money(facts.without_cost)]));
	}
	if (facts.cost === null) remarks.push(__("What it cost is known once it names a project for its costs."));
	return `<div style="display: flex; flex-wrap: wrap; gap: 12px 24px">${blocks.join("")}</div>
		<div class="small text-muted" style="margin-top: 4px">${remarks.join("<br>")}</div>`;
}

function draw_assessment(frm) {
	const bars = CRITERIA.map((field) => {
		const score = cint(frm.doc[field]);
		const good = BURDENS.includes(field) ? 6 - score : score;
		const colour = !score ? EMPTY : good >= 4 ? GOOD : good <= 2 ? BAD : CALM;
		const label = __(frappe.meta.get_label("Development Plan", field));
		return `<div class="small" style="display: flex; align-items: center; gap: 8px; margin-bottom: 3px">
			<span style="flex: 0 0 45%; text-align: right">${label}</span>
			<span style="flex: 1 1 0; background: var(--gray-100, #f4f5f6); border-radius: 4px">
				<span style="display: block; height: 10px; width: ${score * 20}%; background: ${colour};
					border-radius: 4px"></span>
			</span>
			<span style="flex: 0 0 1em">${score || "–"}</span>
		</div>`;
	});
	frm.get_field("assessment").$wrapper.html(
		`<div style="max-width: 480px; margin-bottom: 12px">${bars.join("")}
			<div class="small text-muted">${__("Green is good for us: of cost, risks and difficulty, less is better.")}</div>
		</div>`
	);
}

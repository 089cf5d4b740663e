frappe.query_reports["Archive Completeness"] = {
	filters: [
		{
			fieldname: "company",
			label: __("Company"),
			fieldtype: "Link",
			options: "Company",
			default: frappe.defaults.get_user_default("Company"),
			reqd: 1,
		},
		{ fieldname: "account_manager", label: __("Account Manager"), fieldtype: "Link", options: "User" },
		{
			fieldname: "status",
			label: __("Status"),
			fieldtype: "Select",
			options: ["Draft", "Pending Director", "Pending Executive", "Registered", "Archived"].reduce(
				(all, status) => [...all, { value: status, label: __(status) }],
				[{ value: "", label: __("All but Archived") }]
			),
		},
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (!data || column.fieldname !== "completeness") return shown;
		const colour = value >= 80 ? "green" : value >= 50 ? "orange" : "red";
		return `<span class="indicator-pill ${colour}">${shown}</span>`;
	},
};

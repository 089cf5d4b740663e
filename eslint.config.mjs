// Frappe pastes a script into another where a comment says {% include %}; its first line, a comment, ends that one.
// The scripts run in Desk, where these are global.
const desk = [
	...["$", "__", "cint", "cstr", "cur_frm", "cur_list", "flt", "format_currency", "format_number"],
	...["URLSearchParams", "document", "frappe", "jQuery", "locals", "window"],
];

export default [
	{
		ignores: ["key_account/public/dist/"],
	},
	{
		files: ["key_account/**/*.js"],
		languageOptions: {
			sourceType: "script",
			globals: {
				...Object.fromEntries(desk.map((name) => [name, "readonly"])),
				key_account: "writable",
			},
		},
		rules: {
			eqeqeq: "error",
			"no-console": "error",
			"no-undef": "error",
			"no-unused-vars": "error",
			"no-var": "error",
			"prefer-const": "error",
		},
	},
];

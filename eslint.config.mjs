// The scripts run in Desk, where these are global.
const desk = ["$", "__", "cur_frm", "cur_list", "document", "frappe", "jQuery", "locals", "window"];

export default [
	{ ignores: ["key_account/public/dist/"] },
	{
		files: ["key_account/**/*.js"],
		languageOptions: {
			sourceType: "script",
			globals: Object.fromEntries(desk.map((name) => [name, "readonly"])),
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

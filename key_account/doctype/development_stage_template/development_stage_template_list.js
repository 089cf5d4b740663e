frappe.listview_settings["Development Stage Template"] = {
	hide_name_column: true,
};

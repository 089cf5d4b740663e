// {% include "key_account/public/js/make_archive.js" %}

frappe.ui.form.on("Lead", { refresh: (frm) => key_account.archives.offer(frm) });

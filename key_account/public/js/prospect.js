// {% include "key_account/public/js/make_archive.js" %}

frappe.ui.form.on("Prospect", { refresh: (frm) => key_account.archives.offer(frm) });

-- For Kith's tests only: the server says where its operator tells of outages (XEP-0455). Works on Prosody 0.12 and 13.
local ok, dataforms = pcall(require, "prosody.util.dataforms");
if not ok then dataforms = require "util.dataforms"; end

local form = dataforms.new({
	{ value = "urn:xmpp:sos:0"; name = "FORM_TYPE"; type = "hidden" };
	{ name = "external-status-addresses"; type = "list-multi" };
});
module:add_extension(form:form({ ["external-status-addresses"] = module:get_option_array("kith_status_addresses", {}) }, "result"));

-- For Kith's tests only: the server takes reports along with blocks (XEP-0377) and tells its log of them. Works on Prosody 0.12 and 13.
module:add_feature("urn:xmpp:reporting:1");

module:hook("iq-set/self/urn:xmpp:blocking:block", function (event)
	for item in event.stanza.tags[1]:childtags("item") do
		local report = item:get_child("report", "urn:xmpp:reporting:1");
		if report then module:log("info", "reported: %s %s", item.attr.jid, tostring(report)); end
	end
end, 10);

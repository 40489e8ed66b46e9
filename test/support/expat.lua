-- The oracle of malformed.server.test.ts: expat, as Prosody uses it. One document per line in hexadecimal; says "yes" or "no" for each.
local lxp = require "lxp";

for line in io.lines() do
	local document = line:gsub("%x%x", function(byte) return string.char(tonumber(byte, 16)); end);
	local parser = lxp.new({ StartElement = function() end }, "\1");
	local fine = parser:parse(document) and parser:parse();
	pcall(parser.close, parser);
	print(fine and "yes" or "no");
end

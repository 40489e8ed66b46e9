-- For Kith's tests and demo only: fills a fresh server from seed.json (accounts, rosters, archive, waiting messages) and then obeys small
-- command files (*.json -> *.done) in its folder, which only the owner of that folder can write. Works on Prosody 0.12 and 13.
module:set_global();

local lfs = require "lfs";
local json, st, xml, jid_split, datetime, usermanager, rostermanager, storagemanager;
do
	-- Prosody 13 has its libraries under "prosody.", 0.12 without it.
	local function library(name)
		local ok, found = pcall(require, "prosody."..name);
		return ok and found or require(name);
	end
	json, st, xml, datetime = library "util.json", library "util.stanza", library "util.xml", library "util.datetime";
	jid_split = library "util.jid".split;
	usermanager, rostermanager = library "core.usermanager", library "core.rostermanager";
	storagemanager = library "core.storagemanager";
end

local folder = assert(module:get_option_string("kith_seed_folder"), "kith_seed_folder is not set");

local function read(path)
	local file = assert(io.open(path, "rb"));
	local text = file:read("*a");
	file:close();
	return assert(json.decode(text));
end

-- Written beside and renamed, so that a reader never sees half a file.
local function write(path, value)
	local file = assert(io.open(path..".new", "wb"));
	file:write(json.encode(value));
	file:close();
	assert(os.rename(path..".new", path));
end

local function store(address, name)
	local user, host = jid_split(address);
	assert(prosody.hosts[host], "no such host: "..host);
	return assert(storagemanager.open(host, name, "archive")), user, host;
end

local function stanza_of(message)
	local stanza = st.message({ from = message.from, to = message.to, type = "chat", id = message.id }, message.body);
	return stanza:tag("origin-id", { xmlns = "urn:xmpp:sid:0", id = message.id }):up();
end

local function to_archive(owner, with, message)
	local archive, user = store(owner, "archive");
	return assert(archive:append(user, nil, stanza_of(message), math.floor(message.at / 1000), with));
end

-- What mod_offline keeps: with the archive's id, as it would be had the message come over the wire.
local function to_waiting(message, archive_id)
	local offline, user, host = store(message.to, "offline");
	local stanza = stanza_of(message);
	if archive_id then
		stanza:tag("stanza-id", { xmlns = "urn:xmpp:sid:0", by = user.."@"..host, id = archive_id }):up();
	end
	assert(offline:append(user, nil, stanza, math.floor(message.at / 1000), ""));
end

local function seed_roster(entry)
	local user, host = jid_split(entry.owner);
	local roster = rostermanager.load_roster(user, host);
	roster[entry.contact] = { subscription = "both", name = entry.name, groups = {} };
	assert(rostermanager.save_roster(user, host, roster, entry.contact));
end

local function seed(content)
	for address, password in pairs(content.accounts) do
		local user, host = jid_split(address);
		assert(usermanager.create_user(user, password, host));
	end
	for _, entry in ipairs(content.rosters) do seed_roster(entry); end
	for _, message in ipairs(content.archive) do
		to_archive(message.from, message.to, message);
		to_archive(message.to, message.from, message);
	end
	for _, message in ipairs(content.waiting) do
		local id;
		if content.archived then
			to_archive(message.from, message.to, message);
			id = to_archive(message.to, message.from, message);
		end
		to_waiting(message, id);
	end
end

local commands = {};

function commands.addUser(c) return usermanager.create_user(c.user, c.password, c.host); end
function commands.deleteUser(c) return usermanager.delete_user(c.user, c.host); end
function commands.setPassword(c) return usermanager.set_password(c.user, c.password, c.host); end

-- What other servers' people wrote while nobody was here.
function commands.archive(c)
	for _, message in ipairs(c.messages) do to_archive(message.to, message.from, message); end
	return true;
end

-- Closes every stream of an account with a stream error, as an administrator would.
function commands.disconnect(c)
	local user = prosody.hosts[c.host].sessions[c.user];
	local open = {};
	for _, session in pairs(user and user.sessions or {}) do open[#open + 1] = session; end
	for _, session in ipairs(open) do session:close({ condition = c.condition, text = c.text }); end
	return true;
end

-- Hands a stanza to the server as if it had arrived from another server.
function commands.deliver(c)
	local stanza = assert(xml.parse(c.xml));
	prosody.core_post_stanza(prosody.hosts[c.host], stanza);
	return true;
end

local function obey(name)
	local path = folder.."/"..name;
	local ok, result, reason = pcall(function ()
		local command = read(path);
		return commands[command.name](command);
	end);
	os.remove(path);
	if not ok then
		write(path:gsub("json$", "done"), { error = tostring(result) });
	elseif not result then
		write(path:gsub("json$", "done"), { error = tostring(reason) });
	else
		write(path:gsub("json$", "done"), { at = datetime.datetime() });
	end
end

module:hook("server-started", function ()
	local path = folder.."/seed.json";
	local answer = {};
	if lfs.attributes(path) then
		local ok, problem = pcall(function () seed(read(path)); end);
		if not ok then answer.error = tostring(problem); end
		os.remove(path);
	end
	write(folder.."/ready", answer);
	module:add_timer(0.05, function ()
		for name in lfs.dir(folder) do
			if name:match("^command%-.*%.json$") then obey(name); end
		end
		return 0.05;
	end);
end, -100);

# The peer of `npm run bench -- history`: reads an archive to its end with slixmpp's own iterator and keeps nothing. Prints "asking", then "done N".
import asyncio
import sys

import slixmpp

host, port, address, password, ca_file, page = sys.argv[1:7]


async def read(client):
    await client.get_roster()
    print("asking", flush=True)
    count = 0
    async for result in client["xep_0313"].retrieve(iterator=True, rsm={"max": int(page)}):
        for message in result["mam"]["results"]:
            if message["mam_result"]["forwarded"]["stanza"]["body"]:
                count += 1
    print(f"done {count}", flush=True)
    client.disconnect()


client = slixmpp.ClientXMPP(address, password)
client.ca_certs = ca_file
client.register_plugin("xep_0313")
client.add_event_handler("session_start", lambda _: asyncio.ensure_future(read(client)))
client.connect((host, int(port)))
client.process(forever=False)

# A peer of `npm run bench -- people`: reads the contact list, says that it is there, and prints "done N" once it knows of N people that they are.
import asyncio
import sys

import slixmpp

host, port, address, password, ca_file, people = sys.argv[1:7]


async def begin(client):
    await client.get_roster()
    client.send_presence()


def count(client, there, presence):
    sender = presence["from"].bare
    if sender == address or sender not in client.client_roster:
        return
    there.add(sender)
    if len(there) == int(people):
        print(f"done {people}", flush=True)
        client.disconnect()


client = slixmpp.ClientXMPP(address, password)
client.ca_certs = ca_file
there = set()
client.add_event_handler("session_start", lambda _: asyncio.ensure_future(begin(client)))
client.add_event_handler("got_online", lambda presence: count(client, there, presence))
client.connect((host, int(port)))
client.process(forever=False)

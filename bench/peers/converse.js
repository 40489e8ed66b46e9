// A peer of `npm run bench -- people`, in a page: Converse.js without its interface, as it is set up by default. Says "done N" once it knows of
// N people that they are there.
import { converse } from '/converse/converse-headless.min.js';

const given = new URLSearchParams(location.search);
const there = new Set();
converse.plugins.add('bench', {
  initialize() {
    const { api } = this._converse;
    api.listen.on('contactPresenceChanged', (contact) => {
      if (contact.presence.getStatus() !== 'offline') there.add(contact.get('jid'));
      if (there.size === Number(given.get('people'))) console.log(`done ${there.size}`);
    });
  },
});
converse.initialize({
  assets_path: '/converse/',
  authentication: 'login',
  auto_login: true,
  discover_connection_methods: false,
  jid: given.get('address'),
  password: given.get('password'),
  websocket_url: `wss://${location.host}/`,
  whitelisted_plugins: ['bench'],
});

// English: what the server keeps of the messages. Part of locales/en.ts.

export const archiving = {
  label: 'Keep messages on the server',
  keep: { everything: 'Everything', contacts: 'Only with contacts', nothing: 'Nothing' },
  hints: {
    everything: 'A new device, or one that was away, gets what it missed. This holds for new messages; what is kept already stays.',
    contacts:
      'What you and people outside your contact list write is not kept: a device that was away misses it. What is kept already stays.',
    nothing:
      'A device that was away misses what you wrote elsewhere, and may miss what others wrote. What is kept already stays on the server.',
  },
  exceptions_one: 'For one person something else is set; that stays as it is.',
  exceptions_other: 'For {{count}} people something else is set; that stays as it is.',
  asking: 'Asking the server…',
  offline: 'The server can be asked once there is a connection.',
  unable: 'This server does not let you choose what it keeps. Its operator can say what that is.',
} as const;

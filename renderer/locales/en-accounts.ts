// English: several accounts side by side. Part of locales/en.ts.

export const accounts = {
  accounts: {
    list: 'Accounts',
    all: 'All accounts',
    filter: 'Show: {{- what}}',
    showAll: 'Show all accounts',
    add: 'Add another account',
    addTitle: 'Add another account',
    addLead: 'It stands beside the ones you have, which stay connected.',
    already: '{{address}} is here already.',
    use: 'Use this account',
    useOne: 'Use {{address}}',
    on: 'It connects whenever Kith runs.',
    off: 'Switched off: nothing arrives and nothing leaves. Everything of it stays here.',
    offShort: 'Switched off',
    offHere: '{{address}} is switched off. What you write waits until it is on again.',
    switchOn: 'Switch on',
    up: 'Move {{address}} up',
    down: 'Move {{address}} down',
    back: 'All accounts',
    from: 'From',
    fromHint: 'Which of your accounts this goes through.',
    fromOff: 'This account is switched off: it waits until it is on again.',
  },
} as const;

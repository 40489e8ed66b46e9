// English: how a server proves who it is, and what to do when it cannot. Part of locales/en.ts.

export const certificate = {
  certificate: {
    title: 'The server could not prove who it is',
    changedTitle: 'The server shows another certificate',
    lead: 'Kith ended the connection before your password or anything else of yours was sent. What the server showed as {{domain}}:',
    fault: {
      changed: 'It is not the certificate you trust for this account.',
      revoked: 'Its issuer, {{issuer}}, has taken it back.',
      'self-signed': 'It is signed by itself: nobody else vouches for it.',
      'unknown-issuer':
        'This computer does not know its issuer, {{issuer}}, or the server does not show the certificates that lead to a known one.',
      'wrong-name': 'It is for {{names}}, not for {{domain}}.',
      'no-name': 'It does not say that it is for {{domain}}: it has only a title, and a title proves nothing.',
      expired: 'It expired on {{to}}.',
      'not-yet-valid': 'It is valid only from {{from}}. Is the clock of this computer right? It says {{now}}.',
      'issuer-dates':
        'A certificate that vouches for it has expired or is not valid yet. Is the clock of this computer right? It says {{now}}.',
      'wrong-purpose': 'It is not meant for servers.',
      weak: 'Its key or its signature is too weak to prove anything.',
      other: 'It does not follow the rules for certificates.',
    },
    subject: 'Title',
    names: 'For',
    issuer: 'Issued by',
    top: 'At the top',
    valid: 'Valid',
    validDates: '{{from}} to {{to}}',
    fingerprint: 'Fingerprint (SHA\u2011256)',
    trusted: 'You trust',
    copy: 'Copy fingerprint',
    compare:
      'Ask whoever runs the server for its fingerprint, by phone or in person. It is safe to trust this certificate only if both are the same.',
    exactly: 'Kith then accepts exactly this certificate for {{address}} and no other.',
    proven:
      'Until now this server could prove itself. That it no longer can may mean that somebody stands between you and the server and wants to read along.',
    replaced: 'If nobody told you of a new certificate, somebody may stand between you and the server and want to read along.',
    vouched: 'The new one is vouched for by {{issuer}}, which this computer knows. It needs no exception of yours.',
    trust: 'Trust this certificate for this account',
    anyway: 'Trust it all the same…',
    useNew: 'Use the new certificate',
    cancel: 'Do not connect',
    sureTitle: 'Trust it all the same?',
    sure: 'If this certificate is not your server’s, whoever holds it can read and change all that passes between {{address}} and its server from now on.',
    sureCompared: 'Have you compared the fingerprint with whoever runs the server?',
    sureTrust: 'Yes, trust this certificate',
    look: 'Look at the certificate…',
  },
} as const;

// XEP-0398 User Avatar to vCard-Based Avatars Conversion, version 1.0.0: the server keeps the picture in the vCard the same as the published one,
// and tells its hash in the account's presence.
export const NS = 'urn:xmpp:pep-vcard-conversion:0';

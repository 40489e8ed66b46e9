// The driver has better-sqlite3's interface, but its package does not export its declarations.
declare module 'better-sqlite3-multiple-ciphers' {
  import Database from 'better-sqlite3';
  export default Database;
}

// Packages that ship no types; core wraps each behind its own.
declare module 'ltx/lib/Element.js' {
  const Element: new (name: string, attrs?: Record<string, string>) => unknown;
  export default Element;
}

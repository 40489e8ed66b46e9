// The mark: a K of two strokes with a person at its raised arm, on an accent squircle. assets/icon.svg is the same drawing.

export function Mark({ size = 56 }: { readonly size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 512 512" aria-hidden="true" focusable="false">
      <path
        fill="var(--accent)"
        d="M150 0H362C470 0 512 42 512 150V362C512 470 470 512 362 512H150C42 512 0 470 0 362V150C0 42 42 0 150 0Z"
      />
      <g fill="none" stroke="var(--on-accent)" strokeWidth="46" strokeLinecap="round" strokeLinejoin="round">
        <path d="M160 140V372" />
        <path d="M304 158 168 278M214 240 316 372" />
      </g>
      <circle cx="374" cy="150" r="40" fill="var(--on-accent)" />
    </svg>
  );
}

// One line of a list of facts (dl.facts): what it is called and what it is, selectable.

export function Fact({ name, value, code = false }: { readonly name: string; readonly value: string; readonly code?: boolean }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd className={code ? 'selectable code' : 'selectable'}>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}

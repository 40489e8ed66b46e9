// What somebody is, and the words they chose for it, in one line; cut where those words end, whichever way they run.
interface PresenceLineProps {
  readonly words: string;
  readonly status: string | undefined;
}

/** What is drawn of a status in a line, in UTF-16 units. */
const SHOWN = 200;

export function PresenceLine({ words, status }: PresenceLineProps) {
  return (
    <>
      <span>{words}</span>
      {status !== undefined && status !== '' && (
        <>
          <span> · </span>
          <bdi className="cut">{status.slice(0, SHOWN)}</bdi>
        </>
      )}
    </>
  );
}

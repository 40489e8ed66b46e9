// XEP-0245 The /me Command, version 1.0: what somebody does, said about them.

/** What follows "/me " at the very beginning of a body; undefined when it is no action. */
export function actionOf(body: string): string | undefined {
  return body.startsWith('/me ') ? body.slice(4) : undefined;
}

/** The body on one line with others: an action names who acts. */
export function spoken(body: string, who: string): string {
  const action = actionOf(body);
  return action === undefined ? body : `* ${who} ${action}`;
}

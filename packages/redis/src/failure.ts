/** The error for an operation that Redis did not even refuse, with a code that core's events show. */
export function failure(message: string, code: string): Error {
  return Object.assign(new Error(`[@axios-keyring/redis] ${message}`), { code });
}

/**
 * The error for a connection that could not be made. Of the reason only the code is kept: a server that does not
 * know a command quotes it in its answer, and the first commands of a connection carry the password.
 * https://github.com/redis/redis/blob/7.0.15/src/server.c
 */
export function connectionFailure(reason: unknown): Error {
  const code = codeOf(reason);
  return failure(`Redis cannot be connected to: ${code}.`, code);
}

function codeOf(reason: unknown): string {
  if (!(reason instanceof Error)) return 'UNKNOWN';
  const code = 'code' in reason ? reason.code : undefined;
  if (typeof code === 'string' && /^[A-Z]\w*$/.test(code)) return code;
  // How a refusal of Redis begins: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
  return (
    /^(?:WRONGPASS|NOAUTH|NOPERM|NOPROTO|LOADING|ERR)\b/.exec(reason.message)?.[0] ?? reason.constructor.name
  );
}

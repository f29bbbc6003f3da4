/** A token of the shape of a real one. Nobody checks its signature: the emulator knows what it issued. */
export function webToken(claims: object): string {
  return [{ alg: 'none', typ: 'JWT' }, claims, 'sample']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
}

/** When a token expires by its own account, in milliseconds since 1970; `undefined` if it does not say. */
export function expiryOf(token: string): number | undefined {
  const expiry = claimOf(token, 'exp');
  return typeof expiry === 'number' ? expiry * 1000 : undefined;
}

/** What a token is good for by its own account; `undefined` if it does not say. */
export function scopesOf(token: string): readonly string[] | undefined {
  const scopes = claimOf(token, 'acsScope');
  return typeof scopes === 'string' ? scopes.split(',') : undefined;
}

function claimOf(token: string, name: string): unknown {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? Reflect.get(claims, name) : undefined;
  } catch {
    return undefined;
  }
}

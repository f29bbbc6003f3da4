// As a server reads them that decodes what no parser of URLs takes for a dot or a separator: overlong forms, which UTF-8
// forbids (https://www.rfc-editor.org/rfc/rfc3629#section-10), and those of %u.
const dot = String.raw`(?:\.|%2e|%u002e)`;
const separator = String.raw`[/\\]|%2f|%5c|%u002f|%u005c`;
// Control characters and spaces around a name are dropped by some, and a null character ends it for others.
const dropped = '(?:%[01][0-9a-f]|%20|%7f)*';
const disguisedClimb = new RegExp(
  `(?:^|${separator})${dropped}${dot}${dropped}${dot}${dropped}(?=${separator}|;|%3b|%00|$)`,
  'i',
);
const overlong = /%c[01]%|%e0%[89]|%f0%8/i;

/**
 * Whether a server could take a path for one that climbs out of where it begins, although to a URL parser it has no dot
 * segment: `..%2f`, `..;` or `..%00` to one that decodes, takes out parameters or ends a text there before it resolves.
 * What is encoded twice is no such path: decoded once, as servers do, it is a name of its own.
 */
export function climbsOut(path: string): boolean {
  return /[%;]/.test(path) && (disguisedClimb.test(path) || overlong.test(path));
}

/** A path with its percent-encodings in capitals, which are the same: https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2.1 */
export function comparablePath(path: string): string {
  if (!path.includes('%')) return path;
  return path.replace(/%[0-9a-f]{2}/gi, (encoded) => encoded.toUpperCase());
}

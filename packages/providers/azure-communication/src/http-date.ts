let written = { second: NaN, date: '' };

/**
 * A time as HTTP writes it: `Wed, 13 Apr 2022 18:09:12 GMT`. Many requests are signed within one second, and writing
 * costs more than comparing.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
 *
 * @param time - In milliseconds since the epoch.
 */
export function httpDate(time: number): string {
  const second = Math.floor(time / 1000);
  if (second !== written.second) written = { second, date: new Date(second * 1000).toUTCString() };
  return written.date;
}

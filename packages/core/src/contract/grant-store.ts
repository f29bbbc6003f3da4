/**
 * Where grants are kept: refresh tokens that change with every renewal, so that only the last one is good and losing it
 * takes a person's new consent. What a {@link TokenStore} loses costs an exchange; what this one loses is lost.
 *
 * It is two functions, and no lock. Comparing and writing in one step is all that a lock needs: who wants to renew a grant
 * first writes into its text that it does so, and who was overtaken cannot write any more. So a row of a database will do:
 *
 * ```sql
 * UPDATE grants SET text = $next WHERE key = $key AND text = $previous
 * INSERT INTO grants (key, text) VALUES ($key, $next) ON CONFLICT DO NOTHING   -- where there is no previous
 * ```
 *
 * and so will functions that only read and write, where one process uses the grant: `swap` then may ignore `previous`, write,
 * and answer `true`. With a second process, both would renew at once without the comparison, and most servers take that for
 * theft and end the grant. A text holds the refresh token and an access token: encrypt it, or keep it where secrets are kept.
 */
export interface GrantStore {
  /**
   * The text that was written last under a key, which is a hash; nothing if there never was one. What fails has to reject:
   * a store that answers nothing because it cannot read makes a grant begin anew with a refresh token that was used before.
   */
  read(key: string): Promise<string | null | undefined>;
  /**
   * Writes a text in place of the previous one, in one step, and resolves when it is safe from a crash. No text ever expires.
   *
   * @param previous - What `read` answered; `undefined` if there was nothing.
   * @returns `false`, with nothing changed, if something else is there by now.
   */
  swap(key: string, previous: string | undefined, next: string): Promise<boolean>;
}

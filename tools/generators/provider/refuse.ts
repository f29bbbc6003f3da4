/**
 * Refuses to make a provider, if there is a problem.
 *
 * @throws Error with the problem.
 */
export function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw new Error(`${problem} Nothing was written.`);
}

import { type Verification } from '@axios-keyring/core';
import { type RouteReport } from 'axios-keyring';
import { orInterrupted } from '../interruption.js';
import { createProgress } from '../output/progress.js';
import { type Screen } from '../output/screen.js';

/** Whether the credentials of a route were accepted. */
export interface LiveCheck {
  readonly route: RouteReport;
  readonly verification: Verification;
}

/** Sends the harmless request of every loaded route, all at once. */
export async function verifyLive(
  routes: readonly RouteReport[],
  screen: Screen,
): Promise<readonly LiveCheck[]> {
  const progress = createProgress(screen);
  const waiting = new Set<string>();
  const say = (): void => {
    progress.say(`Waiting for ${[...waiting].join(', ')}`);
  };
  const checks = routes.flatMap((route) => {
    const { interceptor, provider } = route;
    if (!interceptor) return [];
    waiting.add(provider);
    return [
      interceptor.verify().then((verification): LiveCheck => {
        waiting.delete(provider);
        if (waiting.size > 0) say();
        return { route, verification };
      }),
    ];
  });
  if (waiting.size > 0) say();
  try {
    return await orInterrupted(Promise.all(checks), screen.io.signal);
  } finally {
    progress.end();
  }
}

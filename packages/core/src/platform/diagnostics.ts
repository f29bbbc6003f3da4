import { type KeyringEvent, type KeyringEventListener } from '../contract/event.js';
import { builtin } from './builtin.js';

/** The name of the `node:diagnostics_channel` on which every event is published, where there is one. */
export const channelName = 'axios-keyring';

/** Asked for each request, whether anybody listens. */
export const channel = builtin?.('node:diagnostics_channel').channel(channelName);

/** Whether anybody listens; otherwise an event need not even be made. */
export function isObserved(listener: KeyringEventListener | undefined): boolean {
  return listener !== undefined || channel?.hasSubscribers === true;
}

/** Tells everybody who listens. */
export function publish(
  event: KeyringEvent,
  ...listeners: readonly (KeyringEventListener | undefined)[]
): void {
  channel?.publish(event);
  for (const listener of listeners) {
    try {
      listener?.(event);
    } catch {
      // See KeyringEventListener.
    }
  }
}

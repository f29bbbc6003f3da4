import * as v from 'valibot';
import { type KeyringEvent } from '@axios-keyring/core';
import { createClient } from './client.js';
import { envelopeSchema, type News, type Order } from './messages.js';
import { Traffic } from './traffic.js';

// One process of a service. Its parent tells it what to do, and learns of every event that concerns tokens.

let traffic: Traffic | undefined;

function tell(news: News): void {
  process.send?.(news);
}

function tellEvent({ type, expiresAt }: KeyringEvent): void {
  // Every request has these.
  if (type === 'authorized' || type === 'token-reused') return;
  tell({
    what: 'event',
    type,
    ...(expiresAt !== undefined && { expiresAt }),
  });
}

async function obey(order: Order): Promise<void> {
  if (order.what === 'prepare') {
    traffic = new Traffic(createClient(order.setup, tellEvent));
    return;
  }
  if (!traffic) throw new Error('There is no client yet.');
  if (order.what === 'send') await traffic.send(order.count);
  else if (order.what === 'keep-sending') traffic.keepSending(order.inFlight);
  else await traffic.stop();
}

process.on('message', (message) => {
  const { id, order } = v.parse(envelopeSchema, message);
  void obey(order).then(() => {
    tell({ what: 'answer', id, outcomes: traffic?.outcomes ?? {} });
  });
});
process.on('disconnect', () => process.exit());
tell({ what: 'ready' });

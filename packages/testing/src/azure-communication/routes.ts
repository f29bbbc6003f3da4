import { randomUUID } from 'node:crypto';
import { json, type Answer } from '../answer.js';
import { route, type Step } from '../emulator.js';
import { pathOf } from '../request.js';
import type { ReceivedRequest } from '../server.js';
import type { Identities } from './identities.js';

const scopes = ['chat', 'voip', 'chat.join', 'chat.join.limited', 'voip.join'];
const noContent: Answer = { status: 204, headers: {}, body: '' };

/** The vendor's well known answers. */
export function routesOf(identities: Identities): readonly Step[] {
  return [
    route('POST', /^\/sms$/, sentMessage),
    route('POST', /^\/identities$/, (request) => createIdentity(identities, request)),
    identityRoute(identities, 'POST', '/:issueAccessToken', (id, request) => {
      const { problem, scopes: asked, minutes } = tokenRequest(request, 'scopes');
      return problem === undefined ? json(200, identities.issue(id, asked, minutes)) : invalid(problem);
    }),
    identityRoute(identities, 'POST', '/:revokeAccessTokens', (id) => {
      identities.revoke(id);
      return noContent;
    }),
    identityRoute(identities, 'DELETE', '', (id) => {
      identities.remove(id);
      return noContent;
    }),
    route('GET', /^\/phoneNumbers$/, () => json(200, { phoneNumbers: [] })),
    route('GET', /^\/chat\/threads$/, () =>
      json(200, {
        value: [
          { id: '19:sample@thread.v2', topic: 'Sample', lastMessageReceivedOn: '2026-01-01T00:00:00Z' },
        ],
      }),
    ),
  ];
}

// One result for each recipient, as the vendor's client expects them.
function sentMessage({ body }: ReceivedRequest): Answer {
  const { smsRecipients } = fields(body);
  const recipients: readonly unknown[] = Array.isArray(smsRecipients) ? smsRecipients : [{ to: '+15550100' }];
  return json(202, {
    value: recipients.map((recipient) => ({
      to: recipientOf(recipient),
      messageId: randomUUID(),
      httpStatusCode: 202,
      repeatabilityResult: 'accepted',
      successful: true,
    })),
  });
}

function recipientOf(recipient: unknown): unknown {
  return typeof recipient === 'object' && recipient !== null && 'to' in recipient ? recipient.to : undefined;
}

function createIdentity(identities: Identities, request: ReceivedRequest): Answer {
  const { problem, scopes: asked, minutes } = tokenRequest(request, 'createTokenWithScopes');
  if (problem !== undefined) {
    return invalid(problem);
  }
  const id = identities.create();
  return json(201, {
    identity: { id },
    ...(asked.length > 0 && { accessToken: identities.issue(id, asked, minutes) }),
  });
}

// The vendor's clients send the colons of an identity as %3A, others as they are.
function identityRoute(
  identities: Identities,
  method: string,
  end: string,
  answer: (id: string, request: ReceivedRequest) => Answer,
): Step {
  const pattern = new RegExp(`^/identities/([^/]+)${end}$`);
  return route(method, pattern, (request) => {
    const [, written = ''] = pattern.exec(pathOf(request.target)) ?? [];
    const id = decoded(written);
    if (id === undefined) {
      return invalid('The identity is malformed.');
    }
    return identities.has(id)
      ? answer(id, request)
      : json(404, { error: { code: 'NotFound', message: 'The identity does not exist.' } });
  });
}

function decoded(written: string): string | undefined {
  try {
    return decodeURIComponent(written);
  } catch {
    return undefined;
  }
}

interface TokenRequest {
  readonly problem: string | undefined;
  readonly scopes: readonly string[];
  readonly minutes: number;
}

function tokenRequest({ body }: ReceivedRequest, name: 'scopes' | 'createTokenWithScopes'): TokenRequest {
  const { [name]: asked = [], expiresInMinutes: minutes = 1440 } = fields(body);
  const known =
    Array.isArray(asked) &&
    asked.every((scope): scope is string => typeof scope === 'string' && scopes.includes(scope));
  if (!known || (name === 'scopes' && asked.length === 0)) {
    return { problem: 'The scopes are invalid.', scopes: [], minutes: 0 };
  }
  if (typeof minutes !== 'number' || !Number.isInteger(minutes) || minutes < 60 || minutes > 1440) {
    return { problem: 'expiresInMinutes has to be an integer between 60 and 1440.', scopes: [], minutes: 0 };
  }
  return { problem: undefined, scopes: asked, minutes };
}

function fields(body: Buffer): Record<string, unknown> {
  if (body.length === 0) {
    return {};
  }
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function invalid(message: string): Answer {
  return json(400, { error: { code: 'ValidationError', message } });
}

import { randomUUID } from 'node:crypto';
import {
  type Answer,
  answerTo,
  fieldsOf,
  json,
  pathOf,
  type ReceivedRequest,
  type Step,
  type Tokens,
} from '@axios-keyring/testing';

const scopes = ['chat', 'voip', 'chat.join', 'chat.join.limited', 'voip.join'];
const noContent: Answer = { status: 204, headers: {}, body: '' };

/** The vendor's well known answers. Identities that were not created here are taken to be of a time before. */
export function answersFor(tokens: Tokens): readonly Step[] {
  const removed = new Set<string>();
  const identity = (method: string, end: string, answer: IdentityAnswer): Step =>
    identityStep(method, end, (id, request) =>
      removed.has(id)
        ? json(404, { error: { code: 'NotFound', message: 'The identity does not exist.' } })
        : answer(id, request),
    );
  return [
    answerTo('POST', /^\/sms$/, sentMessage),
    answerTo('POST', /^\/identities$/, (request) => {
      const asked = tokenRequest(request, 'createTokenWithScopes');
      if (typeof asked === 'string') return invalid(asked);
      const id = `8:acs:${randomUUID()}_${randomUUID()}`;
      return json(201, {
        identity: { id },
        ...(asked.scopes.length > 0 && { accessToken: issue(tokens, id, asked) }),
      });
    }),
    identity('POST', '/:issueAccessToken', (id, request) => {
      const asked = tokenRequest(request, 'scopes');
      return typeof asked === 'string' ? invalid(asked) : json(200, issue(tokens, id, asked));
    }),
    identity('POST', '/:revokeAccessTokens', (id) => {
      tokens.revoke(id);
      return noContent;
    }),
    identity('DELETE', '', (id) => {
      tokens.revoke(id);
      removed.add(id);
      return noContent;
    }),
    answerTo('GET', /^\/phoneNumbers$/, () => json(200, { phoneNumbers: [] })),
    answerTo('GET', /^\/chat\/threads$/, () =>
      json(200, {
        value: [
          { id: '19:sample@thread.v2', topic: 'Sample', lastMessageReceivedOn: '2026-01-01T00:00:00Z' },
        ],
      }),
    ),
  ];
}

// One result for each recipient, as the vendor's client expects them.
function sentMessage(request: ReceivedRequest): Answer {
  const { smsRecipients } = fieldsOf(request);
  const recipients: readonly unknown[] = Array.isArray(smsRecipients) ? smsRecipients : [{ to: '+15550100' }];
  return json(202, {
    value: recipients.map((recipient) => ({
      to: typeof recipient === 'object' && recipient !== null && 'to' in recipient ? recipient.to : undefined,
      messageId: randomUUID(),
      httpStatusCode: 202,
      repeatabilityResult: 'accepted',
      successful: true,
    })),
  });
}

type IdentityAnswer = (id: string, request: ReceivedRequest) => Answer;

// The vendor's clients send the colons of an identity as %3A, others as they are.
function identityStep(method: string, end: string, answer: IdentityAnswer): Step {
  const pattern = new RegExp(`^/identities/([^/]+)${end}$`);
  return answerTo(method, pattern, (request) => {
    const [, written = ''] = pattern.exec(pathOf(request.target)) ?? [];
    let id: string;
    try {
      id = decodeURIComponent(written);
    } catch {
      return invalid('The identity is malformed.');
    }
    return answer(id, request);
  });
}

interface TokenRequest {
  readonly scopes: readonly string[];
  readonly minutes: number;
}

/** What is asked for, or what is wrong with it. */
function tokenRequest(
  request: ReceivedRequest,
  name: 'scopes' | 'createTokenWithScopes',
): TokenRequest | string {
  const { [name]: asked = [], expiresInMinutes: minutes = 1440 } = fieldsOf(request);
  const isKnown =
    Array.isArray(asked) &&
    asked.every((scope): scope is string => typeof scope === 'string' && scopes.includes(scope));
  if (!isKnown || (name === 'scopes' && asked.length === 0)) return 'The scopes are invalid.';
  if (typeof minutes !== 'number' || !Number.isInteger(minutes) || minutes < 60 || minutes > 1440) {
    return 'expiresInMinutes has to be an integer between 60 and 1440.';
  }
  return { scopes: asked, minutes };
}

function issue(tokens: Tokens, id: string, asked: TokenRequest): object {
  const claims = { skypeid: id.slice(2), acsScope: asked.scopes.join(',') };
  const { token, expiry } = tokens.issue(id, asked.minutes * 60_000, claims);
  // As the vendor writes it: in whole seconds, with seven digits and an offset.
  const expiresOn = new Date(expiry).toISOString().replace(/\.\d+Z$/, '.0000000+00:00');
  return { token, expiresOn };
}

function invalid(message: string): Answer {
  return json(400, { error: { code: 'ValidationError', message } });
}

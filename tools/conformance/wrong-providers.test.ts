import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ConformanceCheck, providerConformance } from '@axios-keyring/testing';
import { goodReadme, right, type RightProvider, subjectOf, token } from './right-provider.js';
import { signer } from './signer.js';
import { wrongAnswers } from './wrong-answers.js';
import { wrongOptions } from './wrong-options.js';
import { wrongRequests } from './wrong-requests.js';

const wrongProviders = [...wrongRequests, ...wrongOptions, ...wrongAnswers];

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'axios-keyring-wrong-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function checksOf(provider: RightProvider, readme: string): readonly ConformanceCheck[] {
  const path = join(folder, 'README.md');
  writeFileSync(path, readme);
  return providerConformance(subjectOf(provider, path));
}

/** The checks that fail, with what they say. */
async function failures(checks: readonly ConformanceCheck[]): Promise<ReadonlyMap<string, string>> {
  const failed = new Map<string, string>();
  for (const { name, run } of checks) {
    await run().catch((error: unknown) => failed.set(name, error instanceof Error ? error.message : ''));
  }
  return failed;
}

describe('the conformance suite', () => {
  it('finds nothing wrong with a provider that is right', async () => {
    expect(await failures(checksOf(right, goodReadme))).toEqual(new Map());
  });

  it('finds nothing wrong with a provider that signs the body', async () => {
    const signing = signer(({ body }) => body, { bodySigning: () => ({ streamLimit: 0 }) });
    expect(await failures(checksOf(signing, goodReadme))).toEqual(new Map());
  });

  it('has for each of its checks a provider that fails it', () => {
    const names = providerConformance(subjectOf(right, 'README.md')).map(({ name }) => name);
    expect([...new Set(wrongProviders.map(({ target }) => target))]).toEqual(names);
  });

  it.each(wrongProviders)(
    'finds a provider that $does: $target',
    async ({ target, provider, readme = goodReadme, also = [], says = '' }) => {
      const failed = await failures(checksOf(provider, readme));

      expect([...failed.keys()].sort()).toEqual([target, ...also].sort());
      expect(failed.get(target)).toContain(says);
      for (const message of failed.values()) expect(message).not.toContain(token);
    },
  );
});

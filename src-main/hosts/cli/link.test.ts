import { expect, test } from 'vitest';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { Client } from '../../api/client.ts';
import { Interrupted } from './interrupt.ts';
import { createLink } from './link.ts';
import type { Session, World } from './world.ts';

type Fake = { session: Session; lose(): void; calls: number };

/** A session whose `credits.balance` does what the test says; every other call is missing. */
function fakeSession(balance: () => Promise<unknown>, local = false): Fake {
  let lose = (): void => undefined;
  const lost = new Promise<void>((resolve) => {
    lose = resolve;
  });
  const fake: Fake = {
    calls: 0,
    lose,
    session: {
      client: {
        credits: {
          balance: () => {
            fake.calls++;
            return balance();
          },
        },
      } as unknown as Client,
      local,
      lost,
      close: () => Promise.resolve(),
    },
  };
  return fake;
}

function linkTo(fakes: Fake[], signal = new AbortController().signal) {
  let opened = 0;
  const open = async (): Promise<Session> => {
    const next = fakes[opened++];
    if (!next) throw new RushesError('PROFILE_IN_USE');
    return next.session;
  };
  const link = createLink({ open } as unknown as World, { folder: '/x', demo: false, work: true }, signal);
  return { link, opened: () => opened };
}

const never = (): Promise<never> => new Promise(() => undefined);
const ask = (client: Client): Promise<unknown> => client.credits.balance();

test('a call that was under way when its engine went away is asked of the next one', async () => {
  const first = fakeSession(never);
  const second = fakeSession(async () => 'answer');
  const { link } = linkTo([first, second]);
  const answer = link.ask(ask);
  await new Promise((resolve) => setTimeout(resolve, 10));
  first.lose();
  expect(await answer).toBe('answer');
});

test('after a loss it first looks whether the call took effect', async () => {
  const first = fakeSession(never);
  const second = fakeSession(async () => 'sent again');
  const { link } = linkTo([first, second]);
  const answer = link.ask(ask, async () => 'found done');
  await new Promise((resolve) => setTimeout(resolve, 10));
  first.lose();
  expect(await answer).toBe('found done');
  expect(second.calls).toBe(0);
});

test('a refusal is told at once and the engine kept', async () => {
  const refusing = fakeSession(() => Promise.reject(new RushesError('NOT_ALLOWED')));
  const { link, opened } = linkTo([refusing]);
  await expect(link.ask(ask)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
  expect(opened()).toBe(1);
});

test('an engine that fails a call while it ends is a loss, one in this process is not', async () => {
  const dying = fakeSession(() => {
    setTimeout(dying.lose, 50);
    return Promise.reject(new Error('the port is closed'));
  });
  const next = fakeSession(async () => 'answer');
  expect(await linkTo([dying, next]).link.ask(ask)).toBe('answer');
  const own = fakeSession(() => Promise.reject(new Error('a bug')), true);
  await expect(linkTo([own]).link.ask(ask)).rejects.toMatchObject({ code: 'INTERNAL' });
});

test('an interruption ends the call at once', async () => {
  const asked = new AbortController();
  const { link } = linkTo([fakeSession(never)], asked.signal);
  const answer = link.ask(ask);
  setTimeout(() => asked.abort(new Interrupted(130)), 10);
  await expect(answer).rejects.toMatchObject({ exitCode: 130 });
});

test('where the profile cannot be opened again, that is what is told', async () => {
  const first = fakeSession(never);
  const { link } = linkTo([first]);
  const answer = link.ask(ask);
  setTimeout(first.lose, 10);
  await expect(answer).rejects.toMatchObject({ code: 'PROFILE_IN_USE' });
});

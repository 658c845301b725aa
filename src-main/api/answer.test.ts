import { ORPCError } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { errorCodes, RushesError } from '../../src-shared/contract/errors.ts';
import { fromWire } from '../../src-shared/contract/from-wire.ts';
import { toWire } from './answer.ts';

/** As JSON and back: what a wire does. */
function crossed(error: unknown): unknown {
  const { code, status, message, data } = toWire(error);
  return new ORPCError(code, JSON.parse(JSON.stringify({ status, message, data })) as { data: unknown });
}

describe('errors over the contract', () => {
  it.each(errorCodes)('%s crosses with its facts', (code) => {
    const facts = { field: 'f', rule: 'r', found: 'x', subject: 's', detail: 'd', charged: null };
    const told = fromWire(crossed(new RushesError(code, facts, { cause: new Error('inside') })));
    expect(told).toBeInstanceOf(RushesError);
    expect({ code: told.code, facts: told.facts }).toEqual({ code, facts });
  });

  it('tells nothing of a mistake but that there was one', () => {
    const wire = toWire(new TypeError('secret at /home/me'));
    expect(JSON.stringify(wire.toJSON())).not.toMatch(/secret|home/);
    expect(fromWire(crossed(new TypeError('secret'))).code).toBe('INTERNAL');
  });

  it('names the field that a schema did not like', () => {
    const data = { issues: [{ path: ['params', 'text'], message: 'Too long' }] };
    const told = fromWire(crossed(new ORPCError('BAD_REQUEST', { data })));
    expect({ code: told.code, facts: told.facts }).toEqual({
      code: 'BAD_INPUT',
      facts: { field: 'params.text', rule: 'Too long' },
    });
    expect(fromWire(new ORPCError('BAD_REQUEST')).facts.field).toBe('input');
  });

  it('knows a call that is not there, a port that has closed, and nothing else', () => {
    expect(fromWire(new ORPCError('NOT_FOUND')).code).toBe('NOT_FOUND');
    const closed = Object.assign(new Error('closed'), { name: 'AbortError' });
    expect(fromWire(closed).code).toBe('ENGINE_GONE');
    for (const odd of [new Error('x'), null, undefined, 7, 'text', {}])
      expect(fromWire(odd).code).toBe('INTERNAL');
  });
});

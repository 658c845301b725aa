import { describe, expect, test } from 'vitest';
import type { Price } from '../../../src-shared/contract/shapes.ts';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import { type BudgetReport, dollarsWord, fixedPrice, holdWord, overBudget, shortBy } from './price.ts';

const price: Price = { total: 150, preview: 30, final: 120, source: 'list', usd: 0.625, usdRange: null };
const noLimits = { job: null, day: null, month: null, usdJob: null, usdDay: null, usdMonth: null };
const used = { day: 200, month: 900, usdDay: 1, usdMonth: 4 };
const report = (limits: Partial<BudgetReport['limits']>): BudgetReport => ({
  limits: { ...noLimits, ...limits },
  used,
});

describe('the price line', () => {
  test('says what is held and how it is divided', () => {
    expect(holdWord(price, 1)).toBe('Hold 150 cr · preview 30 · final 120');
    expect(holdWord(price, 8)).toBe('Hold 1,200 cr · preview 240 · final 960');
    expect(holdWord({ total: 0, preview: 0, final: 0 }, 3)).toBe('0 cr · nothing is held');
  });

  test('is known without files where it does not depend on them', () => {
    expect(workflows.map((one) => [one.id, fixedPrice(one)])).toEqual([
      ['chat', { total: 0, preview: 0, final: 0 }],
      ['image_prompt', { total: 50, preview: 10, final: 40 }],
      ['tts', { total: 100, preview: 20, final: 80 }],
      ['image_to_video', { total: 150, preview: 30, final: 120 }],
      ['image_to_video_audio', { total: 200, preview: 40, final: 160 }],
      ['ugc_video', null],
    ]);
  });

  test('says where the dollars come from, and never 0 for what is not known', () => {
    expect(dollarsWord(price, 2)).toBe('$1.25 list price');
    const learned: Price = { ...price, source: 'learned', usdRange: [0.5, 0.75] };
    expect(dollarsWord(learned, 1)).toBe("$0.50-0.75 learned from this machine's runs");
    expect(dollarsWord({ ...learned, runs: 31 }, 2)).toBe('$1.00-1.50 learned from 31 runs');
    expect(dollarsWord({ ...learned, usdRange: [0.5, 0.501] }, 1)).toBe(
      "$0.50 learned from this machine's runs",
    );
    expect(dollarsWord({ ...price, source: 'unknown', usd: null }, 1)).toBe('price in dollars unknown');
  });
});

describe('what it may cost', () => {
  test('the balance falls short by so much', () => {
    expect([shortBy(150, 1, 150), shortBy(150, 2, 268), shortBy(0, 8, 0)]).toEqual([0, 32, 0]);
  });

  test('the first limit that breaks is named', () => {
    const wish = { credits: 150, usd: 0.5, count: 2 };
    expect(overBudget(report({}), wish)).toBeNull();
    expect(overBudget(report({ job: 150, day: 500 }), wish)).toBeNull();
    expect(overBudget(report({ job: 149 }), wish)).toBe('Over your budget of 149 cr a job');
    expect(overBudget(report({ day: 499 }), wish)).toBe('Over your budget of 499 cr a day');
    expect(overBudget(report({ usdMonth: 4.5 }), wish)).toBe('Over your budget of $4.50 a month');
  });

  test('what is free breaks no budget that is used up already', () => {
    expect(overBudget(report({ day: 100 }), { credits: 0, usd: null, count: 1 })).toBeNull();
  });
});

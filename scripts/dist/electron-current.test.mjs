import { expect, test } from 'vitest';
import { whyTooOld } from './electron-current.mjs';

const times = {
  created: '2013-07-01T00:00:00Z',
  modified: '2026-11-24T00:00:00Z',
  '44.9.0': '2026-10-01T00:00:00Z',
  '45.0.0': '2026-09-01T00:00:00Z',
  '45.1.0': '2026-10-20T00:00:00Z',
  '45.1.9': '2026-11-10T00:00:00Z',
  '45.1.10': '2026-11-20T00:00:00Z',
  '46.0.0-beta.3': '2026-09-02T00:00:00Z',
};
const why = (ours, day, more = {}) =>
  whyTooOld({ ours, times: { ...times, ...more }, now: Date.parse(`${day}T00:00:00Z`) });

test('the newest, and one whose successor is younger than 30 days, are current', () => {
  expect(why('45.1.10', '2026-11-26')).toBeNull();
  expect(why('45.1.0', '2026-11-26')).toBeNull();
  expect(why('45.1.9', '2026-12-19')).toBeNull();
});

test('a successor of the same major that is older than 30 days is missed', () => {
  expect(why('45.0.0', '2026-11-26')).toContain('45.1.0 has been out for more than 30 days');
  expect(why('45.1.9', '2026-12-21')).toContain('45.1.10');
  expect(why('44.9.0', '2026-11-26')).toBeNull();
});

test('two major versions behind is too old; a beta counts for nothing', () => {
  expect(why('44.9.0', '2026-11-26', { '46.0.0': '2026-11-25T00:00:00Z' })).toContain('46 is out');
  expect(why('44.9.0', '2026-11-26', { '46.0.0-beta.4': '2026-11-25T00:00:00Z' })).toBeNull();
});

import { expect, test } from 'vitest';
import { change, useValues } from './values.ts';

test('what is changed before the settings are here is not said to be kept', async () => {
  expect(useValues.getState().values).toBeNull();
  const asked: unknown[] = [];
  const part = (values: unknown) => {
    asked.push(values);
    return {};
  };
  expect(await Promise.all([change(part), change(part)])).toEqual([false, false]);
  expect(asked).toEqual([]);
});

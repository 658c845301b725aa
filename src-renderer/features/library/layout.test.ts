import { expect, test } from 'vitest';
import { gap, layoutOf, padding, stepTo } from './layout.ts';

test('tiles fill the width and are 120 to 180 px wide from the least window to the widest', () => {
  for (let width = 640; width <= 2_600; width += 1) {
    const { columns, tile } = layoutOf(width);
    expect(tile).toBeGreaterThanOrEqual(120);
    expect(tile).toBeLessThanOrEqual(180);
    expect(columns * tile + (columns - 1) * gap).toBeCloseTo(width - 2 * padding, 6);
  }
});

test('arrows lead from tile to tile and stop at the ends', () => {
  const grid = { count: 10, columns: 4, pageRows: 2 };
  const keys = (key: string, ...from: number[]): (number | null)[] => from.map((at) => stepTo(key, at, grid));
  expect(keys('ArrowRight', 0, 3, 9)).toEqual([1, 4, 9]);
  expect(keys('ArrowLeft', 0, 4)).toEqual([0, 3]);
  expect(keys('ArrowDown', 1, 5, 7, 8)).toEqual([5, 9, 9, 8]);
  expect(keys('ArrowUp', 2, 6)).toEqual([2, 2]);
  expect(keys('PageDown', 0, 5)).toEqual([8, 9]);
  expect(keys('Home', 7)).toEqual([0]);
  expect(keys('End', 0)).toEqual([9]);
  expect(keys('x', 0)).toEqual([null]);
  expect(stepTo('End', 0, { ...grid, count: 0 })).toBeNull();
});

import { openLibrary, show, test } from './library.ts';
import { personAt } from './person.ts';
import { expect } from './studio.ts';

test('library: the search finds by the words of what was asked for, and says when nothing is found', {
  tag: '@full',
}, async ({ open }) => {
  const { search, count, tiles, tile, region } = await openLibrary(open);
  await search.fill('kettle');
  await expect(count).toHaveText('3 found');
  await expect(tiles).toHaveCount(3);
  await expect(tile('Preview.*Spoken beside the kettle')).toBeVisible();
  await expect(tile('Final.*Lamp')).toHaveCount(0);
  // All words count, and the beginning of a word is enough.
  await search.fill('KETT wind');
  await expect(count).toHaveText('2 found');
  await search.fill('kettle scarf');
  await expect(region.getByText('Nothing matches')).toBeVisible();
  await expect(region.getByText('No take here has all of that.')).toBeVisible();
  await region.getByRole('button', { name: 'Clear all filters' }).last().click();
  await expect(search).toHaveValue('');
  await expect(count).toHaveText('7 takes');
});

test('library: the search finds by what a text wrote, also one that comes while it is open, and by no signs', {
  tag: '@full',
}, async ({ open, studio }) => {
  const { search, count, tiles, tile, press, log } = await openLibrary(open);
  // Nobody asked for this: each final says it.
  await search.fill('honest problem half a second');
  await expect(count).toHaveText('3 found');
  await expect(tile('Final.*Lamp')).toBeVisible();
  await studio.rushes('run', 'chat', '--prompt', 'Gloves on a bench');
  await expect(tile('Final.*Gloves')).toBeVisible();
  await expect(count).toHaveText('4 found');
  await press('Star', 'Gloves');
  await press('Remove the star', 'Gloves');
  await expect(count).toHaveText('4 found');
  await press('More about this take', 'Lamp');
  await open.getByRole('menuitem', { name: /^Remove/ }).click();
  await expect(count).toHaveText('3 found');
  await log.getByRole('button', { name: 'Undo' }).click();
  await expect(tile('Final.*Lamp')).toBeVisible();
  await expect(tiles).toHaveCount(4);
  await search.fill('🎬');
  await expect(tiles).toHaveCount(0);
});

test('library: each filter narrows what is shown, and together they narrow it further', {
  tag: '@full',
}, async ({ open }) => {
  const { pick, count, tiles, tile, region, search } = await openLibrary(open);
  await pick('Workflow', 'Text to speech');
  await expect(count).toHaveText('1 found');
  await expect(tile('Preview.*Spoken')).toBeVisible();
  await pick('Workflow', 'Chat');
  await expect(count).toHaveText('6 found');
  await pick('Stage', 'Finals');
  await expect(count).toHaveText('3 found');
  await expect(tile('Preview')).toHaveCount(0);
  await search.fill('lamp');
  await expect(count).toHaveText('1 found');
  await expect(tiles).toHaveCount(1);
  await region.getByRole('search').getByRole('button', { name: 'Clear all filters' }).click();
  await expect(count).toHaveText('7 takes');

  // Those that made them are the choices.
  await region.getByRole('button', { name: /^Model: / }).click();
  const models = await open.getByRole('menuitemradio').allInnerTexts();
  expect(models).toHaveLength(3);
  await open.getByRole('menuitemradio', { name: /elevenlabs/ }).click();
  await expect(count).toHaveText('1 found');
  await expect(tile('Preview.*Spoken')).toBeVisible();
  await pick('Model', 'All models');
  await pick('Made', 'Today');
  await expect(count).toHaveText('7 found');
});

test('library: a take that is starred says so, and is what the filter for stars leaves', {
  tag: '@full',
}, async ({ open }) => {
  const { tile, tiles, press, count, region, menu } = await openLibrary(open);
  const starred = region.getByRole('button', { name: 'Starred', exact: true });
  const ofUnfinished = (await menu('Spoken')).getByRole('menuitem', { name: /^Remove/ });
  await expect(ofUnfinished).toHaveAttribute('aria-disabled', 'true');
  await expect(ofUnfinished).toContainText('Its job is not finished');
  await open.keyboard.press('Escape');
  await press('Star', 'Lamp');
  await starred.click();
  await expect(starred).toHaveAttribute('aria-pressed', 'true');
  await expect(count).toHaveText('1 found');
  await expect(tile('Final.*Lamp').getByRole('img', { name: 'Starred' })).toBeVisible();
  // It is kept: the way to remove it says why not.
  const remove = (await menu('Lamp')).getByRole('menuitem', { name: /^Remove/ });
  await expect(remove).toHaveAttribute('aria-disabled', 'true');
  await expect(remove).toContainText('Take the star off first');
  await open.keyboard.press('Escape');
  await press('Remove the star', 'Lamp');
  await expect(tiles).toHaveCount(0);
  await expect(region.getByText('Nothing matches')).toBeVisible();
});

test('library: a click on a take opens it on the stage, at its own stage', { tag: '@full' }, async ({
  open,
}) => {
  const person = personAt(open);
  const { tile, region } = await openLibrary(open);
  await tile('Preview.*Kettle').click();
  await expect(region).toHaveCount(0);
  await expect(person.tab('Preview')).toBeChecked();
  await expect(person.inspector.getByText('Kettle by the window').first()).toBeVisible();
  await show(open, 'Library');
  await tile('Final.*Lamp').click();
  await expect(person.tab('Final')).toBeChecked();
  await expect(person.inspector.getByText('Lamp after the rain').first()).toBeVisible();
});

test('library: by keyboard alone, arrows lead from take to take, space chooses, Enter opens', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const { tile, bar, grid } = await openLibrary(open);
  const { keyboard } = open;
  // Newest first: the sound, then final and preview of each text.
  await tile('Preview.*Spoken').focus();
  await keyboard.press('ArrowRight');
  await expect(tile('Final.*Scarf')).toBeFocused();
  await keyboard.press('ArrowRight');
  await expect(tile('Preview.*Scarf')).toBeFocused();
  await keyboard.press('Home');
  await expect(tile('Preview.*Spoken')).toBeFocused();
  await keyboard.press('End');
  await expect(tile('Preview.*Kettle by')).toBeFocused();
  await keyboard.press('ArrowLeft');
  await expect(tile('Final.*Kettle by')).toBeFocused();
  await keyboard.press('Space');
  await keyboard.press('Shift+ArrowLeft');
  await expect(bar).toContainText('2 chosen');
  await expect(grid.getByRole('gridcell', { selected: true })).toHaveCount(2);
  await keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  await expect(tile('Preview.*Lamp')).toBeFocused();
  await keyboard.press('Enter');
  await expect(person.inspector.getByText('Lamp after the rain').first()).toBeVisible();
  await expect(person.tab('Preview')).toBeChecked();
});

import { idPattern } from '../../../src-shared/domain/ids.ts';
import { plainAnswer } from './headers.ts';
import { answerMedia, type Served } from './media.ts';
import { answerPage, answerStatic } from './page.ts';

/**
 * The one function from a request to an answer for the renderer's files and for media, for every host: an own scheme of
 * the desktop, loopback HTTP. It knows nothing of who asks; the host has let them in before.
 *
 *   /   /NAME.EXT   /static/NAME.EXT                   the built renderer
 *   /assets/NUMBER  /inputs/STAGED  /inputs/JOB/FIELD  media, by id: a path never comes in
 */
export type Content = (request: Request) => Promise<Response>;

export type ContentDeps = {
  /** The built renderer: index.html, static/. */
  rendererFolder: string;
  /** All media is below it. */
  filesFolder: string;
  assetOf(id: number): Served | null;
  stagedOf(id: string): Served | null;
  inputOf(job: string, field: string): Served | null;
};

/** A file name of one step: it begins with a letter or a number, so that neither `..` nor a hidden file is one. */
const namePattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}$/;
const numberPattern = /^[1-9]\d{0,14}$/;
const fieldPattern = /^[a-z][a-z0-9_]{0,60}$/;

export function createContent(deps: ContentDeps): Content {
  const { rendererFolder, filesFolder } = deps;

  const find = ([area, first = '', second]: string[]): Served | null => {
    if (area === 'assets' && second === undefined && numberPattern.test(first))
      return deps.assetOf(Number(first));
    if (area !== 'inputs' || !idPattern.test(first)) return null;
    if (second === undefined) return deps.stagedOf(first);
    return fieldPattern.test(second) ? deps.inputOf(first, second) : null;
  };

  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return plainAnswer(405, 'This address only gives.', { Allow: 'GET, HEAD' });
    // Compared as it came: an encoded letter is no letter here.
    const steps = new URL(request.url).pathname.slice(1).split('/');
    const [first = '', second = ''] = steps;
    if (steps.length === 1 && first === '') return answerPage(request, rendererFolder);
    if (steps.length === 1 && namePattern.test(first))
      return answerStatic(request, rendererFolder, { path: first, kept: false });
    if (steps.length === 2 && first === 'static' && namePattern.test(second))
      return answerStatic(request, rendererFolder, { path: `static/${second}`, kept: true });
    const file = steps.length <= 3 ? find(steps) : null;
    return file ? answerMedia(request, filesFolder, file) : plainAnswer(404, 'There is no such address.');
  };
}

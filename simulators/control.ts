// The wire by which tests steer the simulators: below `/control`.

import { storedTree } from './cloudinary.ts';
import { CALLS, MODES, PROVIDERS } from './faults.ts';
import { type Exchange, readBody, readJson, sendJson } from './http.ts';
import type { World } from './world.ts';

/** Answers a call to the control wire; `x.path` is what follows `/control`. */
export async function answerControl(world: World, x: Exchange): Promise<void> {
  switch (`${x.method} ${x.path}`) {
    case 'POST /faults': {
      const fault = world.faults.add(await readJson(x));
      if (typeof fault === 'string')
        return sendJson(x, { status: 400, body: { error: fault, modes: MODES } });
      return sendJson(x, { status: 200, body: { ok: true, fault } });
    }
    case 'POST /reset':
      await readBody(x);
      world.faults.clear();
      world.state.clear();
      world.journal.clear();
      return sendJson(x, { status: 200, body: { ok: true } });
    case 'GET /accepted':
      return sendJson(x, { status: 200, body: world.state.accepted() });
    case 'GET /requests':
      return sendJson(x, { status: 200, body: world.journal.all() });
    case 'GET /cloudinary':
      return sendJson(x, { status: 200, body: storedTree(world) });
    case 'GET /modes':
      return sendJson(x, { status: 200, body: MODES });
    default:
      return sendJson(x, {
        status: 404,
        body: {
          error:
            'Calls: POST /faults, POST /reset, GET /accepted, GET /requests, GET /cloudinary, GET /modes.',
          providers: PROVIDERS,
          calls: CALLS,
        },
      });
  }
}

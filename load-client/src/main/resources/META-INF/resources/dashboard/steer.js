// What the page does to the system: each deed one or two calls of the API.
import { call, CallFailed, json } from './api.js';
import { weightsFor } from './traffic.js';
import { store } from './store.js';

/** Gives the injector that percentage of the traffic. */
export function split(percentage) {
  const { weights, injector } = store.state.split;
  return json('PUT', 'api/split', { weights: weightsFor(weights, injector, percentage) });
}

/** Sends so many requests a second: to where the load goes now, else to the target that makes sense here. */
export function rate(perSecond) {
  return store.state.load
    ? json('PATCH', 'api/load', { rate: perSecond }, { type: 'application/merge-patch+json' })
    : json('PUT', 'api/load', { target: store.state.target, rate: perSecond });
}

/** Sends nothing any more. */
export function stopLoad() {
  return json('DELETE', 'api/load');
}

/** Puts a plan in force. */
export function faults(plan) {
  return json('PUT', 'api/injector/faults', plan);
}

/** Says what is wrong with a plan by throwing; nothing changes. */
export function check(plan) {
  return json('PUT', 'api/injector/faults?dryRun=true', plan);
}

/** A Prometheus is asked several times, and each of its answers may take half a minute. */
const LEARNED_WITHIN = 60_000;

/** Learns a plan from what was measured; nothing changes. */
export function learn(request) {
  return json('POST', 'api/learn', request, { timeout: LEARNED_WITHIN });
}

/** Changes the plan in force, and fails if somebody else has changed it meanwhile. */
export async function amend(change) {
  const answer = await call('GET', 'api/injector/faults');
  const tag = answer.headers.get('ETag');
  const plan = change(await answer.json());
  try {
    return await json('PUT', 'api/injector/faults', plan, {
      headers: tag ? { 'If-Match': tag } : {},
    });
  } catch (failure) {
    if (failure.status === 412) {
      throw new CallFailed(
        'Somebody else changed the faults at the same time. Check them and try again.',
        412,
      );
    }
    throw failure;
  }
}

/** No faults any more. */
export function stopFaults() {
  return json('DELETE', 'api/injector/faults');
}

/** Everything off, everywhere. */
export function kill() {
  return json('POST', 'api/kill-switch');
}

/** Starts an experiment. */
export function start(document, settings = []) {
  const query = settings
    .map(([name, value]) => `set=${encodeURIComponent(`${name}=${value}`)}`)
    .join('&');
  return json('POST', `api/experiments${query ? `?${query}` : ''}`, document, {
    type: typeof document === 'string' ? 'application/yaml' : undefined,
  });
}

/** Ends an experiment; it rolls back. */
export function abort(id) {
  return json('DELETE', `api/experiments/${encodeURIComponent(id)}`);
}

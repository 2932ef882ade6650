// Calls of load-client's API, relative to where the page came from, so that it also works behind a path.

const TOKEN = 'faultline.token';

/** A call that did not do what was asked; the message is what the service says, for people. */
export class CallFailed extends Error {
  /** @param {number} status of HTTP; 0 if nobody answered */
  constructor(message, status, problem = null) {
    super(message);
    this.name = 'CallFailed';
    this.status = status;
    this.problem = problem;
  }
}

/** The token, for as long as the tab is open; another tab asks for it again. */
export const token = {
  get: () => sessionStorage.getItem(TOKEN),
  set: (value) => (value ? sessionStorage.setItem(TOKEN, value) : sessionStorage.removeItem(TOKEN)),
};

/** What calls carry. */
export function headers(more = {}) {
  const shown = token.get();
  return shown ? { ...more, Authorization: `Bearer ${shown}` } : more;
}

const TIMEOUT = 15_000;

/**
 * Calls and returns the Response; throws CallFailed unless the status is 2xx. A 401 asks for the token first.
 * `options`: the body's `type`, `headers`, and the `timeout` in milliseconds.
 */
export async function call(method, path, body, options = {}) {
  const { timeout = TIMEOUT } = options;
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: headers({
        ...(body === undefined ? {} : { 'Content-Type': options.type ?? 'application/json' }),
        ...options.headers,
      }),
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(timeout),
      cache: 'no-store',
    });
  } catch (failure) {
    const why =
      failure.name === 'TimeoutError'
        ? `no answer within ${timeout / 1000} s`
        : 'load-client does not answer';
    throw new CallFailed(why, 0);
  }
  if (answer.ok) {
    return answer;
  }
  const problem = await answer.json().catch(() => null);
  if (answer.status === 401) {
    dispatchEvent(new CustomEvent('faultline-unauthorized'));
  }
  throw new CallFailed(
    problem?.detail ?? `${method} ${path} answered ${answer.status}`,
    answer.status,
    problem,
  );
}

/** Calls and returns the JSON of the answer; null without a body. */
export async function json(method, path, body, options) {
  const answer = await call(method, path, body, options);
  return answer.status === 204 ? null : answer.json();
}

// Fault plans: built from a form, told in words, and what they let expect. Nothing here knows the page.
import { duration, percent } from './format.js';

/** The delays that the form offers: the fields of each, with what they begin with. */
export const DELAYS = {
  none: {},
  fixed: { value: '200ms' },
  uniform: { min: '50ms', max: '500ms' },
  normal: { mean: '200ms', stddev: '50ms' },
  lognormal: { median: '80ms', p99: '900ms' },
  exponential: { mean: '100ms' },
  pareto: { min: '50ms', shape: '1.5' },
};

/** The aborts that the form offers: the fields of each, with what they begin with. */
export const ABORTS = {
  status: { status: '503' },
  'grpc-status': { status: '14' },
  reset: {},
  close: {},
  hang: { for: '30s' },
  truncate: {},
  'malformed-chunk': {},
  garbage: {},
  drip: { bytesPerSecond: '10', size: '100' },
};

/** When the faults are there: the fields of each. */
export const SCHEDULES = {
  always: {},
  flapping: { period: '60s', outage: '15s' },
  ramp: { over: '2m' },
};

/** What the form begins with. */
export const BLANK = {
  share: 50,
  percentage: 30,
  abort: 'status',
  abortFields: { ...ABORTS.status },
  delay: 'fixed',
  delayFields: { ...DELAYS.fixed },
  when: 'always',
  whenFields: {},
  path: '',
  expiresIn: '5m',
};

const NUMBERS = new Set(['status', 'shape', 'bytesPerSecond', 'size']);

/** The fields as JSON has them: numbers where they are numbers; what is no number is left for the injector to refuse. */
function typed(fields) {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name, NUMBERS.has(name) && Number.isFinite(Number(value)) ? Number(value) : value]),
  );
}

/** The plan that the form means. */
export function planOf(form) {
  const rule = { name: 'dashboard' };
  if (form.path.trim()) {
    rule.match = { path: form.path.trim() };
  }
  if (form.when !== 'always') {
    rule.when = { type: form.when, ...typed(form.whenFields) };
  }
  if (form.delay !== 'none') {
    rule.delay = { type: form.delay, ...typed(form.delayFields) };
  }
  if (form.percentage > 0) {
    rule.aborts = [{ percentage: form.percentage, type: form.abort, ...typed(form.abortFields) }];
  }
  return { ...(form.expiresIn ? { expiresIn: form.expiresIn } : {}), rules: [rule] };
}

/** Weights that give the injector that percentage; the others share the rest as they do now, evenly if they have nothing. */
export function weightsFor(weights, injector, percentage) {
  const others = Object.keys(weights).filter((name) => name !== injector);
  if (others.length === 0) {
    return weights;
  }
  const sum = others.reduce((all, name) => all + weights[name], 0);
  const exact = Object.fromEntries(
    others.map((name) => [name, (100 - percentage) * (sum === 0 ? 1 / others.length : weights[name] / sum)]),
  );
  const whole = [percentage, ...Object.values(exact)].every((value) => Number.isInteger(value));
  const scale = whole ? 1 : 10_000;
  return Object.fromEntries(
    Object.keys(weights).map((name) => [name, Math.round((name === injector ? percentage : exact[name]) * scale)]),
  );
}

/** The percentage of the traffic that the injector gets; 0 without a split. */
export function injectorShare(split) {
  if (!split || split.problem) {
    return 0;
  }
  const sum = Object.values(split.weights).reduce((all, weight) => all + weight, 0);
  return (100 * (split.weights[split.injector] ?? 0)) / sum;
}

/** The percentage of a fault; a delay without one is for all. */
const part = (fault) => fault.percentage ?? 100;

/** Whether callers of Linkerd's success rate see that abort as a failure. */
function fails(abort) {
  return abort.type !== 'status' || abort.status >= 500;
}

/** Aborts of which it depends on more than chance whether the request fails. */
const UNCERTAIN = new Set(['rate-limit', 'concurrency-limit', 'goaway', 'drip']);

/** Whether requests that no abort hits succeed; what else answers them is not known here. */
function spares(otherwise) {
  return !otherwise || (otherwise.type === 'respond' && !(otherwise.status >= 500));
}

/**
 * What a plan of one rule for everything, always, lets expect of so much of the traffic; null of any other plan, and of what
 * is none: it may be about to be written.
 */
export function expected(plan, share) {
  const rule = Array.isArray(plan.rules) && plan.rules.length === 1 ? plan.rules[0] : null;
  const aborts = rule?.aborts ?? [];
  const simple = rule && !rule.match && (!rule.when || rule.when.type === 'always') && spares(plan.otherwise);
  if (!simple || !Array.isArray(aborts) || !aborts.every((abort) => abort?.type && !UNCERTAIN.has(abort.type))) {
    return null;
  }
  const failing = aborts.filter(fails).reduce((all, abort) => all + part(abort), 0);
  return { success: 1 - (share / 100) * (failing / 100), failing: failing / 100, delayed: rule.delay ? ((share / 100) * part(rule.delay)) / 100 : 0 };
}

/** A delay in words. */
export function delayWords(delay) {
  const { type, percentage, ...fields } = delay;
  const parts = Object.entries(fields).map(([name, value]) => (name === 'value' ? value : `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`));
  const part = percentage === undefined || percentage === 100 ? '' : ` for ${percentage} %`;
  return `${type === 'fixed' ? '' : `${type}, `}${parts.join(', ')}${part}`;
}

/** An abort in words. */
export function abortWords(abort) {
  const { type, percentage, headers, body, contentType, ...fields } = abort;
  const parts = Object.entries(fields).map(([name, value]) => (name === 'status' ? value : `${name} ${value}`));
  return `${type}${parts.length ? ` ${parts.join(', ')}` : ''}`;
}

/** What a rule is for, in words; empty if for everything, always. */
export function scopeWords(rule) {
  const parts = [];
  for (const [name, value] of Object.entries(rule.match ?? {})) {
    parts.push(`${name} ${Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? Object.entries(value).map(([key, each]) => `${key}: ${each}`).join(', ') : value}`);
  }
  if (rule.when && rule.when.type !== 'always') {
    const { type, ...fields } = rule.when;
    parts.push(`${type} ${Object.entries(fields).map(([name, value]) => `${name} ${value}`).join(', ')}`);
  }
  return parts.join('; ');
}

/** Whether a plan does anything to anybody at that time. */
export function injects(plan, now) {
  const live = !plan.expiresAt || Date.parse(plan.expiresAt) > now;
  return live && plan.rules.some((rule) => rule.delay || (rule.aborts ?? []).some((abort) => part(abort) > 0));
}

/** Whether a delay may last longer than callers wait; most kinds have no end. */
function outlasts(delay, timeout) {
  const longest = duration(String({ fixed: delay.value, uniform: delay.max }[delay.type] ?? '')) ?? Infinity;
  const waits = duration(timeout);
  return waits !== null && longest >= waits;
}

/** What is expected, as a sentence. `timeout` is that of the load, if there is one. */
export function expectation(plan, share, timeout = '') {
  const seen = expected(plan, share);
  if (!seen) {
    return 'What to expect depends on the requests and on the moment.';
  }
  const slow = seen.delayed > 0 ? ` ${percent(seen.delayed, 0)} of the requests are slower: ${delayWords(plan.rules[0].delay)}.` : '';
  const late = seen.delayed > 0 && outlasts(plan.rules[0].delay, timeout);
  const waits = late ? ` Those that take longer than the load's timeout of ${timeout} fail, too.` : '';
  return `Expect a success rate of ${late ? 'at most ' : ''}${percent(seen.success)}: ${percent(share / 100, 0)} of the traffic meets the injector, which fails ${percent(seen.failing, 0)} of it.${slow}${waits}`;
}

/** A text as one word of a shell. */
export function quoted(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The command that does the same. `base` is where the page came from, with a slash at its end. */
export function curl(base, method, path, body, guarded) {
  const shown = guarded ? ' -H "Authorization: Bearer $TOKEN"' : '';
  const sent = body === undefined ? '' : ` -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(body))}`;
  return `curl -X ${method} ${quoted(base + path)}${shown}${sent}`;
}

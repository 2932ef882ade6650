// Fault plans: built from the form, put into words, changed, and what they lead one to expect. Needs no browser.
import { CallFailed } from './api.js';
import { duration, millis, percent } from './format.js';
import { known, weightsFor } from './traffic.js';

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

/** The fields as JSON has them. What should be a number and is none is left for the injector to refuse. */
function typed(fields) {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [
        name,
        NUMBERS.has(name) && Number.isFinite(Number(value)) ? Number(value) : value,
      ]),
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

/** What the form says, in words. */
export function formWords(form) {
  const parts = [];
  if (form.percentage > 0) {
    const { status } = form.abortFields;
    parts.push(`${form.percentage} % ${form.abort}${status ? ` ${status}` : ''}`);
  }
  if (form.delay !== 'none') {
    parts.push(`${Object.values(form.delayFields).join(' ')} delay`);
  }
  return `${parts.join(', ') || 'nothing'} for ${form.share} % of the traffic`;
}

/** The rate of a load that nobody has asked for yet. */
export const DEFAULT_RATE = 200;

/** So long an experiment injects: a plan that plays something in time as long as it lasts, any other long enough to measure. */
export function holdOf(plan) {
  const { expiresIn } = plan;
  return isTimeline(plan) && duration(String(expiresIn)) !== null ? expiresIn : '20s';
}

/** An experiment that tries a plan on that share of the traffic, under the load that there is or one like it. */
export function experimentOf({ title, plan, share, hypothesis, state }) {
  const { split, load, target } = state;
  // The experiment ends when its method has, not when the load would.
  const { duration: _, ...steady } = load ?? { target, rate: DEFAULT_RATE };
  return {
    title: `What if: ${title}`,
    hypothesis: [hypothesis],
    load: steady,
    warmup: '2s',
    baseline: { duration: '8s', gate: ['success_rate >= 99%'] },
    method: [{ faults: plan }, { split: { [split.injector]: share } }, { hold: holdOf(plan) }],
    verify: { duration: '4s' },
  };
}

/** The plan that a text holds; throws, saying why, if it holds none. */
export function parsePlan(text) {
  let plan;
  try {
    plan = JSON.parse(text);
  } catch (failure) {
    throw new SyntaxError(`Not valid JSON: ${failure.message}`);
  }
  if (plan === null || typeof plan !== 'object' || Array.isArray(plan)) {
    throw new SyntaxError('A plan is a JSON object: {"rules": [ … ]}');
  }
  return plan;
}

/** The plan with another percentage of an abort; throws if the rule is not there any more. */
export function withPercentage(plan, { rule: r, name, abort: a }, percentage) {
  const rule = plan.rules[r];
  if (rule?.name !== name || !rule.aborts?.[a]) {
    throw new CallFailed('The plan has changed in the meantime.', 0);
  }
  const aborts = rule.aborts.map((each, i) => (i === a ? { ...each, percentage } : each));
  return { ...plan, rules: plan.rules.map((each, i) => (i === r ? { ...rule, aborts } : each)) };
}

/** The plan with another expiry. */
export function withExpiry(plan, expiresIn) {
  const { expiresAt: _, ...rest } = plan;
  return { ...rest, expiresIn };
}

/** The most that an abort may take of the requests of its rule: what the other aborts leave. */
export function maxPercentage(rule, abort) {
  return rule.aborts.reduce((left, each, i) => (i === abort ? left : left - each.percentage), 100);
}

/** The percentage of a fault; without one it is for all. */
const part = (fault) => fault.percentage ?? 100;

/** Whether that abort is a failure for Linkerd's success rate. */
function fails(abort) {
  return abort.type !== 'status' || abort.status >= 500;
}

/** Aborts that fail a request or not, by more than chance. */
const UNCERTAIN = new Set(['rate-limit', 'concurrency-limit', 'goaway', 'drip']);

/** Whether requests that no abort hits succeed; of a server they are forwarded to that is not known. */
function spares(otherwise) {
  return !otherwise || (otherwise.type === 'respond' && !(otherwise.status >= 500));
}

/** The share of a rule's requests that its aborts fail, from 0 to 1; null if that depends on more than chance. */
export function failing(rule) {
  const aborts = rule.aborts ?? [];
  const certain =
    Array.isArray(aborts) && aborts.every((abort) => abort?.type && !UNCERTAIN.has(abort.type));
  return certain ? aborts.filter(fails).reduce((all, abort) => all + part(abort), 0) / 100 : null;
}

/** Whether a plan has several rules, all of them at times of their own. */
function isTimeline(plan) {
  const { rules } = plan;
  return (
    Array.isArray(rules) && rules.length > 1 && rules.every((rule) => rule?.when?.type === 'window')
  );
}

/**
 * What to expect of a plan if that share of the traffic goes to the injector: `success`, `failing` and `delayed` from 0 to 1.
 * Null unless the plan has one rule that always holds for everything; also for half a plan, which somebody still types.
 */
export function expected(plan, share) {
  const rule = Array.isArray(plan.rules) && plan.rules.length === 1 ? plan.rules[0] : null;
  const simple =
    rule && !rule.match && (!rule.when || rule.when.type === 'always') && spares(plan.otherwise);
  const failed = simple ? failing(rule) : null;
  if (failed === null) {
    return null;
  }
  return {
    success: 1 - (share / 100) * failed,
    failing: failed,
    delayed: rule.delay ? ((share / 100) * part(rule.delay)) / 100 : 0,
  };
}

/**
 * The best and the worst success rate of the rules of a plan, each with the rule: of one whose rules hold for different
 * requests or at different times. Null if it has no such rules, or if one of them fails requests by more than chance.
 */
function extremes(plan, share) {
  const { rules } = plan;
  const apart =
    Array.isArray(rules) &&
    rules.length > 1 &&
    rules.every(
      (rule) => isObject(rule) && (!rule.when || ['always', 'window'].includes(rule.when.type)),
    ) &&
    rules.filter((rule) => !rule.match && !rule.when).length <= 1 &&
    spares(plan.otherwise);
  const all = apart ? rules.map((rule) => ({ rule, failed: failing(rule) })) : [];
  if (all.length === 0 || all.some(({ failed }) => failed === null)) {
    return null;
  }
  const sorted = all
    .map(({ rule, failed }) => ({ name: rule.name, success: 1 - (share / 100) * failed }))
    .sort((a, b) => a.success - b.success);
  return { worst: sorted[0], best: sorted.at(-1) };
}

const isObject = (value) => value !== null && typeof value === 'object';

/** The fields of an object in words: `name value, name value`; `bare` is the one whose value says enough. */
function fieldWords(fields, bare) {
  return Object.entries(fields)
    .map(([name, value]) => {
      const text = isObject(value) ? JSON.stringify(value) : String(value);
      return name === bare ? text : `${name} ${text}`;
    })
    .join(', ');
}

/**
 * The points of a delay by percentiles: percentile and milliseconds, in ascending order. Null if it is another one, or half
 * of one that somebody still types.
 */
export function pointsOf(delay) {
  if (delay?.type !== 'percentiles' || !isObject(delay.points)) {
    return null;
  }
  const points = Object.entries(delay.points)
    .map(([percentile, time]) => [Number(percentile), duration(String(time))])
    .sort(([a], [b]) => a - b);
  const whole = points.length > 0 && points.every(([at, ms]) => Number.isFinite(at) && ms !== null);
  return whole ? points : null;
}

/** The milliseconds at a percentile, between the points as the injector draws them: from zero, and flat after the last. */
export function delayAt(points, percentile) {
  let [before, low] = [0, 0];
  for (const [at, ms] of points) {
    if (at >= percentile) {
      return at === before ? ms : low + ((ms - low) * (percentile - before)) / (at - before);
    }
    [before, low] = [at, ms];
  }
  return low;
}

/** More percentiles than that are told by these. */
const MOST_POINTS = 4;

/** The percentiles that stand for all of them, with their names. */
const TOLD = { p50: 50, p90: 90, p99: 99, 'at most': 100 };

/** A delay by percentiles in words. */
function pointWords(points) {
  const told =
    points.length > MOST_POINTS
      ? Object.entries(TOLD).map(([name, at]) => [name, delayAt(points, at)])
      : points.map(([at, ms]) => [`p${at}`, ms]);
  return told.map(([name, ms]) => `${name} ${millis(ms)}`).join(', ');
}

/** A delay in words. */
export function delayWords(delay) {
  const { type, percentage = 100, ...fields } = delay;
  const kind = type === 'fixed' ? '' : `${type}, `;
  const points = pointsOf(delay);
  const words = points ? pointWords(points) : fieldWords(fields, 'value');
  return `${kind}${words}${percentage === 100 ? '' : ` for ${percentage} %`}`;
}

/** An abort in words. */
export function abortWords(abort) {
  const { type, percentage: _p, headers: _h, body: _b, contentType: _c, ...fields } = abort;
  return `${type} ${fieldWords(fields, 'status')}`.trim();
}

/** What a rule matches and when, in words; empty if everything, always. */
export function scopeWords(rule) {
  const parts = Object.entries(rule.match ?? {}).map(([name, value]) => {
    if (Array.isArray(value)) {
      return `${name} ${value.join(', ')}`;
    }
    const pairs = isObject(value)
      ? Object.entries(value).map(
          ([key, each]) => `${key}: ${isObject(each) ? fieldWords(each) : each}`,
        )
      : [value];
    return `${name} ${pairs.join(', ')}`;
  });
  if (rule.when && rule.when.type !== 'always') {
    const { type, ...fields } = rule.when;
    parts.push(`${type} ${fieldWords(fields)}`);
  }
  return parts.join('; ');
}

/** Whether a plan injects anything at that time. */
export function injects(plan, now) {
  const live = !plan.expiresAt || Date.parse(plan.expiresAt) > now;
  return (
    live &&
    plan.rules.some((rule) => rule.delay || (rule.aborts ?? []).some((abort) => part(abort) > 0))
  );
}

/** Whether a delay may last longer than callers wait; most kinds have no upper limit. */
function outlasts(delay, timeout) {
  const longest =
    pointsOf(delay)?.at(-1)[1] ??
    duration(String({ fixed: delay.value, uniform: delay.max }[delay.type] ?? '')) ??
    Infinity;
  const waits = duration(timeout);
  return waits !== null && longest >= waits;
}

/** What is expected of several rules that hold for different requests or at different times. */
function apartWords(plan, share, { worst, best }, timeout) {
  const { rules } = plan;
  const by = [
    ...(rules.some((rule) => rule.when?.type === 'window') ? ['the time'] : []),
    ...(rules.some((rule) => rule.match) ? ['the request'] : []),
  ].join(' and ');
  const late = share > 0 && rules.some((rule) => rule.delay && outlasts(rule.delay, timeout));
  const range =
    worst.success === best.success
      ? `a success rate of ${late ? 'at most ' : ''}${percent(worst.success)} in each of its ${rules.length} rules`
      : `a success rate from ${percent(worst.success)} (${worst.name}) to ${percent(best.success)} (${best.name}): ` +
        `which of its ${rules.length} rules holds depends on ${by}`;
  const sentences = [
    `Expect ${range}. ${percent(share / 100, 0)} of the traffic goes to the injector.`,
  ];
  if (share > 0 && rules.some((rule) => rule.delay)) {
    sentences.push('It delays requests, too.');
  }
  if (late) {
    sentences.push(`Those that take longer than the load's timeout of ${timeout} fail.`);
  }
  if (rules.every((rule) => rule.match)) {
    sentences.push('Requests that none of the rules matches succeed.');
  }
  return sentences.join(' ');
}

/** What is expected, in sentences. `timeout` is that of the load, if there is one. */
export function expectation(plan, share, timeout = '') {
  const seen = expected(plan, share);
  if (!seen) {
    const ends = extremes(plan, share);
    return ends
      ? apartWords(plan, share, ends, timeout)
      : 'What to expect depends on the requests and on timing.';
  }
  const { delay } = plan.rules[0];
  const late = seen.delayed > 0 && outlasts(delay, timeout);
  const sentences = [
    `Expect a success rate of ${late ? 'at most ' : ''}${percent(seen.success)}: ` +
      `${percent(share / 100, 0)} of the traffic goes to the injector, which fails ${percent(seen.failing, 0)} of it.`,
  ];
  if (seen.delayed > 0) {
    sentences.push(`${percent(seen.delayed, 0)} of the requests are slower: ${delayWords(delay)}.`);
  }
  if (late) {
    sentences.push(`Those that take longer than the load's timeout of ${timeout} fail, too.`);
  }
  return sentences.join(' ');
}

/** A text as one word of a shell. */
export function quoted(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A call of the API as a command; `base` is where the page came from, with a slash at its end. */
export function curl(base, method, path, body, guarded) {
  const token = guarded ? ' -H "Authorization: Bearer $TOKEN"' : '';
  const json = quoted(JSON.stringify(body));
  return `curl -X ${method} ${quoted(base + path)}${token} -H 'Content-Type: application/json' -d ${json}`;
}

/** The commands that put the plan in force, and the share if there is a split; one a line. */
export function commands(base, plan, share, split, guarded) {
  const lines = [curl(base, 'PUT', 'api/injector/faults', plan, guarded)];
  if (known(split)) {
    const weights = weightsFor(split.weights, split.injector, share);
    lines.push(curl(base, 'PUT', 'api/split', { weights }, guarded));
  }
  return lines.join('\n');
}

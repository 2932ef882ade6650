// A plan that is learned: the request for it, and what was learned as words, figures and a curve. Needs no browser.
import { duration, grouped, millis, percent, span } from './format.js';
import { BLANK, delayAt, failing, pointsOf, quoted } from './plan.js';

/** What the fields begin with. */
export const UNASKED = {
  from: 'file',
  url: 'http://127.0.0.1:9090',
  service: 'load-client',
  namespace: '',
  at: '',
  for: '10m',
  by: '',
  step: '',
  speed: '1',
};

/** The most bytes of a file that is sent: load-client takes 8 MiB, and JSON needs up to six for one. */
export const LARGEST_FILE = 1_000_000;

/** What is wrong with a file, as a sentence; null if it can be sent. */
export function refusal(file) {
  if (!file) {
    return 'Choose a file first.';
  }
  if (file.size === 0) {
    return `${file.name} is empty.`;
  }
  if (file.size > LARGEST_FILE) {
    const name = /^[\w./][\w./-]*$/.test(file.name) ? file.name : quoted(file.name);
    return (
      `${file.name} has ${(file.size / 1e6).toFixed(1)} MB, and this page sends at most ${LARGEST_FILE / 1e6} MB. ` +
      `The command load-client learn ${name} reads it where it is and prints the plan, which you can paste below as JSON.`
    );
  }
  return null;
}

/** The fields that somebody has filled in. */
function filled(fields, ...names) {
  return Object.fromEntries(
    names.map((name) => [name, fields[name].trim()]).filter(([, value]) => value !== ''),
  );
}

/** The request that the fields mean. What is no number is left for load-client to refuse. */
export function requestOf(fields, content) {
  const source =
    fields.from === 'file'
      ? { content }
      : {
          prometheus: filled(fields, 'url', 'service', 'namespace'),
          ...filled(fields, 'at', 'for'),
        };
  const request = { ...source, ...filled(fields, 'by', 'step') };
  const speed = fields.speed.trim();
  if (request.step && speed) {
    request.speed = Number.isFinite(Number(speed)) ? Number(speed) : speed;
  }
  return request;
}

/** The plan to be tried: one that would never end does so as the form's does. */
export function planToTry(learned) {
  const { plan } = learned;
  return plan.expiresIn ? plan : { expiresIn: BLANK.expiresIn, ...plan };
}

/** Who measured it; a file by its name. */
export function sourceOf(learned, file) {
  return file ? learned.source.replace(/^content\b/, () => file) : learned.source;
}

/** So many requests, whose number may be one. */
const requests = (count) => `${grouped(count)} request${count === 1 ? '' : 's'}`;

/** How long something lasted. Less than a second is not nothing. */
function lasting(text) {
  const ms = duration(String(text));
  return ms === null ? text : ms < 1_000 ? millis(ms) : span(ms);
}

/** What was learned, as a sentence. */
export function learnedWords(learned, source) {
  const rules = learned.plan.rules.length;
  const during = learned.length ? ` in ${lasting(learned.length)}` : '';
  const from = learned.from ? `, from ${learned.from.replace(/\.\d+Z$/, 'Z')}` : '';
  return (
    `Learned from ${source}: ${requests(learned.requests)}${during}${from}; ` +
    `${rules === 1 ? 'one rule' : `${rules} rules`}.`
  );
}

/** Which requests a rule rests on. */
export function basisWords({ rule, offset, length, route, requests: count }) {
  const ends =
    offset !== undefined && length !== undefined
      ? [duration(String(offset)), duration(String(offset)) + duration(String(length))].map(span)
      : null;
  const parts = [rule, ...(ends ? [ends.join(' to ')] : []), ...(route ? [route] : [])];
  return `${parts.join(', ')}: ${requests(count)}`;
}

/** The index of the rule that fails most requests, and of those the one that is slowest; 0 if there is none. */
export function worst(plan) {
  const badness = plan.rules.map((rule) => {
    const points = pointsOf(rule.delay);
    return [failing(rule) ?? 0, points ? delayAt(points, 99) : 0];
  });
  return badness.reduce((worstYet, [failed, slow], i) => {
    const [most, slowest] = badness[worstYet];
    return failed > most || (failed === most && slow > slowest) ? i : worstYet;
  }, 0);
}

/** So many outcomes are told; the others together. */
const MOST_OUTCOMES = 8;

/** What became of requests, the most frequent first: name, share and the ends of its 95 % interval, as they are written. */
export function outcomes(basis) {
  const all = Object.entries(basis?.outcomes ?? {}).sort((a, b) => b[1].value - a[1].value);
  const told = all
    .slice(0, MOST_OUTCOMES)
    .map(([name, { value, low, high }]) => [
      name,
      value,
      `${percent(low, 2)} to ${percent(high, 2)}`,
    ]);
  const rest = all.slice(MOST_OUTCOMES);
  const others = rest.reduce((sum, [, { value }]) => sum + value, 0);
  return [...told, ...(rest.length > 0 ? [[`${rest.length} others`, others, '']] : [])].map(
    ([name, value, interval]) => ({ name, share: percent(value, 2), interval }),
  );
}

/** The figures that stand below the curve. */
const FIGURES = { p50: 50, p90: 90, p99: 99, 'at most': 100 };

/** The latency of a rule by its names, as it is written; empty if it has none. */
export function latencies(rule) {
  const points = pointsOf(rule?.delay);
  return points
    ? Object.entries(FIGURES).map(([name, at]) => ({ name, time: millis(delayAt(points, at)) }))
    : [];
}

const PERCENTILES = [0, 50, 90, 99, 99.9];

/** A percentile's place: each ninth of ten that is left takes the same room, as in HdrHistogram's plots. */
const decades = (percentile) => -Math.log10(1 - percentile / 100);

/** The next of 1, 3, 10, 30 … that is not above the value, or not below it. */
function step(value, up) {
  const levels = [1, 3, 10].map((each) => each * 10 ** Math.floor(Math.log10(value)));
  return up
    ? levels.find((each) => each >= value * (1 - 1e-9))
    : levels.findLast((each) => each <= value * (1 + 1e-9));
}

/**
 * The curves of all rules on the same axes, from 0 to 1 rightwards and upwards: `curves` with a list of points for each rule
 * (empty without a delay), `x` and `y` with the `at` and the `name` of each tick. The time is logarithmic. Null if nothing is
 * delayed. More than one request in as many as were timed is not drawn, and nothing rarer than one in a thousand.
 */
export function chartOf(plan, basis) {
  const all = plan.rules.map((rule) => pointsOf(rule.delay));
  const timed = Math.max(10, ...basis.map((each) => each.timed));
  const last = Math.min(3, Math.ceil(Math.log10(timed)));
  const percentiles = Array.from({ length: 121 }, (_, i) => 100 * (1 - 10 ** ((-last * i) / 120)));
  const drawn = all.map((points) => (points ? percentiles.map((at) => delayAt(points, at)) : []));
  const highest = Math.max(0, ...drawn.flat());
  if (highest === 0) {
    return null;
  }
  const lowest = Math.max(highest / 1000, Math.min(...drawn.flat().filter((ms) => ms > 0)));
  const bottom = step(lowest, false);
  const top = Math.max(step(highest, true), step(bottom * 2, true));
  const height = (ms) => {
    const at = Math.log10(Math.max(ms, bottom) / bottom) / Math.log10(top / bottom);
    return Math.min(1, Math.max(0, at));
  };
  const times = [];
  for (let time = bottom; time < top * 1.01; time = step(time * 2, true)) {
    times.push(time);
  }
  return {
    curves: drawn.map((curve) => curve.map((ms, i) => [i / 120, height(ms)])),
    x: PERCENTILES.filter((each) => decades(each) <= last + 1e-9).map((each) => ({
      at: decades(each) / last,
      name: `p${each}`,
    })),
    y: times.map((ms) => ({ at: height(ms), name: tickName(ms) })),
  };
}

/** A time at an axis: 300 µs, 3 ms, 10 s. */
function tickName(ms) {
  const [value, unit] =
    ms < 0.999 ? [ms * 1000, '\u00b5s'] : ms < 999 ? [ms, 'ms'] : [ms / 1000, 's'];
  return `${Number(value.toPrecision(2))} ${unit}`;
}

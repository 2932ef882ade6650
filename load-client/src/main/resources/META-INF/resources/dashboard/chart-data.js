// What each chart shows, and the numbers that are drawn. Names of classes and answerers are those of the API, the
// metrics and the reports. Needs no browser.
import { millis, percent, rate } from './format.js';

const ifAny = (second, value) => (second.samples > 0 ? value : null);

const perSecond = (second, count) => (second.seconds > 0 ? count / second.seconds : 0);

/** Every class that an attempt can end in. Common ones differ by colour, all of them by hatching too. */
export const CLASSES = [
  { name: 'ok', colour: '--s3' },
  { name: 'injected', colour: '--s2' },
  { name: 'http-5xx', colour: '--s4', hatch: 1 },
  { name: 'http-4xx', colour: '--s6', hatch: 2 },
  { name: 'unexpected', colour: '--s6', hatch: 3 },
  { name: 'timeout', colour: '--s1', hatch: 1 },
  { name: 'reset', colour: '--s4' },
  { name: 'close', colour: '--s4', hatch: 3 },
  { name: 'truncated', colour: '--s6' },
  { name: 'refused', colour: '--s5' },
  { name: 'connect-timeout', colour: '--s5', hatch: 1 },
  { name: 'dns', colour: '--s5', hatch: 2 },
  { name: 'tls', colour: '--s1', hatch: 3 },
  { name: 'proxy', colour: '--s1', hatch: 2 },
  { name: 'shed', colour: '--s5', hatch: 3 },
];

/** Who may have answered. */
export const ANSWERERS = [
  { name: 'backend', colour: '--s1' },
  { name: 'injector', colour: '--s2', hatch: 1 },
  { name: 'proxy', colour: '--s6', hatch: 2 },
  { name: 'nobody', colour: '--s5', hatch: 3 },
  { name: 'unknown', colour: '--s4', hatch: 2 },
];

/**
 * The charts. A series has a name, a colour, perhaps a dash or a hatch, and `of(second)`; an optional one is only shown
 * when it has something to show, an unlisted one is missing in the legend. `range(min, max)` is that of the axis.
 */
export const CHARTS = [
  {
    title: 'Success rate',
    note: 'each second, with its 95 % interval',
    write: (value) => percent(value),
    // A healthy service fills the chart, not its upper edge; a sick one is shown whole.
    range: (min) => [min === null ? 0 : Math.max(0, Math.min(0.95, min - 0.02)), 1.005],
    series: [
      { name: 'success', colour: '--s1', of: (second) => second.successRate?.value },
      {
        name: 'high',
        colour: '--none-line',
        width: 0,
        unlisted: true,
        of: (second) => second.successRate?.high,
      },
      {
        name: 'low',
        colour: '--none-line',
        width: 0,
        unlisted: true,
        of: (second) => second.successRate?.low,
      },
    ],
    bands: [{ series: [2, 3], colour: '--band' }],
  },
  {
    title: 'Latency',
    note: 'from when a request was due to its answer; log scale',
    log: true,
    write: millis,
    range: (min, max) => [
      Math.min(1, 10 ** Math.floor(Math.log10(min || 1))),
      Math.max(10, (max ?? 0) * 1.4),
    ],
    series: [
      { name: 'p50', colour: '--s3', of: (second) => second.latency.p50 },
      {
        name: 'p95',
        colour: '--s1',
        dash: 'dashed',
        of: (second) => second.latency.p95,
      },
      {
        name: 'p99',
        colour: '--s2',
        dash: 'dotted',
        of: (second) => second.latency.p99,
      },
    ],
  },
  {
    title: 'Request rate',
    note: 'requested and completed',
    write: rate,
    range: (_, max) => [0, Math.max(10, (max ?? 0) * 1.15)],
    series: [
      { name: 'requested', colour: '--s5', dash: 'dashed', of: (second) => second.planRate },
      { name: 'completed', colour: '--s1', of: (second) => second.rate },
      {
        name: 'shed',
        colour: '--s2',
        dash: 'dotted',
        optional: true,
        of: (second) => perSecond(second, second.classes.shed ?? 0),
      },
    ],
  },
  {
    title: 'Who answered',
    note: 'as a share of all requests; where a mesh counts, by its figures',
    stacked: true,
    write: (value) => percent(value),
    range: () => [0, 1],
    series: ANSWERERS.map((each) => ({
      ...each,
      optional: !['backend', 'injector'].includes(each.name),
      of: (second) => ifAny(second, second.answered[each.name]?.share ?? 0),
    })),
  },
  {
    title: 'How requests ended',
    note: 'by class; injected is all that an injector has changed, delays too',
    stacked: true,
    write: rate,
    range: (_, max) => [0, Math.max(10, (max ?? 0) * 1.1)],
    series: CLASSES.map((each) => ({
      ...each,
      optional: each.name !== 'ok',
      of: (second) => perSecond(second, second.classes[each.name] ?? 0),
    })),
  },
];

/** The series that have something to show in these seconds. */
export function shownSeries(series, seconds) {
  return series.filter((each) => !each.optional || seconds.some((second) => each.of(second) > 0));
}

/** So much later than the one before, a second leaves a gap in the curve. */
const GAP = 2_500;

/** A column of times, in seconds since the epoch, and one of values for each series; a gap is a row of nulls. */
export function columns(series, seconds) {
  const times = [];
  const values = series.map(() => []);
  let before = null;
  for (const second of seconds) {
    if (before !== null && second.ms - before > GAP) {
      times.push((before + 1_000) / 1000);
      values.forEach((column) => column.push(null));
    }
    times.push(second.ms / 1000 + second.seconds);
    values.forEach((column, i) => column.push(series[i].of(second) ?? null));
    before = second.ms;
  }
  return [times, ...values];
}

/** The same columns for a stack: each value on top of those before, and the top first, so that it is drawn first. */
export function stacked(columns) {
  const [times, ...values] = columns;
  const sums = [];
  for (const column of values) {
    const below = sums.at(-1);
    sums.push(column.map((value, at) => (value === null ? null : value + (below?.[at] ?? 0))));
  }
  return [times, ...sums.reverse()];
}

/** Of the ticks on a logarithmic axis only 1 and 3 of each decade are written; null for the others. */
export function logTick(value) {
  const first = Number(value.toExponential()[0]);
  return first === 1 || first === 3 ? value : null;
}

/** The states of an experiment that are drawn. */
const STATES = ['warmup', 'baseline', 'inject', 'rollback', 'verify'];

/** The phases as spans: each lasts until the next of the same experiment begins, or the experiment is over. */
export function phases(marks, until) {
  const spans = [];
  const open = new Map();
  for (const { time, phase } of marks.filter((mark) => mark.kind === 'phase')) {
    const { experiment, state, level } = phase;
    if (open.has(experiment)) {
      open.get(experiment).to = time;
      open.delete(experiment);
    }
    if (STATES.includes(state)) {
      const span = { name: level ? `${state} at ${level}` : state, state, from: time, to: until };
      spans.push(span);
      open.set(experiment, span);
    }
  }
  return spans;
}

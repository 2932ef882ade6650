// Weights, shares and rates. Needs no browser.

/** The sum of the weights of a split. */
function sum(weights) {
  return Object.values(weights).reduce((all, weight) => all + weight, 0);
}

/** The split if its weights are known, else null. */
export function known(split) {
  return split && !split.problem ? split : null;
}

/**
 * Weights that give the injector that percentage; the others share the rest as they do now, evenly if they have
 * nothing.
 */
export function weightsFor(weights, injector, percentage) {
  const others = Object.keys(weights).filter((name) => name !== injector);
  if (others.length === 0) {
    return weights;
  }
  const rest = sum(weights) - (weights[injector] ?? 0);
  const exact = (name) => {
    if (name === injector) {
      return percentage;
    }
    return (100 - percentage) * (rest === 0 ? 1 / others.length : weights[name] / rest);
  };
  const names = Object.keys(weights);
  const whole = [injector, ...names].every((name) => Number.isInteger(exact(name)));
  const scale = whole ? 1 : 10_000;
  return Object.fromEntries(names.map((name) => [name, Math.round(exact(name) * scale)]));
}

/** The percentage of the traffic that the injector gets; 0 without a split. */
export function injectorShare(split) {
  if (!known(split)) {
    return 0;
  }
  return (100 * (split.weights[split.injector] ?? 0)) / sum(split.weights);
}

/** Whether the share of the injector can be changed. */
export function isSteerable(split) {
  return Boolean(
    known(split) && split.injector in split.weights && Object.keys(split.weights).length > 1,
  );
}

/**
 * Where the traffic goes: for each backend of the split its share and its figures. `window` holds the figures of the
 * last seconds; `measured` is the share of all requests that the backend has answered.
 */
export function backends(split, window) {
  const weights = known(split)?.weights ?? { 'the target': null };
  const names = Object.keys(weights);
  const isInjector = (name) => known(split) !== null && name === split.injector;
  // Of several backends only the mesh can tell which has answered.
  const several = names.filter((name) => !isInjector(name)).length > 1;
  const counted = isCounted(window) ? window.mesh.backends : null;
  return names.map((name) => {
    const injector = isInjector(name);
    const apart = several && !injector;
    const party = apart ? null : window?.answered?.[injector ? 'injector' : 'backend'];
    const answered = apart ? counted?.[name] : party;
    return {
      name,
      injector,
      weight: weights[name],
      share: weights[name] === null ? null : weights[name] / sum(weights),
      rate: apart && !counted ? null : answered ? answered.samples / window.seconds : 0,
      success: answered?.successRate?.value ?? null,
      p95: answered?.latency?.p95 ?? null,
      measured: answered?.share ?? 0,
    };
  });
}

/** Whether who answered is what the mesh has counted. */
export function isCounted(window) {
  return Object.keys(window?.mesh?.backends ?? {}).length > 0;
}

const DECADE = [
  10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 25, 28, 30, 32, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80,
  85, 90, 95,
];

/** The highest rate of the slider; the field beside it takes more. */
export const MAX_SLIDER_RATE = 5_000;

/** The rates at which the slider stops: each step is about the same factor. */
const RATES = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9],
  ...[1, 10, 100].flatMap((unit) => DECADE.map((rate) => rate * unit)),
].filter((rate) => rate <= MAX_SLIDER_RATE);

/** The last step of the slider. */
export const LAST_RATE_STEP = RATES.length - 1;

/** The rate at a step of the slider. */
export function rateAt(step) {
  return RATES[step];
}

/** The step that is nearest to a rate. */
export function stepOf(rate) {
  const distance = (step) => Math.abs(Math.log(RATES[step] / rate));
  return [...RATES.keys()].reduce(
    (best, step) => (distance(step) < distance(best) ? step : best),
    0,
  );
}

// How figures are written, the same everywhere on the page. Nothing here knows the page.

/** A share from 0 to 1 as a percentage. Never rounded to 100 or 0 while it is not: 0.99996 is >99.9. */
export function percent(share, digits = 1) {
  if (share === null || share === undefined || Number.isNaN(share)) {
    return '–';
  }
  const value = share * 100;
  const unit = 10 ** -digits;
  if (value > 100 - unit / 2 && value < 100) {
    return `>${(100 - unit).toFixed(digits)} %`;
  }
  if (value > 0 && value < unit / 2) {
    return `<${unit.toFixed(digits)} %`;
  }
  return `${value.toFixed(digits)} %`;
}

/** Something a second. */
export function rate(perSecond) {
  if (perSecond === null || perSecond === undefined || Number.isNaN(perSecond)) {
    return '–';
  }
  return `${perSecond >= 10_000 ? grouped(perSecond) : perSecond.toFixed(1)}/s`;
}

/** Milliseconds, in the unit that is read best. */
export function millis(ms) {
  if (ms === null || ms === undefined || Number.isNaN(ms)) {
    return '–';
  }
  if (ms >= 10_000) {
    return `${(ms / 1000).toFixed(1)} s`;
  }
  if (ms >= 100) {
    return `${ms.toFixed(0)} ms`;
  }
  return `${ms.toFixed(1)} ms`;
}

/** The same for an axis, where a digit after the point is noise. */
export function short(text) {
  return text.replace('.0 ', ' ').replace('.0/', '/');
}

/** A whole number with its thousands apart. */
export function grouped(count) {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** So many counts fit in a line. */
const MOST_COUNTS = 8;

/** Counts by what was counted, such as 200: 812, 503: 40; of many the most frequent, and how often others were seen. */
export function counts(byName) {
  const all = Object.entries(byName);
  const least = all.map(([, count]) => count).sort((a, b) => b - a)[MOST_COUNTS - 1] ?? 0;
  const told = all.filter(([, count]) => count >= least).slice(0, MOST_COUNTS);
  const others = all.filter((each) => !told.includes(each)).reduce((sum, each) => sum + each[1], 0);
  const written = told.map(([name, count]) => `${name}: ${grouped(count)}`);
  return [...written, ...(others > 0 ? [`others: ${grouped(others)}`] : [])].join(', ') || '–';
}

/** A time span for people: 4 s, 1 min 5 s, 2 h 3 min. */
export function span(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return seconds % 60 === 0
      ? `${seconds / 60} min`
      : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** The time of day, by the clock of whoever looks. */
export function clock(ms) {
  return new Date(ms).toTimeString().slice(0, 8);
}

const UNITS = { ns: 1e-6, us: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A number and its unit. Micro is written with either of Unicode's two letters for it, or with that of ASCII. */
const PART = /(\d+(?:\.\d+)?|\.\d+)(ns|[u\u00b5\u03bc]s|ms|s|m|h|d)/g;

/** Milliseconds of a duration as the API writes it, such as 80ms, 1.5s, 1m30s or PT10S; null if it is none. */
export function duration(text) {
  const iso = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (iso && text.length > 2) {
    const [days, hours, minutes, seconds] = iso.slice(1).map((part) => Number(part ?? 0));
    return days * UNITS.d + hours * UNITS.h + minutes * UNITS.m + seconds * UNITS.s;
  }
  if (!new RegExp(`^(?:${PART.source})+$`).test(text)) {
    return null;
  }
  let sum = 0;
  for (const [, value, unit] of text.matchAll(PART)) {
    sum += Number(value) * UNITS[unit.replace(/[\u00b5\u03bc]/, 'u')];
  }
  return sum;
}

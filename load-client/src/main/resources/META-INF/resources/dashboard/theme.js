// The colours of the style sheet for what is drawn on a canvas, and when they change.

const listeners = new Set();
let sheet = null;

/** The value of a custom property such as `--s1`. */
export function colour(name) {
  sheet ??= getComputedStyle(document.documentElement);
  return sheet.getPropertyValue(name).trim();
}

/** Calls back when light becomes dark or back. Returns what ends that. */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

for (const query of [
  '(prefers-color-scheme: dark)',
  '(forced-colors: active)',
  '(prefers-contrast: more)',
]) {
  matchMedia(query).addEventListener('change', () => {
    sheet = null;
    listeners.forEach((listener) => listener());
  });
}

/** A fill that differs from others by more than its colour: 0 plain, 1 to 3 hatched. */
export function fill(context, name, hatch) {
  if (!hatch) {
    return colour(name);
  }
  const size = 8 * devicePixelRatio;
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const draw = tile.getContext('2d');
  draw.fillStyle = colour(name);
  draw.fillRect(0, 0, size, size);
  draw.strokeStyle = colour('--card');
  draw.globalAlpha = 0.75;
  draw.lineWidth = 1.5 * devicePixelRatio;
  draw.beginPath();
  if (hatch === 1 || hatch === 3) {
    draw.moveTo(-1, size + 1);
    draw.lineTo(size + 1, -1);
  }
  if (hatch === 2 || hatch === 3) {
    draw.moveTo(-1, -1);
    draw.lineTo(size + 1, size + 1);
  }
  draw.stroke();
  return context.createPattern(tile, 'repeat');
}

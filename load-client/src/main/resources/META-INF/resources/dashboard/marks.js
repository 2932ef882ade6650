// Phases and changes, drawn behind and across the curves.
import { phases } from './chart-data.js';
import { colour } from './theme.js';

const SHADES = {
  inject: '--inject',
  warmup: '--shade',
  rollback: '--shade',
  verify: '--verify',
  baseline: '--verify',
};

/** A plugin of uPlot. `marks()` returns what to draw. */
export function marksPlugin(marks) {
  return {
    hooks: {
      drawClear: (u) => drawPhases(u, marks()),
      draw: (u) => drawChanges(u, marks()),
    },
  };
}

function drawPhases(u, marks) {
  const { left, top, width, height } = u.bbox;
  const context = u.ctx;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.font = font();
  context.textBaseline = 'top';
  context.textAlign = 'left';
  let free = left;
  for (const phase of phases(marks, u.scales.x.max * 1000)) {
    const from = Math.max(left, u.valToPos(phase.from / 1000, 'x', true));
    const to = Math.min(left + width, u.valToPos(phase.to / 1000, 'x', true));
    if (to <= from) {
      continue;
    }
    context.fillStyle = colour(SHADES[phase.state] ?? '--shade');
    context.fillRect(from, top, to - from, height);
    const room = context.measureText(phase.name).width + 8 * devicePixelRatio;
    if (to - from >= room && from >= free) {
      context.fillStyle = colour('--quiet');
      context.fillText(phase.name, from + 4 * devicePixelRatio, top + 3 * devicePixelRatio);
      free = from + room;
    }
  }
  context.restore();
}

const LETTERS = { split: 'W', faults: 'F', load: 'L' };

function drawChanges(u, marks) {
  const { left, top, width, height } = u.bbox;
  const context = u.ctx;
  context.save();
  context.font = font();
  context.textBaseline = 'bottom';
  context.textAlign = 'center';
  context.strokeStyle = colour('--mark');
  context.lineWidth = devicePixelRatio;
  context.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  let free = left;
  for (const mark of marks.filter((each) => LETTERS[each.kind])) {
    const x = Math.round(u.valToPos(mark.time / 1000, 'x', true)) + 0.5;
    if (x < left || x > left + width) {
      continue;
    }
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + height);
    context.stroke();
    if (x - 6 * devicePixelRatio >= free) {
      context.fillStyle = colour('--quiet');
      context.fillText(LETTERS[mark.kind], x, top);
      free = x + 6 * devicePixelRatio;
    }
  }
  context.restore();
}

function font() {
  return `${10.5 * devicePixelRatio}px ${getComputedStyle(document.body).fontFamily}`;
}

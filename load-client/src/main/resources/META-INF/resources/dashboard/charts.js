// What each chart shows. Names of classes and answerers are those of the API, the metrics and the reports.
import './chart.js';
import { clock, millis, percent, rate } from './format.js';
import { html } from './lit.js';
import { lookback } from './chart.js';
import { Panel } from './panel.js';
import { store } from './store.js';

const some = (second, value) => (second.samples > 0 ? value : null);

/** Every class that an attempt can end in. The common ones are told apart by colour, all of them by hatching too. */
export const CLASSES = [
  { name: 'ok', colour: '--s3' },
  { name: 'injected', colour: '--s2' },
  { name: 'http-5xx', colour: '--s4', hatch: 1 },
  { name: 'http-4xx', colour: '--s6', hatch: 2 },
  { name: 'timeout', colour: '--s1', hatch: 1 },
  { name: 'reset', colour: '--s4' },
  { name: 'close', colour: '--s4', hatch: 3 },
  { name: 'truncated', colour: '--s6' },
  { name: 'refused', colour: '--s5' },
  { name: 'connect-timeout', colour: '--s5', hatch: 1 },
  { name: 'dns', colour: '--s5', hatch: 2 },
  { name: 'proxy', colour: '--s1', hatch: 2 },
  { name: 'shed', colour: '--s5', hatch: 3 },
];

/** Who may have answered. */
export const ANSWERERS = [
  { name: 'backend', colour: '--s1' },
  { name: 'injector', colour: '--s2', hatch: 1 },
  { name: 'proxy', colour: '--s6', hatch: 2 },
  { name: 'nobody', colour: '--s5', hatch: 3 },
];

const perSecond = (second, count) => (second.seconds > 0 ? count / second.seconds : 0);

const SUCCESS = {
  title: 'Success rate',
  note: 'of each second, with its 95 % interval',
  write: (value) => percent(value),
  // A healthy service fills the chart, not its upper edge; a sick one is shown whole.
  range: (min) => [min === null ? 0 : Math.max(0, Math.min(0.95, min - 0.02)), 1.005],
  series: [
    { name: 'success', colour: '--s1', of: (second) => second.successRate?.value },
    { name: 'high', colour: '--none-line', width: 0, unlisted: true, of: (second) => second.successRate?.high },
    { name: 'low', colour: '--none-line', width: 0, unlisted: true, of: (second) => second.successRate?.low },
  ],
  bands: [{ series: [2, 3], colour: '--band' }],
};

const RATE = {
  title: 'Request rate',
  note: 'asked for, and ended',
  write: rate,
  range: (min, max) => [0, Math.max(10, (max ?? 0) * 1.15)],
  series: [
    { name: 'asked for', colour: '--s5', dash: 'dashed', of: (second) => second.planRate },
    { name: 'ended', colour: '--s1', of: (second) => second.rate },
    { name: 'shed', colour: '--s2', dash: 'dotted', optional: true, of: (second) => perSecond(second, second.classes.shed ?? 0) },
  ],
};

const LATENCY = {
  title: 'Latency',
  note: 'from when a request was due; logarithmic',
  log: true,
  write: millis,
  range: (min, max) => [Math.min(1, 10 ** Math.floor(Math.log10(min || 1))), Math.max(10, (max ?? 0) * 1.4)],
  series: [
    { name: 'p50', colour: '--s3', of: (second) => some(second, second.latency.p50) },
    { name: 'p95', colour: '--s1', dash: 'dashed', of: (second) => some(second, second.latency.p95) },
    { name: 'p99', colour: '--s2', dash: 'dotted', of: (second) => some(second, second.latency.p99) },
  ],
};

const BY_CLASS = {
  title: 'How requests ended',
  note: 'by class; injected is all that an injector has changed, delays too',
  stacked: true,
  write: rate,
  range: (min, max) => [0, Math.max(10, (max ?? 0) * 1.1)],
  series: CLASSES.map((each) => ({
    ...each,
    optional: each.name !== 'ok',
    of: (second) => perSecond(second, second.classes[each.name] ?? 0),
  })),
};

const BY_ANSWERER = {
  title: 'Who answered',
  note: 'as a share of what was sent',
  stacked: true,
  write: (value) => percent(value),
  range: () => [0, 1],
  series: ANSWERERS.map((each) => ({
    ...each,
    optional: each.name === 'proxy' || each.name === 'nobody',
    of: (second) => some(second, second.answered[each.name]?.share ?? 0),
  })),
};

const LOOKBACKS = [60_000, 120_000, 300_000, 600_000];
const KINDS = { split: 'W weights', faults: 'F faults', load: 'L load', phase: 'phase' };

class Charts extends Panel {
  connectedCallback() {
    super.connectedCallback();
    store.addEventListener('lookback', () => this.update());
  }

  view() {
    const marks = (store.state?.marks ?? []).filter((mark) => mark.time > store.now() - lookback.ms).slice(-8).reverse();
    return html`
      <div class="bar">
        <h2>The last ${lookback.ms / 60_000} minutes</h2>
        <div class="choice" role="group" aria-label="How far the charts look back">
          ${LOOKBACKS.map((ms) => html`<button type="button" aria-pressed=${ms === lookback.ms ? 'true' : 'false'} @click=${() => lookback.set(ms)}>${ms / 60_000} min</button>`)}
        </div>
      </div>
      <div class="charts">
        ${[SUCCESS, LATENCY, RATE, BY_ANSWERER, BY_CLASS].map((spec) => html`<fl-chart .spec=${spec} class=${spec.stacked ? 'stacked' : ''}></fl-chart>`)}
        <section class="changes" aria-label="What changed">
          <h3>What changed</h3>
          ${marks.length === 0 ? html`<p class="quiet">nothing within this time</p>` : ''}
          <ol>${marks.map((mark) => html`<li><time>${clock(mark.time)}</time> <b>${KINDS[mark.kind] ?? mark.kind}</b> <span>${mark.text}</span></li>`)}</ol>
        </section>
      </div>`;
  }
}

customElements.define('fl-charts', Charts);


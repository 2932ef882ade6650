// A chart of the last minutes, by uPlot (a global of its own script).
import { clock, short } from './format.js';
import { html, render } from './lit.js';
import { marksPlugin } from './marks.js';
import { store } from './store.js';
import { colour, fill, onTheme } from './theme.js';

const HEIGHT = 168;
const DASH = { dashed: [6, 4], dotted: [2, 3] };

/** How long the charts look back, in milliseconds; one choice for all of them. */
export const lookback = {
  ms: 120_000,
  set(ms) {
    this.ms = ms;
    store.dispatchEvent(new CustomEvent('lookback'));
  },
};

/**
 * One chart. `spec` says what it shows: title, note, range(min, max), log, write(value), stacked, bands, series (each with name,
 * colour, hatch, dash, of(second)); `wanted(seconds)` of a stacked one says which series are worth their place.
 */
class ChartElement extends HTMLElement {
  #plot = null;
  #drawn = '';
  #raw = [];
  #shown = [];
  #hovers = false;
  #ends = [];

  connectedCallback() {
    render(
      html`<figure>
        <figcaption><h3>${this.spec.title}</h3><p>${this.spec.note}</p></figcaption>
        <div class="canvas" role="img"></div>
        <ul class="legend"></ul>
      </figure>`,
      this,
    );
    const listen = (event, listener) => {
      store.addEventListener(event, listener);
      this.#ends.push(() => store.removeEventListener(event, listener));
    };
    listen('change', () => this.#update());
    listen('lookback', () => this.#update());
    this.#ends.push(onTheme(() => this.#rebuild()));
    const sizes = new ResizeObserver(([entry]) => {
      this.#plot?.setSize({ width: Math.floor(entry.contentRect.width), height: HEIGHT });
    });
    sizes.observe(this.#canvas);
    this.#ends.push(() => sizes.disconnect());
    this.#update();
  }

  disconnectedCallback() {
    this.#ends.forEach((end) => end());
    this.#ends = [];
    this.#plot?.destroy();
    this.#plot = null;
  }

  get #canvas() {
    return this.querySelector('.canvas');
  }

  #update() {
    const newest = store.seconds.at(-1)?.ms ?? 0;
    const state = `${newest} ${store.seconds.length} ${lookback.ms} ${store.state?.marks?.at(-1)?.time} ${this.#shown.length}`;
    if (state === this.#drawn) {
      return;
    }
    this.#drawn = state;
    const seconds = store.last(lookback.ms);
    const wanted = this.spec.series.filter((each) => !each.optional || seconds.some((second) => each.of(second) > 0));
    if (!this.#plot || wanted.map((each) => each.name).join() !== this.#shown.map((each) => each.name).join()) {
      this.#shown = wanted;
      this.#build();
    }
    this.#plot.batch(() => {
      this.#plot.setData(this.#data(seconds), false);
      const to = newest / 1000 + 1;
      this.#plot.setScale('x', { min: to - lookback.ms / 1000, max: to });
    });
    if (!this.#hovers) {
      this.#legend(this.#raw[0]?.length - 1);
    }
    this.#canvas.setAttribute('aria-label', this.#words());
  }

  /** Columns for uPlot. A hole in time is a hole in the curve. A stack is drawn from the top, each over the one before. */
  #data(seconds) {
    const times = [];
    const columns = this.#shown.map(() => []);
    let before = null;
    for (const second of seconds) {
      if (before !== null && second.ms - before > 2_500) {
        times.push((before + 1_000) / 1000);
        columns.forEach((column) => column.push(null));
      }
      times.push(second.ms / 1000 + second.seconds);
      columns.forEach((column, i) => column.push(this.#shown[i].of(second) ?? null));
      before = second.ms;
    }
    this.#raw = [times, ...columns];
    if (!this.spec.stacked) {
      return this.#raw;
    }
    const sums = columns.map((column) => [...column]);
    for (let i = 1; i < sums.length; i++) {
      sums[i] = sums[i].map((value, at) => (value === null ? null : value + sums[i - 1][at]));
    }
    return [times, ...sums.reverse()];
  }

  #build() {
    this.#plot?.destroy();
    const { spec } = this;
    const axis = {
      stroke: () => colour('--quiet'),
      grid: { stroke: () => colour('--grid'), width: 1 },
      ticks: { show: false },
      font: `11px ${getComputedStyle(document.body).fontFamily}`,
    };
    this.#plot = new uPlot(
      {
        width: Math.max(200, Math.floor(this.#canvas.clientWidth)),
        height: HEIGHT,
        padding: [14, 22, 0, 0],
        legend: { show: false },
        cursor: { sync: { key: 'faultline' }, drag: { x: false, y: false }, ...(spec.stacked ? { points: { show: false } } : {}) },
        scales: { x: { time: true, auto: false }, y: { distr: spec.log ? 3 : 1, range: (u, min, max) => spec.range(min, max) } },
        axes: [
          { ...axis, size: 26, space: 70, values: (u, times) => times.map((time) => clock(time * 1000)) },
          { ...axis, size: 58, space: 32, filter: spec.log ? (u, splits) => splits.map(decades) : undefined,
            values: (u, values) => values.map((value) => (value === null ? null : short(spec.write(value)))) },
        ],
        series: [{}, ...this.#series()],
        bands: spec.bands?.map((band) => ({ series: band.series, fill: () => colour(band.colour) })),
        plugins: [marksPlugin(() => store.state?.marks ?? [])],
        hooks: { setCursor: [(u) => this.#hover(u.cursor.idx)] },
      },
      [[], ...this.#shown.map(() => [])],
      this.#canvas,
    );
  }

  #series() {
    const drawn = this.spec.stacked ? [...this.#shown].reverse() : this.#shown;
    return drawn.map((each) => ({
      stroke: () => colour(each.colour),
      width: each.width ?? (this.spec.stacked ? 0.5 : 1.75),
      dash: DASH[each.dash],
      fill: this.spec.stacked ? (u) => fill(u.ctx, each.colour, each.hatch) : undefined,
      points: { show: false },
    }));
  }

  #rebuild() {
    this.#drawn = '';
    this.#plot?.destroy();
    this.#plot = null;
    this.#update();
  }

  #hover(index) {
    this.#hovers = index !== null && index !== undefined;
    this.#legend(this.#hovers ? index : this.#raw[0]?.length - 1);
  }

  #legend(index) {
    const rows = this.#shown
      .map((each, i) => ({ each, value: this.#raw[i + 1]?.[index] }))
      .filter(({ each }) => !each.unlisted);
    render(
      rows.map(({ each, value }) => html`<li>
        <i class="key ${this.spec.stacked ? `area h${each.hatch ?? 0}` : each.dash ?? 'solid'} ${each.colour.slice(2)}"></i>
        <span>${each.name}</span> <b>${value === null || value === undefined ? '–' : this.spec.write(value)}</b>
      </li>`),
      this.querySelector('.legend'),
    );
  }

  #words() {
    const last = (this.#raw[0]?.length ?? 0) - 1;
    const figures = this.#shown
      .map((each, i) => [each, this.#raw[i + 1]?.[last]])
      .filter(([each, value]) => !each.unlisted && value !== null && value !== undefined)
      .map(([each, value]) => `${each.name} ${this.spec.write(value)}`);
    return `${this.spec.title}, the last ${lookback.ms / 60_000} minutes; now ${figures.join(', ') || 'no data'}`;
  }
}

/** On a logarithmic axis only 1 and 3 of each decade are written. */
function decades(value) {
  const first = Number(value.toExponential()[0]);
  return first === 1 || first === 3 ? value : null;
}

customElements.define('fl-chart', ChartElement);

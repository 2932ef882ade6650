// A chart of the last minutes, by uPlot (a global of its own script).
import { columns, logTick, shownSeries, stacked } from './chart-data.js';
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

/** One chart; its `spec` is one of CHARTS. */
class ChartElement extends HTMLElement {
  #plot = null;
  #drawn = '';
  /** Times and values, as `columns` returns them. */
  #columns = [];
  #shown = [];
  #hovers = false;
  #ends = [];

  connectedCallback() {
    render(
      html`<figure>
        <figcaption>
          <h3>${this.spec.title}</h3>
          <p>${this.spec.note}</p>
        </figcaption>
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
    const newestMark = store.state?.marks?.at(-1)?.time;
    const inputs = [newest, store.seconds.length, lookback.ms, newestMark].join();
    if (inputs === this.#drawn) {
      return;
    }
    this.#drawn = inputs;
    const seconds = store.last(lookback.ms);
    const shown = shownSeries(this.spec.series, seconds);
    if (!this.#plot || names(shown) !== names(this.#shown)) {
      this.#shown = shown;
      this.#build();
    }
    this.#columns = columns(shown, seconds);
    this.#plot.batch(() => {
      const drawn = this.spec.stacked ? stacked(this.#columns) : this.#columns;
      this.#plot.setData(drawn, false);
      const to = newest / 1000 + 1;
      this.#plot.setScale('x', { min: to - lookback.ms / 1000, max: to });
    });
    if (!this.#hovers) {
      this.#legend(this.#last);
    }
    this.#canvas.setAttribute('aria-label', this.#words());
  }

  /** The index of the newest second. */
  get #last() {
    return (this.#columns[0]?.length ?? 0) - 1;
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
        cursor: {
          sync: { key: 'faultline' },
          drag: { x: false, y: false },
          ...(spec.stacked ? { points: { show: false } } : {}),
        },
        scales: {
          x: { time: true, auto: false },
          y: { distr: spec.log ? 3 : 1, range: (_, min, max) => spec.range(min, max) },
        },
        axes: [
          {
            ...axis,
            size: 26,
            space: 70,
            values: (_, times) => times.map((time) => clock(time * 1000)),
          },
          {
            ...axis,
            size: 58,
            space: 32,
            filter: spec.log ? (_, splits) => splits.map(logTick) : undefined,
            values: (_, values) =>
              values.map((value) => (value === null ? null : short(spec.write(value)))),
          },
        ],
        series: [{}, ...this.#series()],
        bands: spec.bands?.map((band) => ({
          series: band.series,
          fill: () => colour(band.colour),
        })),
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
    this.#legend(this.#hovers ? index : this.#last);
  }

  /** The series that are listed, with their values at that index. */
  #values(index) {
    return this.#shown
      .map((series, i) => ({ series, value: this.#columns[i + 1]?.[index] ?? null }))
      .filter(({ series }) => !series.unlisted);
  }

  #legend(index) {
    const rows = this.#values(index).map(({ series, value }) => {
      const pattern = this.spec.stacked ? `area h${series.hatch ?? 0}` : (series.dash ?? 'solid');
      return html`<li>
        <i class="key ${pattern} ${series.colour.slice(2)}"></i>
        <span>${series.name}</span>
        <b>${value === null ? '–' : this.spec.write(value)}</b>
      </li>`;
    });
    render(rows, this.querySelector('.legend'));
  }

  #words() {
    const figures = this.#values(this.#last)
      .filter(({ value }) => value !== null)
      .map(({ series, value }) => `${series.name} ${this.spec.write(value)}`);
    const now = figures.join(', ') || 'no data';
    return `${this.spec.title}, the last ${lookback.ms / 60_000} minutes; now ${now}`;
  }
}

const names = (series) => series.map((each) => each.name).join();

customElements.define('fl-chart', ChartElement);

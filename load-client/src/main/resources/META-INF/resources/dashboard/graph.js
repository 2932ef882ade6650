// The way of the traffic: load-client, the split, and who answers.
import { percent, rate, millis } from './format.js';
import { html, svg, nothing } from './lit.js';
import { Panel } from './panel.js';
import { store } from './store.js';

/** What one end of the graph shows. */
function ends() {
  const split = store.state?.split;
  const answered = store.window?.answered ?? {};
  const seconds = store.window?.seconds ?? 0;
  const known = split && !split.problem;
  const sum = known ? Object.values(split.weights).reduce((all, weight) => all + weight, 0) : 0;
  const names = known ? Object.keys(split.weights) : ['the target'];
  const backends = names.filter((name) => !known || name !== split.injector);
  return names.map((name) => {
    const injector = known && name === split.injector;
    // Of several backends one cannot tell from outside which has answered.
    const seen = injector ? answered.injector : backends.length === 1 ? answered.backend : undefined;
    return {
      name,
      injector,
      share: known ? split.weights[name] / sum : null,
      weight: known ? split.weights[name] : null,
      rate: seen ? seen.samples / seconds : backends.length > 1 && !injector ? null : 0,
      success: seen?.successRate?.value ?? null,
      p95: seen?.latency.p95 ?? null,
      measured: seen?.share ?? 0,
    };
  });
}

const WIDE = matchMedia('(min-width: 44rem)');

class TrafficGraph extends Panel {
  #changedWidth = () => this.update();

  connectedCallback() {
    WIDE.addEventListener('change', this.#changedWidth);
    super.connectedCallback();
  }

  disconnectedCallback() {
    WIDE.removeEventListener('change', this.#changedWidth);
    super.disconnectedCallback();
  }

  view() {
    const all = ends();
    const load = store.state?.load;
    const silent = store.window?.answered?.nobody;
    const proxy = store.window?.answered?.proxy;
    const split = store.state?.split;
    return html`
      <div class="graph ${WIDE.matches ? 'across' : 'down'}" style=${`--ends:${all.length}`}>
        <div class="node client">
          <h3>load-client</h3>
          <p class="target">${load ? load.target : 'no load runs'}</p>
          <p><b>${load ? rate(store.seconds.at(-1)?.planRate) : '–'}</b> asked for</p>
        </div>
        ${WIDE.matches ? across(all) : down(all)}
        <ul class="ends">
          ${all.map((end) => html`<li class="end">
            <p class="edge">
              <b>${end.share === null ? '' : percent(end.share, end.share * 1000 % 10 === 0 ? 0 : 1)}</b>
              <small>${end.share === null ? '' : html`weight ${end.weight}`}</small>
            </p>
            <div class="node ${end.injector ? 'injector' : 'backend'}">
              <h3>${end.name}</h3>
              <p class="row"><b>${end.rate === null ? '–' : rate(end.rate)}</b> <span>${end.rate ? html`${percent(end.measured)} of all` : 'answers'}</span></p>
              <p class="row"><b class=${end.success === null ? 'none' : end.success >= 0.99 ? 'good' : 'bad'}>${percent(end.success)}</b> <span>success</span>
                <b>${millis(end.p95)}</b> <span>p95</span></p>
            </div>
          </li>`)}
        </ul>
      </div>
      <p class="silent">
        ${silent ? html`<b>${rate(silent.samples / store.window.seconds)}</b> were answered by nobody (${percent(silent.share)})` : nothing}
        ${proxy ? html` <b>${rate(proxy.samples / store.window.seconds)}</b> by a proxy (${percent(proxy.share)})` : nothing}
        ${split?.problem ? html`<span class="bad">${split.problem}</span>` : nothing}
      </p>`;
  }
}

/** Two pixels for a trickle, fourteen for all. */
const breadth = (share) => (share ? 2 + 12 * share : 1.5);

function across(all) {
  const rows = all.length;
  return html`<div class="edges"><svg viewBox="0 0 100 ${rows * 100}" preserveAspectRatio="none" aria-hidden="true">
    ${all.map((end, i) => {
      const y = i * 100 + 50;
      const from = rows * 50;
      return svg`<path class=${kind(end)} d="M0 ${from} C 55 ${from} 45 ${y} 100 ${y}" stroke-width=${breadth(end.share ?? 1)}></path>`;
    })}
  </svg></div>`;
}

function down(all) {
  return html`<div class="edges"><svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
    ${all.map((end, i) => {
      const x = ((i + 0.5) * 100) / all.length;
      return svg`<path class=${kind(end)} d="M50 0 C 50 55 ${x} 45 ${x} 100" stroke-width=${breadth(end.share ?? 1)}></path>`;
    })}
  </svg></div>`;
}

const kind = (end) => `${end.injector ? 'injector' : 'backend'}${end.share === 0 ? ' off' : ''}`;

customElements.define('fl-graph', TrafficGraph);

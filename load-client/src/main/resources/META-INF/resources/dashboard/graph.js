// The traffic flow: load-client, the split, and who answers.
import { percent, rate, millis } from './format.js';
import { html, svg, nothing } from './lit.js';
import { Panel } from './panel.js';
import { store } from './store.js';
import { backends, isCounted } from './traffic.js';

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
    const split = store.state?.split;
    const all = backends(split, store.window);
    return html`<div class="graph ${WIDE.matches ? 'across' : 'down'}">
        ${this.#client()} ${WIDE.matches ? across(all) : down(all)}
        <ul class="ends">
          ${all.map((end) => html`<li class="end">${this.#edge(end)} ${this.#backend(end)}</li>`)}
        </ul>
      </div>
      <p class="silent">
        ${this.#others('nobody', 'got no answer')} ${this.#others('proxy', 'answered by a proxy')}
        ${this.#others('unknown', 'answered by somebody unknown')}
        ${isCounted(store.window)
          ? html`<span>who answered is what the mesh counted</span>`
          : nothing}
        ${store.window?.mesh?.note
          ? html`<span class="bad">${store.window.mesh.note}</span>`
          : nothing}
        ${split?.problem ? html`<span class="bad">${split.problem}</span>` : nothing}
      </p>`;
  }

  #client() {
    const load = store.state?.load;
    const requested = load ? rate(store.seconds.at(-1)?.planRate) : '–';
    return html`<div class="node client">
      <h3>load-client</h3>
      <p class="target">${load ? load.target : 'no load'}</p>
      <p><b>${requested}</b> requested</p>
      ${store.window?.insecure
        ? html`<p class="bad">insecure: no certificate is checked</p>`
        : nothing}
    </div>`;
  }

  #edge({ share, weight }) {
    if (share === null) {
      return html`<p class="edge"></p>`;
    }
    const whole = (share * 1000) % 10 === 0;
    return html`<p class="edge">
      <b>${percent(share, whole ? 0 : 1)}</b> <small>weight ${weight}</small>
    </p>`;
  }

  #backend(end) {
    const answers = end.rate ? `${percent(end.measured)} of all` : 'answers';
    const health = end.success === null ? 'none' : end.success >= 0.99 ? 'good' : 'bad';
    return html`<div class="node ${end.injector ? 'injector' : 'backend'}">
      <h3>${end.name}</h3>
      <p class="row"><b>${end.rate === null ? '–' : rate(end.rate)}</b> <span>${answers}</span></p>
      <p class="row">
        <b class=${health}>${percent(end.success)}</b> <span>success</span>
        <b>${millis(end.p95)}</b> <span>p95</span>
      </p>
    </div>`;
  }

  #others(who, what) {
    const answered = store.window?.answered?.[who];
    if (!answered) {
      return nothing;
    }
    const perSecond = rate(answered.samples / store.window.seconds);
    return html`<span><b>${perSecond}</b> ${what} (${percent(answered.share)})</span>`;
  }
}

/** Two pixels for a trickle, fourteen for all. */
const breadth = (share) => (share ? 2 + 12 * share : 1.5);

function across(all) {
  const rows = all.length;
  return html`<div class="edges">
    <svg viewBox="0 0 100 ${rows * 100}" preserveAspectRatio="none" aria-hidden="true">
      ${all.map((end, i) => {
        const y = i * 100 + 50;
        const from = rows * 50;
        return svg`<path class=${kind(end)} d="M0 ${from} C 55 ${from} 45 ${y} 100 ${y}" stroke-width=${breadth(end.share ?? 1)}></path>`;
      })}
    </svg>
  </div>`;
}

function down(all) {
  return html`<div class="edges">
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      ${all.map((end, i) => {
        const x = ((i + 0.5) * 100) / all.length;
        return svg`<path class=${kind(end)} d="M50 0 C 50 55 ${x} 45 ${x} 100" stroke-width=${breadth(end.share ?? 1)}></path>`;
      })}
    </svg>
  </div>`;
}

const kind = (end) => `${end.injector ? 'injector' : 'backend'}${end.share === 0 ? ' off' : ''}`;

customElements.define('fl-graph', TrafficGraph);

// The charts of the last minutes, and what changed meanwhile.
import { CHARTS } from './chart-data.js';
import { lookback } from './chart.js';
import { clock } from './format.js';
import { html } from './lit.js';
import { Panel } from './panel.js';
import { store } from './store.js';

const LOOKBACKS = [60_000, 120_000, 300_000, 600_000];
const KINDS = { split: 'W weights', faults: 'F faults', load: 'L load', phase: 'phase' };

class Charts extends Panel {
  connectedCallback() {
    super.connectedCallback();
    store.addEventListener('lookback', () => this.update());
  }

  view() {
    return html`<div class="bar">
        <h2>The last ${lookback.ms / 60_000} minutes</h2>
        <div class="choice" role="group" aria-label="How far the charts look back">
          ${LOOKBACKS.map(
            (ms) =>
              html`<button
                type="button"
                aria-pressed=${String(ms === lookback.ms)}
                @click=${() => lookback.set(ms)}
              >
                ${ms / 60_000} min
              </button>`,
          )}
        </div>
      </div>
      <div class="charts">
        ${CHARTS.map(
          (spec) =>
            html`<fl-chart .spec=${spec} class=${spec.stacked ? 'stacked' : ''}></fl-chart>`,
        )}
        ${this.#changes()}
      </div>`;
  }

  #changes() {
    const marks = (store.state?.marks ?? [])
      .filter((mark) => mark.time > store.now() - lookback.ms)
      .slice(-8)
      .reverse();
    return html`<section class="changes" aria-label="What changed">
      <h3>What changed</h3>
      ${marks.length === 0 ? html`<p class="quiet">nothing in this time</p>` : ''}
      <ol>
        ${marks.map(
          (mark) =>
            html`<li>
              <time>${clock(mark.time)}</time> <b>${KINDS[mark.kind] ?? mark.kind}</b>
              <span title=${mark.text}>${mark.text}</span>
            </li>`,
        )}
      </ol>
    </section>`;
  }
}

customElements.define('fl-charts', Charts);

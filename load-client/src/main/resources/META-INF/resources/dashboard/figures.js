// The golden metrics of the last seconds.
import { counts, grouped, millis, percent, rate } from './format.js';
import { html } from './lit.js';
import { Panel } from './panel.js';
import { store } from './store.js';

class KeyFigures extends Panel {
  view() {
    const window = store.window?.samples > 0 ? store.window : null;
    const answered = window?.latency.samples;
    const ofWhat = answered < window?.samples ? `of ${grouped(answered)} answered` : '';
    const doubt = window && !window.client.valid ? window.client.reason : '';
    return html`<dl class="figures">
        ${this.#success(window?.successRate)} ${this.#rate(window)}
        ${['p50', 'p95', 'p99'].map((name) => {
          const value = window ? millis(window.latency[name]) : '–';
          return html`<div class="figure">
            <dt>${name}</dt>
            <dd><b>${value}</b> <small>${ofWhat}</small></dd>
          </div>`;
        })}
        <div class="figure all">
          <dt>Statuses</dt>
          <dd><small>${counts(window?.statuses ?? {})}</small></dd>
        </div>
      </dl>
      <p class="doubt" role="status">${doubt && `Do not rely on these figures: ${doubt}`}</p>`;
  }

  #success(success) {
    const health = !success ? 'none' : success.value >= 0.99 ? 'good' : 'bad';
    const interval = success
      ? `95 % interval ${percent(success.low)} to ${percent(success.high)}`
      : 'no requests';
    return html`<div class="figure wide">
      <dt>Success rate</dt>
      <dd>
        <b class=${health}>${percent(success?.value, 2)}</b>
        <small>${interval}</small>
      </dd>
    </div>`;
  }

  #rate(window) {
    const counted = window ? `${grouped(window.samples)} in ${window.seconds.toFixed(0)} s` : ' ';
    return html`<div class="figure">
      <dt>Rate</dt>
      <dd><b>${window ? rate(window.rate) : '–'}</b> <small>${counted}</small></dd>
    </div>`;
  }
}

customElements.define('fl-figures', KeyFigures);

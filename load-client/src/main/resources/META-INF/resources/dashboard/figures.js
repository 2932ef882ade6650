// The golden metrics, just now.
import { grouped, millis, percent, rate } from './format.js';
import { html } from './lit.js';
import { Panel } from './panel.js';
import { store } from './store.js';

class KeyFigures extends Panel {
  view() {
    const now = store.window;
    const none = !now || now.samples === 0;
    const success = none ? null : now.successRate;
    return html`
      <dl class="figures">
        <div class="figure wide">
          <dt>Success rate</dt>
          <dd><b class=${none ? 'none' : success.value >= 0.99 ? 'good' : 'bad'}>${percent(success?.value, 2)}</b>
            <small>${none ? 'no requests' : html`95 % interval ${percent(success.low)} to ${percent(success.high)}`}</small></dd>
        </div>
        <div class="figure"><dt>Rate</dt><dd><b>${none ? '–' : rate(now.rate)}</b><small>${none ? ' ' : `${grouped(now.samples)} in ${now.seconds.toFixed(0)} s`}</small></dd></div>
        ${['p50', 'p95', 'p99'].map((name) => html`<div class="figure"><dt>${name}</dt><dd><b>${none ? '–' : millis(now.latency[name])}</b></dd></div>`)}
      </dl>
      <p class="doubt" role="status">${none || now.client.valid ? '' : `Not to be judged by: ${now.client.reason}`}</p>`;
  }
}

customElements.define('fl-figures', KeyFigures);

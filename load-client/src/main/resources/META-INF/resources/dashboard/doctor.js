// Why the split of a cluster does not do what its weights say.
import { json } from './api.js';
import { html, nothing } from './lit.js';
import { ActingPanel } from './panel.js';
import { store } from './store.js';

class Doctor extends ActingPanel {
  examination = null;
  #asked = false;

  view() {
    const split = store.state?.split;
    const cluster = split && split.by !== 'embedded';
    this.hidden = !cluster;
    if (!cluster) {
      return nothing;
    }
    if (!this.#asked) {
      this.#asked = true;
      queueMicrotask(() => this.#examine());
    }
    const checks = this.examination?.checks ?? [];
    const bad = checks.filter((each) => each.severity !== 'ok');
    return html`<h2>Doctor</h2>
      <p>
        ${this.examination ? verdict(this.examination.verdict) : 'checking …'}
        ${this.examination
          ? `${checks.length - bad.length} of ${checks.length} checks passed.`
          : ''}
        <button type="button" ?disabled=${this.busy} @click=${() => this.#examine()}>
          Check again
        </button>
      </p>
      <ul class="findings">
        ${bad.map(finding)}
      </ul>
      ${this.said()}`;
  }

  #examine() {
    return this.act(async () => {
      this.examination = await json('GET', 'api/doctor');
    });
  }
}

function verdict(word) {
  return html`<span class="verdict ${word}">${word}</span>`;
}

function finding({ severity, name, found, why, mend }) {
  return html`<li>
    <h3>${verdict(severity)} ${name}</h3>
    <p>${found}</p>
    <p class="quiet">${why}</p>
    ${mend ? html`<pre>${mend}</pre>` : nothing}
  </li>`;
}

customElements.define('fl-doctor', Doctor);

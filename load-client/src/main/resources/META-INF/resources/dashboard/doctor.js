// Why a split in a cluster does not do what its weights say.
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
      queueMicrotask(() => this.#look());
    }
    const checks = this.examination?.checks ?? [];
    const bad = checks.filter((each) => each.severity !== 'ok');
    return html`
      <h2>Doctor</h2>
      <p>${this.examination ? html`<span class="verdict ${this.examination.verdict}">${this.examination.verdict}</span> ${checks.length - bad.length} of ${checks.length} checks found nothing wrong.` : 'looking …'}
        <button type="button" ?disabled=${this.busy} @click=${() => this.#look()}>Look again</button></p>
      <ul class="findings">${bad.map((each) => html`<li><h3><span class="verdict ${each.severity}">${each.severity}</span> ${each.name}</h3>
        <p>${each.found}</p><p class="quiet">${each.why}</p>${each.mend ? html`<pre>${each.mend}</pre>` : nothing}</li>`)}</ul>
      ${this.said()}`;
  }

  #look() {
    return this.act(async () => {
      this.examination = await json('GET', 'api/doctor');
    });
  }
}

customElements.define('fl-doctor', Doctor);

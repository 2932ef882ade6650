// The bar that is always there: whether what is shown is true, and the kill switch.
import { token } from './api.js';
import { clock, span } from './format.js';
import { html, nothing } from './lit.js';
import { ActingPanel } from './panel.js';
import * as steer from './steer.js';
import { store } from './store.js';

const WORDS = { connecting: 'connecting', live: 'live', stale: 'stale', refused: 'token needed' };

class Header extends ActingPanel {
  done = '';

  view() {
    const { connection } = store;
    const newest = store.seconds.at(-1)?.ms;
    document.body.classList.toggle('old', connection === 'stale');
    // How old the figures are changes too often to be read out.
    return html`
      <div class="brand"><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M3 22 11 14l5 5 5-11 8 8"></path></svg>
        <h1>Faultline</h1></div>
      <p class="chip ${connection}" role="status"><i></i>${WORDS[connection]}</p>
      <div class="told">
        ${connection === 'stale'
          ? html`<p class="stale" role="alert" aria-atomic="false"><b>Not live:</b> ${store.trouble}. <span aria-live="off">${newest ? html`These figures are from ${clock(newest)}, ${span(store.now() - newest)} ago. ` : ''}</span>Trying again.</p>`
          : nothing}
        ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
        <p role="status">${this.done}</p>
        ${this.done || this.failure || connection === 'stale' ? nothing : this.#running()}
      </div>
      <button type="button" class="kill" ?disabled=${this.busy} @click=${() => this.#kill()}
        title="Ends all faults and experiments at once and sends no traffic to the injector any more">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3v9M7 5.6a8 8 0 1 0 10 0"></path></svg>Stop all faults</button>`;
  }

  #running() {
    const run = store.running();
    return run ? html`<p><a href="#experiments"><b>Experiment under way</b></a>: ${run.title} <span class="phase">${run.state}${run.level ? ` at ${run.level}` : ''}</span></p>` : nothing;
  }

  async #kill() {
    this.done = '';
    const well = await this.act(async () => {
      const stopped = await steer.kill();
      const what = ['Faults are off'];
      if (stopped.split) {
        what.push('no traffic to the injector');
      }
      if (stopped.experiments.length > 0) {
        what.push('the experiment is aborted');
      }
      this.done = `${what.join(', ')} (${clock(Date.now())}).`;
    });
    clearTimeout(this.fades);
    if (well) {
      this.fades = setTimeout(() => {
        this.done = '';
        this.update();
      }, 15_000);
    }
    this.update();
  }
}

customElements.define('fl-header', Header);

/** Asks for the token when the service wants one. */
class TokenDialog extends HTMLElement {
  connectedCallback() {
    addEventListener('faultline-unauthorized', () => this.ask());
  }

  ask() {
    if (this.querySelector('dialog')?.open) {
      return;
    }
    const wrong = token.get() !== null;
    token.set(null);
    this.innerHTML = `<dialog aria-labelledby="token-title"><form method="dialog">
      <h2 id="token-title">Token</h2>
      <p>Whoever steers faults here must show the token that this service was started with. Of a release of the chart
        this tells where it lies:</p>
      <pre>helm get notes RELEASE -n NAMESPACE</pre>
      <label>Token <input type="password" name="token" required autocomplete="off" spellcheck="false"></label>
      <p class="failure" role="alert"></p>
      <button class="primary">Continue</button></form></dialog>`;
    this.querySelector('.failure').textContent = wrong ? 'That token was refused.' : '';
    const dialog = this.querySelector('dialog');
    dialog.addEventListener('close', () => {
      token.set(this.querySelector('input').value.trim());
      dispatchEvent(new CustomEvent('faultline-token'));
    });
    // Without it there is nothing to see.
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.showModal();
  }
}

customElements.define('fl-token', TokenDialog);

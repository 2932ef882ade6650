// The bar that is always there: whether what is shown is true, and the kill switch.
import { token } from './api.js';
import { clock, span } from './format.js';
import { html, nothing } from './lit.js';
import { ActingPanel } from './panel.js';
import * as steer from './steer.js';
import { store } from './store.js';

const WORDS = { connecting: 'connecting', live: 'live', stale: 'stale', refused: 'token needed' };

class Header extends ActingPanel {
  /** What was done, for a while. */
  done = '';
  #fade;

  view() {
    const { connection } = store;
    document.body.classList.toggle('old', connection === 'stale');
    return html`<div class="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true"><path d="M3 22 11 14l5 5 5-11 8 8"></path></svg>
        <h1>Faultline</h1>
      </div>
      <p class="chip ${connection}" role="status"><i></i>${WORDS[connection]}</p>
      <div class="told">
        ${connection === 'stale' ? this.#stale() : nothing}
        ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
        <p role="status">${this.done}</p>
        ${this.done || this.failure || connection === 'stale' ? nothing : this.#running()}
      </div>
      ${this.#killButton()}`;
  }

  #stale() {
    const newest = store.seconds.at(-1)?.ms;
    const age = newest
      ? `These figures are from ${clock(newest)}, ${span(store.now() - newest)} ago.`
      : '';
    // How old the figures are changes too often to be read out.
    return html`<p class="stale" role="alert" aria-atomic="false">
      <b>Not live:</b> ${store.trouble}. <span aria-live="off">${age}</span> Trying again.
    </p>`;
  }

  #killButton() {
    const icon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 3v9M7 5.6a8 8 0 1 0 10 0"></path>
    </svg>`;
    return html`<button
      type="button"
      class="kill"
      ?disabled=${this.busy}
      @click=${() => this.#kill()}
      title="Ends all faults and experiments at once, and sends the injector no more traffic"
    >
      ${icon} Stop all faults
    </button>`;
  }

  #running() {
    const run = store.running();
    if (!run) {
      return nothing;
    }
    const state = run.level ? `${run.state} at ${run.level}` : run.state;
    return html`<p>
      <a href="#experiments"><b>Experiment running:</b></a> ${run.title}
      <span class="phase">${state}</span>
    </p>`;
  }

  async #kill() {
    this.done = '';
    const done = await this.act(async () => {
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
    clearTimeout(this.#fade);
    if (done) {
      this.#fade = setTimeout(() => {
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
      <p>Controlling faults here takes the token that this service was started with. For a release of the Helm chart,
        this command tells where to find it:</p>
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

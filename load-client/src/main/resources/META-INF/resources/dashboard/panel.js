// What all parts of the page have in common.
import { html, nothing, render } from './lit.js';
import { store } from './store.js';

/** A part of the page that shows what the store knows. `view()` returns its template; `update()` draws it anew. */
export class Panel extends HTMLElement {
  #changed = () => this.update();

  connectedCallback() {
    store.addEventListener('change', this.#changed);
    this.update();
  }

  disconnectedCallback() {
    store.removeEventListener('change', this.#changed);
  }

  update() {
    render(this.view(), this);
  }

  view() {
    return nothing;
  }
}

/** A part with something to do: while it is done its buttons are off, and what goes wrong is said where it was asked for. */
export class ActingPanel extends Panel {
  busy = false;
  failure = '';

  /** Does it; returns whether that went well. */
  async act(deed) {
    if (this.busy) {
      return false;
    }
    this.busy = true;
    this.failure = '';
    const focused = this.contains(document.activeElement) ? document.activeElement : null;
    this.update();
    try {
      await deed();
      return true;
    } catch (failure) {
      if (failure.name !== 'CallFailed') {
        console.error(failure);
      }
      this.failure = failure.message;
      return false;
    } finally {
      this.busy = false;
      this.update();
      // A button that was off for a while has lost it, and who has no mouse would begin again at the top.
      if (focused?.isConnected && document.activeElement === document.body) {
        focused.focus({ preventScroll: true });
      }
    }
  }

  /** Where failures are told; always there, so that it is read out when it gets words. */
  said() {
    return html`<p class="failure" role="alert">${this.failure}</p>`;
  }
}

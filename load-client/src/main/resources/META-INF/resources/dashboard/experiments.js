// Experiments: start one, watch it, abort it, read the reports.
import { call, CallFailed, json, token } from './api.js';
import { clock, span } from './format.js';
import { html, nothing } from './lit.js';
import { ActingPanel } from './panel.js';
import * as steer from './steer.js';
import { store } from './store.js';

const LIFE = ['warmup', 'baseline', 'inject', 'rollback', 'verify'];
const SIGNS = { pass: '✓', fail: '✗', inconclusive: '?', aborted: '–' };
const SHOWN = 8;

/** Whether its tags, if they say anything of that, name the place where this service runs. */
function fits(ready) {
  const places = ready.tags.filter((tag) => tag === 'local' || tag === 'kubernetes');
  return places.length === 0 || places.includes(store.state?.split?.by === 'embedded' ? 'local' : 'kubernetes');
}

class Experiments extends ActingPanel {
  ready = [];
  chosen = null;
  settings = {};
  text = '';
  all = false;

  connectedCallback() {
    super.connectedCallback();
    this.#ready();
    addEventListener('faultline-token', () => this.#ready());
    store.addEventListener('restarted', () => this.#ready());
  }

  async #ready() {
    try {
      this.ready = await json('GET', 'api/experiments/ready');
      this.update();
    } catch (failure) {
      console.debug(failure.message);
    }
  }

  view() {
    const running = store.running();
    const over = (store.state?.experiments ?? []).filter((each) => each.state === 'done');
    const shown = this.all ? over : over.slice(0, SHOWN);
    return html`
      <h2>Experiments</h2>
      ${running ? this.#running(running) : this.#starting()}
      ${this.said()}
      ${over.length === 0 ? html`<p class="quiet">No experiment is over yet. Each ends with a verdict and a report, listed here.</p>` : html`<ol class="reports" id="reports">${shown.map((each) => this.#over(each))}</ol>`}
      ${over.length > SHOWN ? html`<button type="button" class="link" @click=${() => this.#toggle()}>${this.all ? 'Show fewer' : `Show all ${over.length}`}</button>` : nothing}`;
  }

  #toggle() {
    this.all = !this.all;
    this.update();
  }

  #running(run) {
    const passed = run.started ? store.now() - Date.parse(run.started) : 0;
    const planned = (run.plannedSeconds ?? 0) * 1000;
    const at = LIFE.indexOf(run.state);
    return html`<section class="running" aria-label="Under way">
      <h3>${run.title}</h3>
      <ol class="life">${LIFE.map((state, i) => html`<li class=${i < at ? 'past' : i === at ? 'now' : ''} aria-current=${i === at ? 'step' : 'false'}>${state}</li>`)}</ol>
      <progress max=${planned || 1} .value=${planned ? Math.min(passed, planned) : 0} aria-label="How far it has come"></progress>
      <p><span id="experiment-state">${run.state}</span>${run.level ? html`, at ${run.level}` : nothing}; ${span(passed)}${planned > passed ? html`, about ${span(planned - passed)} left` : nothing}</p>
      <div class="buttons"><button type="button" id="abort" ?disabled=${this.busy} @click=${() => this.act(() => steer.abort(run.id))}>Abort and roll back</button></div>
    </section>`;
  }

  #starting() {
    const chosen = this.ready.find((each) => each.name === this.chosen);
    return html`<div class="fields">
        <label class="field grow">ready <select id="ready" @change=${(event) => this.#choose(event.target.value)}>
          <option value="" ?selected=${!chosen}>choose one …</option>
          ${this.ready.map((each) => html`<option value=${each.name} ?selected=${each.name === this.chosen}>${each.title}${fits(each) ? '' : ' (not here)'}</option>`)}
        </select></label>
      </div>
      ${chosen ? html`
        <p class="quiet">${chosen.description} ${chosen.tags.length ? html`Runs: ${chosen.tags.join(', ')}.` : nothing}</p>
        ${fits(chosen) ? nothing : html`<p class="note">By its tags it is meant for another place than this one.</p>`}
        ${chosen.needs.length ? html`<p class="note">It needs around it: ${chosen.needs.join('; ')}</p>` : nothing}
        <div class="fields">${Object.entries(this.settings).map(([name, value]) => html`<label class="field short">${name}
          <input .value=${String(value)} spellcheck="false" @input=${(event) => (this.settings[name] = event.target.value)}></label>`)}</div>` : nothing}
      <details><summary>${chosen ? 'Its text' : 'One of your own'}</summary>
        <label class="block">YAML or JSON <textarea id="experiment-text" rows="12" spellcheck="false" .value=${this.text} @input=${(event) => (this.text = event.target.value)}></textarea></label></details>
      <div class="buttons"><button type="button" id="start-experiment" class="primary" ?disabled=${this.busy} @click=${() => this.act(() => this.#start(chosen))}>Start</button></div>`;
  }

  #choose(name) {
    this.chosen = name || null;
    const chosen = this.ready.find((each) => each.name === name);
    this.settings = { ...chosen?.configuration };
    this.text = chosen?.text ?? '';
    this.failure = '';
    this.update();
  }

  async #start(chosen) {
    if (!this.text.trim()) {
      throw new CallFailed('choose an experiment, or write one', 0);
    }
    const changed = Object.entries(this.settings).filter(([name, value]) => String(chosen?.configuration[name]) !== String(value));
    await steer.start(this.text, changed);
  }

  #over(each) {
    const outcome = each.verdict?.outcome ?? 'aborted';
    const lasted = each.started && each.ended ? span(Date.parse(each.ended) - Date.parse(each.started)) : '';
    return html`<li>
      <span class="verdict ${outcome}"><i aria-hidden="true">${SIGNS[outcome]}</i>${outcome}</span>
      <div><h3>${each.title}</h3>
        <p class="reason">${each.verdict?.reason ?? ''}</p>
        <p class="quiet"><time datetime=${each.started ?? ''}>${each.started ? `${new Date(each.started).toLocaleDateString()} ${clock(Date.parse(each.started))}` : ''}</time>${lasted ? `, took ${lasted}` : ''}
          ${this.#report(each.id, '.html', 'Report')} ${this.#report(each.id, '.md', 'Markdown')} ${this.#report(each.id, '.json', 'JSON')}</p></div>
    </li>`;
  }

  #report(id, suffix, words) {
    const path = `api/experiments/${encodeURIComponent(id)}/report${suffix}`;
    return html`<a href=${path} target="_blank" rel="noopener" @click=${(event) => this.#open(event, path)}>${words}</a>`;
  }

  /** A link can't show a token: then the report is fetched first. */
  #open(event, path) {
    if (token.get() === null) {
      return;
    }
    event.preventDefault();
    const tab = open('', '_blank');
    this.act(async () => {
      if (!tab) {
        throw new CallFailed('the browser has blocked the tab that the report was to be shown in', 0);
      }
      const url = URL.createObjectURL(await (await call('GET', path)).blob());
      tab.location = url;
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    }).then((well) => well || tab?.close());
  }
}

customElements.define('fl-experiments', Experiments);

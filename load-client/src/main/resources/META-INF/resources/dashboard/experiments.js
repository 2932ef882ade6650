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
  return (
    places.length === 0 ||
    places.includes(store.state?.split?.by === 'embedded' ? 'local' : 'kubernetes')
  );
}

class Experiments extends ActingPanel {
  ready = [];
  chosen = null;
  settings = {};
  text = '';
  all = false;

  connectedCallback() {
    super.connectedCallback();
    this.#loadReady();
    addEventListener('faultline-token', () => this.#loadReady());
    store.addEventListener('restarted', () => this.#loadReady());
  }

  async #loadReady() {
    try {
      this.ready = await json('GET', 'api/experiments/ready');
      this.update();
    } catch (failure) {
      console.debug(failure.message);
    }
  }

  view() {
    const running = store.running();
    const finished = (store.state?.experiments ?? []).filter((each) => each.state === 'done');
    return html`<h2>Experiments</h2>
      ${running ? this.#running(running) : this.#chooser()} ${this.said()}
      ${this.#finished(finished)}`;
  }

  #finished(experiments) {
    if (experiments.length === 0) {
      return html`<p class="quiet">
        No experiment has finished yet. Each ends with a verdict and a report, listed here.
      </p>`;
    }
    const shown = this.all ? experiments : experiments.slice(0, SHOWN);
    const toggle = html`<button type="button" class="link" @click=${() => this.#toggle()}>
      ${this.all ? 'Show fewer' : `Show all ${experiments.length}`}
    </button>`;
    return html`<ol class="reports" id="reports">
        ${shown.map((each) => this.#report(each))}
      </ol>
      ${experiments.length > SHOWN ? toggle : nothing}`;
  }

  #toggle() {
    this.all = !this.all;
    this.update();
  }

  #running(run) {
    const passed = run.started ? store.now() - Date.parse(run.started) : 0;
    const planned = (run.plannedSeconds ?? 0) * 1000;
    const level = run.level ? `, at ${run.level}` : '';
    const left = planned > passed ? `, about ${span(planned - passed)} left` : '';
    return html`<section class="running" aria-label="Running">
      <h3>${run.title}</h3>
      ${lifeline(run.state)}
      <progress
        max=${planned || 1}
        .value=${planned ? Math.min(passed, planned) : 0}
        aria-label="Progress"
      ></progress>
      <p><span id="experiment-state">${run.state}</span>${level}; ${span(passed)}${left}</p>
      <div class="buttons">
        <button
          type="button"
          id="abort"
          ?disabled=${this.busy}
          @click=${() => this.act(() => steer.abort(run.id))}
        >
          Abort and roll back
        </button>
      </div>
    </section>`;
  }

  #chooser() {
    const chosen = this.ready.find((each) => each.name === this.chosen);
    return html`<div class="fields">
        <label class="field grow">
          ready
          <select id="ready" @change=${(event) => this.#choose(event.target.value)}>
            <option value="" ?selected=${!chosen}>choose one …</option>
            ${this.ready.map(
              (each) =>
                html`<option value=${each.name} ?selected=${each.name === this.chosen}>
                  ${each.title}${fits(each) ? '' : ' (not here)'}
                </option>`,
            )}
          </select>
        </label>
      </div>
      ${chosen ? this.#details(chosen) : nothing} ${this.#definition(chosen)}
      <div class="buttons">
        <button
          type="button"
          id="start-experiment"
          class="primary"
          ?disabled=${this.busy}
          @click=${() => this.act(() => this.#start(chosen))}
        >
          Start
        </button>
      </div>`;
  }

  #details(chosen) {
    const tags = chosen.tags.length ? `Runs: ${chosen.tags.join(', ')}.` : '';
    const elsewhere = html`<p class="note">
      Its tags say that it is meant for another environment.
    </p>`;
    const needs = html`<p class="note">It requires: ${chosen.needs.join('; ')}</p>`;
    return html`<p class="quiet">${chosen.description} ${tags}</p>
      ${fits(chosen) ? nothing : elsewhere} ${chosen.needs.length ? needs : nothing}
      <div class="fields">
        ${Object.entries(this.settings).map(([name, value]) => this.#setting(name, value))}
      </div>`;
  }

  #setting(name, value) {
    const change = (event) => {
      this.settings[name] = event.target.value;
    };
    return html`<label class="field short">
      ${name}
      <input .value=${String(value)} spellcheck="false" @input=${change} />
    </label>`;
  }

  #definition(chosen) {
    const change = (event) => {
      this.text = event.target.value;
    };
    return html`<details>
      <summary>${chosen ? 'Its definition' : 'Write your own'}</summary>
      <label class="block">
        YAML or JSON
        <textarea
          id="experiment-text"
          rows="12"
          spellcheck="false"
          .value=${this.text}
          @input=${change}
        ></textarea>
      </label>
    </details>`;
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
      throw new CallFailed('Choose an experiment, or write one.', 0);
    }
    const changed = Object.entries(this.settings).filter(
      ([name, value]) => String(chosen?.configuration[name]) !== String(value),
    );
    await steer.start(this.text, changed);
  }

  #report({ id, title, verdict, started, ended, inShort }) {
    const outcome = verdict?.outcome ?? 'aborted';
    const begun = started ? Date.parse(started) : null;
    const date = begun ? `${new Date(begun).toLocaleDateString()} ${clock(begun)}` : '';
    const took = begun && ended ? `, took ${span(Date.parse(ended) - begun)}` : '';
    return html`<li>
      <span class="verdict ${outcome}"><i aria-hidden="true">${SIGNS[outcome]}</i>${outcome}</span>
      <div>
        <h3>${title}</h3>
        <p class="reason">${verdict?.reason ?? ''}</p>
        <p class="quiet">
          <time datetime=${started ?? ''}>${date}</time>${took}
          ${inShort ? 'kept in short:' : this.#link(id, '.html', 'Report')}
          ${this.#link(id, '.md', 'Markdown')} ${this.#link(id, '.json', 'JSON')}
        </p>
      </div>
    </li>`;
  }

  #link(id, suffix, words) {
    const path = `api/experiments/${encodeURIComponent(id)}/report${suffix}`;
    const click = (event) => this.#open(event, path);
    return html`<a href=${path} target="_blank" rel="noopener" @click=${click}>${words}</a>`;
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
        throw new CallFailed('The browser has blocked the tab for the report.', 0);
      }
      const url = URL.createObjectURL(await (await call('GET', path)).blob());
      tab.location = url;
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    }).then((done) => done || tab?.close());
  }
}

/** The states of an experiment in order, the current one marked. */
function lifeline(current) {
  const at = LIFE.indexOf(current);
  return html`<ol class="life">
    ${LIFE.map(
      (state, i) =>
        html`<li
          class=${i < at ? 'past' : i === at ? 'now' : ''}
          aria-current=${i === at ? 'step' : 'false'}
        >
          ${state}
        </li>`,
    )}
  </ol>`;
}

customElements.define('fl-experiments', Experiments);

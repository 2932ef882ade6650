// "What if …": builds a fault plan, says what to expect of it, and tries it, at once or as an experiment.
import { json, token } from './api.js';
import './learn.js';
import { html, nothing } from './lit.js';
import { ActingPanel } from './panel.js';
import {
  ABORTS,
  BLANK,
  commands,
  DEFAULT_RATE,
  DELAYS,
  expectation,
  experimentOf,
  formWords,
  holdOf,
  parsePlan,
  planOf,
  SCHEDULES,
} from './plan.js';
import * as steer from './steer.js';
import { store } from './store.js';
import { injectorShare, known } from './traffic.js';

const EXPIRIES = {
  '1m': '1 minute',
  '5m': '5 minutes',
  '10m': '10 minutes',
  '30m': '30 minutes',
  '1h': '1 hour',
  '': 'until stopped',
};

const ABORT_WORDS = {
  status: 'get an HTTP status',
  'grpc-status': 'get a gRPC status',
  reset: 'are reset (RST)',
  close: 'are closed without an answer',
  hang: 'hang',
  truncate: 'get half an answer',
  'malformed-chunk': 'get a broken chunk',
  garbage: 'get garbage',
  drip: 'get an answer byte by byte',
};

/** The injector is asked about a plan when nobody has typed for so long. */
const CHECK_AFTER = 350;

class FaultForm extends ActingPanel {
  form = { ...BLANK };
  presets = [];
  /** The name of the preset that is chosen. */
  preset = null;
  /** A plan that is not the form's: a preset's or one that was written by hand. */
  other = null;
  /** Who measured what the plan was learned from; empty if it was not learned. */
  learned = '';
  /** What was written by hand. */
  written = null;
  problem = '';
  hypothesis = 'success_rate >= 99%';
  copied = '';
  #check = null;
  #retry = null;
  /** What was written is no plan: the one before it must not be taken for it. */
  #broken = false;
  #touched = false;

  connectedCallback() {
    super.connectedCallback();
    this.#loadPresets();
    store.addEventListener('restarted', () => this.#loadPresets());
    addEventListener('faultline-token', () => this.#loadPresets());
  }

  /** They come from the injector, which may not have started yet. */
  async #loadPresets() {
    try {
      this.presets = await json('GET', 'api/injector/faults/presets');
      this.update();
    } catch (failure) {
      console.debug(failure.message);
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#loadPresets(), 5_000);
    }
  }

  get plan() {
    return this.other ?? planOf(this.form);
  }

  get #split() {
    return known(store.state?.split);
  }

  view() {
    this.#followShare();
    return html`<h2>What if …</h2>
      ${this.#presetButtons()}
      <fl-learn
        .used=${this.learned !== ''}
        @learned=${(event) => this.#show(null, event.detail.plan, event.detail.source)}
      ></fl-learn>
      ${this.#split ? this.#shareSlider() : nothing}
      ${this.other ? this.#otherPlan() : this.#fields()}
      <p class="expect">${this.#expectation()}</p>
      ${this.#buttons()} ${this.said()} ${this.#hypothesisField()} ${this.#text()}`;
  }

  #presetButtons() {
    if (this.presets.length === 0) {
      return nothing;
    }
    return html`<div class="presets" role="group" aria-label="Presets">
      ${this.presets.map(
        ({ name, description, plan }) =>
          html`<button
            type="button"
            class="preset"
            aria-pressed=${String(this.preset === name)}
            title=${description}
            @click=${() => this.#choosePreset(name, plan)}
          >
            ${name}
          </button>`,
      )}
    </div>`;
  }

  #shareSlider() {
    const spec = {
      label: 'of all requests go to the injector',
      unit: '%',
      value: this.form.share,
      max: 100,
      set: (share) => this.#putShare(share),
    };
    return html`<fl-slider id="share" .spec=${spec}></fl-slider>`;
  }

  #otherPlan() {
    const preset = this.presets.find((each) => each.name === this.preset);
    const words = this.learned ? `A plan learned from ${this.learned}.` : 'A plan written by hand.';
    return html`<p class="note">
      ${preset ? preset.description : words}
      <button type="button" class="link" @click=${() => this.#put({})}>Back to the form</button>
    </p>`;
  }

  #expectation() {
    if (this.problem) {
      return html`<span class="bad">${this.problem}</span>`;
    }
    const share = this.#split ? this.form.share : 100;
    return expectation(this.plan, share, store.state?.load?.timeout);
  }

  #buttons() {
    const running = store.running();
    const disabled = this.busy || Boolean(running) || Boolean(this.problem);
    const experiment = html`<button
      type="button"
      id="try-experiment"
      ?disabled=${disabled}
      @click=${() => this.act(() => this.#runExperiment())}
    >
      Run as an experiment
    </button>`;
    const abort = html`<p class="note">
      An experiment is running.
      <button type="button" class="link" @click=${() => this.act(() => steer.abort(running.id))}>
        Abort it
      </button>
      to try this.
    </p>`;
    return html`<div class="buttons">
        <button
          type="button"
          id="try"
          class="primary"
          ?disabled=${disabled}
          @click=${() => this.act(() => this.#tryNow())}
        >
          Try it now
        </button>
        ${this.#split ? experiment : nothing}
      </div>
      ${running ? abort : nothing}`;
  }

  #hypothesisField() {
    const change = (event) => {
      this.hypothesis = event.target.value.trim();
    };
    return html`<details>
      <summary>Hypothesis of the experiment</summary>
      <label class="field grow">
        threshold
        <input id="hypothesis" .value=${this.hypothesis} @change=${change} spellcheck="false" />
      </label>
      <p class="quiet">
        It first restores healthy traffic, measures a baseline for 8 s, injects for
        ${holdOf(this.plan)}, rolls back, and writes a report with a verdict.
      </p>
    </details>`;
  }

  #text() {
    const text = this.written ?? JSON.stringify(this.plan, null, 2);
    return html`<details id="as-text">
      <summary>As JSON and as commands</summary>
      <label class="block">
        The plan, which you can edit here
        <textarea
          id="plan-json"
          rows="12"
          spellcheck="false"
          .value=${text}
          @input=${(event) => this.#write(event.target.value)}
        ></textarea>
      </label>
      <div class="commands">
        <pre id="curl">${this.#commands()}</pre>
        <button type="button" @click=${() => this.#copy()}>Copy</button>
        <span role="status">${this.copied}</span>
      </div>
    </details>`;
  }

  #fields() {
    const percentage = {
      label: 'of these fail',
      unit: '%',
      value: this.form.percentage,
      max: 100,
      set: (value) => this.#put({ percentage: value }),
    };
    return html`<fl-slider id="percentage" .spec=${percentage}></fl-slider>
      <div class="fields">${this.#kind('abort', 'they', ABORTS, ABORT_WORDS)}</div>
      <div class="fields">${this.#kind('delay', 'delay', DELAYS)}</div>
      <div class="fields">
        ${this.#kind('when', 'when', SCHEDULES)}
        ${this.#select('expiresIn', 'for', EXPIRIES, (expiresIn) => this.#put({ expiresIn }))}
        <label class="field grow">
          only the path
          <input
            id="path"
            placeholder="/** (all)"
            .value=${this.form.path}
            spellcheck="false"
            @input=${(event) => this.#put({ path: event.target.value })}
          />
        </label>
      </div>`;
  }

  /** What kind of abort, delay or schedule, and a field for each of its settings. */
  #kind(name, label, kinds, words = {}) {
    const fieldsName = `${name}Fields`;
    const options = Object.fromEntries(
      Object.keys(kinds).map((kind) => [kind, words[kind] ?? kind]),
    );
    const choose = (kind) => this.#put({ [name]: kind, [fieldsName]: { ...kinds[kind] } });
    const inputs = Object.entries(this.form[fieldsName]).map(([field, value]) => {
      const change = (event) => {
        const fields = { ...this.form[fieldsName], [field]: event.target.value.trim() };
        this.#put({ [fieldsName]: fields });
      };
      return html`<label class="field short">
        ${field}
        <input id="${name}-${field}" .value=${value} spellcheck="false" @input=${change} />
      </label>`;
    });
    return html`${this.#select(name, label, options, choose)} ${inputs}`;
  }

  #select(name, label, options, choose) {
    return html`<label class="field">
      ${label}
      <select id=${name} @change=${(event) => choose(event.target.value)}>
        ${Object.entries(options).map(
          ([value, words]) =>
            html`<option value=${value} ?selected=${value === this.form[name]}>${words}</option>`,
        )}
      </select>
    </label>`;
  }

  /** Until somebody has changed something the form begins with the share that is in force. */
  #followShare() {
    const share = injectorShare(store.state?.split);
    if (!this.#touched && share > 0) {
      this.form.share = share;
    }
  }

  /** The share belongs to every plan, also to one that is not the form's. */
  #putShare(share) {
    this.#touched = true;
    this.form = { ...this.form, share };
    this.#checkSoon();
    this.update();
  }

  #put(change) {
    this.#touched = true;
    this.form = { ...this.form, ...change };
    this.#show(null, null);
  }

  #choosePreset(name, plan) {
    this.#show(name, plan);
  }

  #show(preset, other, learned = '') {
    this.preset = preset;
    this.other = other;
    this.learned = learned;
    this.written = null;
    this.#broken = false;
    this.#checkSoon();
    this.update();
  }

  #write(text) {
    this.written = text;
    this.preset = null;
    this.learned = '';
    try {
      this.other = parsePlan(text);
      this.#broken = false;
      this.#checkSoon();
    } catch (failure) {
      this.#broken = true;
      this.problem = failure.message;
    }
    this.update();
  }

  /** Asks the injector what it thinks of the plan, when nobody types any more. */
  #checkSoon() {
    clearTimeout(this.#check);
    this.#check = setTimeout(() => this.#checkNow(), CHECK_AFTER);
  }

  async #checkNow() {
    const text = JSON.stringify(this.plan);
    const isCurrent = () => !this.#broken && text === JSON.stringify(this.plan);
    if (!isCurrent()) {
      return;
    }
    let problem = '';
    try {
      await steer.check(this.plan);
    } catch (failure) {
      problem = failure.status === 400 || failure.status === 422 ? failure.message : '';
    }
    if (isCurrent()) {
      this.problem = problem;
      this.update();
    }
  }

  async #tryNow() {
    await steer.faults(this.plan);
    if (this.#split) {
      await steer.split(this.form.share);
    }
    if (!store.state.load) {
      await steer.rate(DEFAULT_RATE);
    }
  }

  async #runExperiment() {
    const { state } = store;
    if (injectorShare(state.split) > 0) {
      await steer.split(0);
    }
    const words = this.learned ? `like ${this.learned}` : 'a plan written by hand';
    const title = this.other ? (this.preset ?? words) : formWords(this.form);
    const { plan, hypothesis } = this;
    await steer.start(experimentOf({ title, plan, share: this.form.share, hypothesis, state }));
    document.querySelector('fl-experiments')?.scrollIntoView({ block: 'nearest' });
  }

  #commands() {
    const base = new URL('.', location.href).href;
    const guarded = token.get() !== null;
    return commands(base, this.plan, this.form.share, store.state?.split, guarded);
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#commands());
      this.copied = 'copied';
    } catch {
      this.copied = 'select it and copy it by hand';
    }
    this.update();
  }
}

customElements.define('fl-form', FaultForm);

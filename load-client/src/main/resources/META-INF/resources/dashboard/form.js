// "What if?": builds a fault plan, says what to expect of it, and tries it, at once or as an experiment.
import { json, token } from './api.js';
import { html, nothing } from './lit.js';
import { ActingPanel } from './panel.js';
import { ABORTS, BLANK, curl, DELAYS, expectation, injectorShare, planOf, SCHEDULES, weightsFor } from './plan.js';
import * as steer from './steer.js';
import { store } from './store.js';

const ENDS = { '1m': '1 minute', '5m': '5 minutes', '10m': '10 minutes', '30m': '30 minutes', '1h': '1 hour', '': 'until somebody stops it' };
const WORDS = { status: 'get an HTTP status', 'grpc-status': 'get a gRPC status', reset: 'are reset (RST)', close: 'are closed without an answer', hang: 'hang', truncate: 'get half an answer',
  'malformed-chunk': 'get a broken chunk', garbage: 'get garbage', drip: 'get an answer byte by byte' };
const SOON = 350;
const RATE = 200;

class FaultForm extends ActingPanel {
  form = structuredClone(BLANK);
  presets = [];
  /** A plan that is not the form's: a preset's or one that was written by hand. */
  other = null;
  written = null;
  problem = '';
  hypothesis = 'success_rate >= 99%';
  copied = '';
  #check = null;
  /** The text holds no plan: what it held before must not be taken for it. */
  #broken = false;
  #touched = false;

  connectedCallback() {
    super.connectedCallback();
    this.#presets();
    store.addEventListener('restarted', () => this.#presets());
    addEventListener('faultline-token', () => this.#presets());
  }

  /** They come with the injector, which may still be about to start. */
  async #presets() {
    try {
      this.presets = await json('GET', 'api/injector/faults/presets');
      this.update();
    } catch (failure) {
      console.debug(failure.message);
      clearTimeout(this.again);
      this.again = setTimeout(() => this.#presets(), 5_000);
    }
  }

  get plan() {
    return this.other ?? planOf(this.form);
  }

  view() {
    this.#follow();
    const { form } = this;
    const experiment = store.running();
    const split = store.state?.split;
    const share = split && !split.problem ? form.share : 100;
    const text = this.written ?? JSON.stringify(this.plan, null, 2);
    return html`
      <h2>What if …</h2>
      ${this.presets.length > 0 ? html`<div class="presets" role="group" aria-label="Ready plans">
        ${this.presets.map((preset) => html`<button type="button" class="preset" aria-pressed=${this.preset === preset.name ? 'true' : 'false'} title=${preset.description} @click=${() => this.#take(preset)}>${preset.name}</button>`)}
      </div>` : nothing}
      ${split && !split.problem ? html`<fl-slider id="share" .spec=${{ label: 'of all requests meet the injector', unit: '%', value: form.share, max: 100, set: (value) => this.#put({ share: value }) }}></fl-slider>` : nothing}
      ${this.other ? html`<p class="note">${this.preset ? this.presets.find((each) => each.name === this.preset).description : 'A plan written by hand.'}
          <button type="button" class="link" @click=${() => this.#put({})}>Back to the form</button></p>` : this.#fields()}
      <p class="expect">${this.problem ? html`<span class="bad">${this.problem}</span>` : expectation(this.plan, share, store.state?.load?.timeout)}</p>
      <div class="buttons">
        <button type="button" id="try" class="primary" ?disabled=${this.busy || Boolean(experiment) || Boolean(this.problem)} @click=${() => this.act(() => this.#try())}>Try it now</button>
        ${split && !split.problem ? html`<button type="button" id="try-experiment" ?disabled=${this.busy || Boolean(experiment) || Boolean(this.problem)} @click=${() => this.act(() => this.#experiment())}>Run as an experiment</button>` : nothing}
      </div>
      ${experiment ? html`<p class="note">An experiment is under way. <button type="button" class="link" @click=${() => this.act(() => steer.abort(experiment.id))}>Abort it</button> to try this.</p>` : nothing}
      ${this.said()}
      <details><summary>As an experiment it must hold that</summary>
        <label class="field grow">threshold <input id="hypothesis" .value=${this.hypothesis} @change=${(event) => (this.hypothesis = event.target.value.trim())} spellcheck="false"></label>
        <p class="quiet">It brings the traffic back to health first, measures 8 s, injects for 20 s, rolls back, and judges with a report.</p></details>
      <details id="as-text"><summary>As JSON and as commands</summary>
        <label class="block">The plan, which you can change here
          <textarea id="plan-json" rows="12" spellcheck="false" .value=${text} @input=${(event) => this.#write(event.target.value)}></textarea></label>
        <div class="commands"><pre id="curl">${this.#commands()}</pre>
          <button type="button" @click=${() => this.#copy()}>Copy</button><span role="status">${this.copied}</span></div>
      </details>`;
  }

  #fields() {
    const { form } = this;
    return html`
      <fl-slider id="percentage" .spec=${{ label: 'of these fail', unit: '%', value: form.percentage, max: 100, set: (value) => this.#put({ percentage: value }) }}></fl-slider>
      <div class="fields">
        ${this.#choice('abort', 'they', ABORTS, WORDS)}
        ${this.#inputs('abort')}
      </div>
      <div class="fields">
        ${this.#choice('delay', 'delay', DELAYS)}
        ${this.#inputs('delay')}
      </div>
      <div class="fields">
        ${this.#choice('when', 'when', SCHEDULES)}
        ${this.#inputs('when')}
        <label class="field">for <select id="expiresIn" @change=${(event) => this.#put({ expiresIn: event.target.value })}>
          ${Object.entries(ENDS).map(([value, words]) => html`<option value=${value} ?selected=${value === form.expiresIn}>${words}</option>`)}</select></label>
        <label class="field grow">only the path <input id="path" placeholder="/** (all)" .value=${form.path} spellcheck="false" @input=${(event) => this.#put({ path: event.target.value })}></label>
      </div>`;
  }

  #choice(name, label, all, words = {}) {
    return html`<label class="field">${label} <select id=${name} @change=${(event) => this.#put({ [name]: event.target.value, [`${name}Fields`]: { ...all[event.target.value] } })}>
      ${Object.keys(all).map((each) => html`<option value=${each} ?selected=${each === this.form[name]}>${words[each] ?? each}</option>`)}</select></label>`;
  }

  #inputs(name) {
    const fields = this.form[`${name}Fields`];
    return Object.entries(fields).map(([field, value]) => html`<label class="field short">${field} <input id="${name}-${field}" .value=${value} spellcheck="false"
      @input=${(event) => this.#put({ [`${name}Fields`]: { ...this.form[`${name}Fields`], [field]: event.target.value.trim() } })}></label>`);
  }

  /** Until somebody has moved something the form begins with the share that is in force. */
  #follow() {
    const share = injectorShare(store.state?.split);
    if (!this.#touched && share > 0) {
      this.form.share = share;
    }
  }

  #put(change) {
    this.#touched = true;
    this.form = { ...this.form, ...change };
    if (Object.keys(change).join() !== 'share') {
      this.#broken = false;
      this.other = null;
      this.preset = null;
      this.written = null;
    }
    this.#soon();
    this.update();
  }

  #take(preset) {
    this.#broken = false;
    this.preset = preset.name;
    this.other = preset.plan;
    this.written = null;
    this.#soon();
    this.update();
  }

  #write(text) {
    this.written = text;
    this.preset = null;
    this.#broken = true;
    try {
      const plan = JSON.parse(text);
      if (plan !== null && typeof plan === 'object' && !Array.isArray(plan)) {
        this.other = plan;
        this.#broken = false;
        this.#soon();
      } else {
        this.problem = 'A plan is an object of JSON: {"rules": [ … ]}';
      }
    } catch (failure) {
      this.problem = `This is no JSON: ${failure.message}`;
    }
    this.update();
  }

  /** Asks the injector what it thinks of the plan, when nobody types any more. */
  #soon() {
    clearTimeout(this.#check);
    this.#check = setTimeout(async () => {
      if (this.#broken) {
        return;
      }
      const asked = this.plan;
      const problem = await steer.check(asked).then(() => '', (failure) => (failure.status === 400 || failure.status === 422 ? failure.message : ''));
      if (!this.#broken && this.#same(asked)) {
        this.problem = problem;
        this.update();
      }
    }, SOON);
  }

  #same(plan) {
    return JSON.stringify(plan) === JSON.stringify(this.plan);
  }

  async #try() {
    await steer.faults(this.plan);
    const { split, load } = store.state;
    if (split && !split.problem) {
      await steer.split(this.form.share);
    }
    if (!load) {
      await steer.rate(RATE);
    }
  }

  async #experiment() {
    const { split, load, target } = store.state;
    if (injectorShare(split) > 0) {
      await steer.split(0);
    }
    const { duration, ...steady } = load ?? { target, rate: RATE };
    await steer.start({
      title: `What if: ${this.preset ?? (this.other ? 'a plan written by hand' : words(this.form))}`,
      hypothesis: [this.hypothesis],
      load: steady,
      warmup: '2s',
      baseline: { duration: '8s', gate: ['success_rate >= 99%'] },
      method: [{ faults: this.plan }, { split: { [split.injector]: this.form.share } }, { hold: '20s' }],
      verify: { duration: '4s' },
    });
    document.querySelector('fl-experiments')?.scrollIntoView({ block: 'nearest' });
  }

  #commands() {
    const base = new URL('.', location.href).href;
    const guarded = token.get() !== null;
    const lines = [curl(base, 'PUT', 'api/injector/faults', this.plan, guarded)];
    const split = store.state?.split;
    if (split && !split.problem) {
      lines.push(curl(base, 'PUT', 'api/split', { weights: weightsFor(split.weights, split.injector, this.form.share) }, guarded));
    }
    return lines.join('\n');
  }

  async #copy() {
    await navigator.clipboard.writeText(this.#commands()).then(
      () => (this.copied = 'copied'),
      () => (this.copied = 'select it and copy it by hand'),
    );
    this.update();
  }
}

function words(form) {
  const parts = [];
  if (form.percentage > 0) {
    parts.push(`${form.percentage} % ${form.abort}${form.abortFields.status ? ` ${form.abortFields.status}` : ''}`);
  }
  if (form.delay !== 'none') {
    parts.push(`${Object.values(form.delayFields).join(' ')} delay`);
  }
  return `${parts.join(', ') || 'nothing'} for ${form.share} % of the traffic`;
}

customElements.define('fl-form', FaultForm);

// Sliders for what is in force: the injector's share of the traffic, the rate, and the percentages of the faults.
import { CallFailed } from './api.js';
import { span } from './format.js';
import { html, nothing } from './lit.js';
import { ActingPanel } from './panel.js';
import { abortWords, delayWords, injectorShare, injects, scopeWords } from './plan.js';
import * as steer from './steer.js';
import { store } from './store.js';

const DECADE = [10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 25, 28, 30, 32, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95];
const MOST = 5_000;

/** The rates at which the slider stops: each step another one, about as much more everywhere. */
const RATES = [1, 2, 3, 4, 5, 6, 7, 8, 9, ...[1, 10, 100].flatMap((unit) => DECADE.map((rate) => rate * unit)).filter((rate) => rate <= MOST)];
const STEPS = RATES.length - 1;

export const rateAt = (step) => RATES[step];

/** The step that is nearest to a rate. */
export const stepOf = (rate) => RATES.reduce((best, each, i) => (Math.abs(Math.log(each / rate)) < Math.abs(Math.log(RATES[best] / rate)) ? i : best), 0);

/** So long the page waits to hear that what was asked for is in force. */
const HEARD_WITHIN = 3_000;

/**
 * A slider with a field for the exact value beside it. What is in force is shown, but for the time in which somebody is
 * about to change it. `slider({label, value, max, unit, ...})`.
 */
class Slider extends HTMLElement {
  #draft = null;
  /** What is to be set after what is being set now; the last one counts. */
  #next = null;
  #setting = false;
  #release;

  /** @type {{label: string, value: number, unit: string, min?: number, max: number, step?: number, at?: function, of?: function, set: function, disabled?: boolean}} */
  set spec(spec) {
    this.#spec = spec;
    if (!this.#setting && typeof this.#draft === 'number' && Math.abs(this.#draft - spec.value) < 0.005) {
      this.#draft = null;
    }
    this.#draw();
  }

  #spec = null;

  #draw() {
    const { label, unit, min = 0, max, step = 1, disabled = false } = this.#spec;
    if (!this.firstChild) {
      const id = `s${Slider.#count++}`;
      this.innerHTML = `<label for="${id}"></label><input type="range" id="${id}"><span class="exact"><input type="number" inputmode="decimal"><span aria-hidden="true"></span></span>`;
      const [range, exact] = this.querySelectorAll('input');
      range.addEventListener('input', () => this.#drafted(this.#value(range.value)));
      range.addEventListener('change', () => this.#chosen(this.#value(range.value)));
      exact.addEventListener('input', () => (this.#draft = exact.value));
      exact.addEventListener('change', () => {
        if (exact.value === '') {
          this.#drafted(null);
        } else if (exact.reportValidity()) {
          this.#chosen(Number(exact.value));
        }
      });
    }
    const [range, exact] = this.querySelectorAll('input');
    this.querySelector('label').textContent = label;
    this.querySelector('.exact span').textContent = unit;
    range.min = this.#spec.of ? 0 : min;
    range.max = this.#spec.of ? STEPS : max;
    range.step = this.#spec.of ? 1 : step;
    exact.min = min;
    exact.max = this.#spec.most ?? max;
    exact.step = 'any';
    exact.setAttribute('aria-label', `${label}, exactly`);
    range.disabled = disabled;
    exact.disabled = disabled;
    this.#show();
  }

  static #count = 0;

  #value(position) {
    return this.#spec.of ? this.#spec.of(Number(position)) : Number(position);
  }

  #show() {
    const [range, exact] = this.querySelectorAll('input');
    const value = this.#draft ?? this.#spec.value;
    range.value = this.#spec.at ? this.#spec.at(Number(value)) : value;
    range.setAttribute('aria-valuetext', `${value} ${this.#spec.unit}`);
    range.style.setProperty('--at', `${((range.value - range.min) / (range.max - range.min)) * 100}%`);
    if (exact !== document.activeElement || typeof this.#draft !== 'string') {
      exact.value = typeof value === 'number' ? Number(value.toFixed(2)) : value;
    }
  }

  #drafted(value) {
    clearTimeout(this.#release);
    this.#draft = value;
    this.#show();
  }

  /** One call at a time, and none lost: a key that is held down chooses faster than the service can answer. */
  async #chosen(value) {
    this.#drafted(value);
    this.#next = value;
    if (this.#setting) {
      return;
    }
    this.#setting = true;
    let well;
    while (this.#next !== null) {
      const chosen = this.#next;
      this.#next = null;
      well = (await this.#spec.set(chosen)) !== false;
    }
    this.#setting = false;
    // That it is in force is heard a moment later; to show the old value until then would be a jump there and back.
    this.#release = setTimeout(() => this.#drafted(null), well ? HEARD_WITHIN : 0);
  }
}

customElements.define('fl-slider', Slider);

class TrafficControls extends ActingPanel {
  #rate = 200;

  view() {
    const { state } = store;
    const experiment = store.running();
    const split = state?.split;
    const steerable = split && !split.problem && split.injector in split.weights && Object.keys(split.weights).length > 1;
    const load = state?.load;
    const plain = !load || (load.rate !== undefined && !load.stages);
    const target = load?.target ?? state?.target;
    return html`
      <h2>Traffic</h2>
      ${experiment ? html`<p class="note">An experiment is under way: it steers the traffic and the faults.</p>` : nothing}
      ${steerable
        ? html`<fl-slider id="weight" .spec=${{
            label: `Share of the traffic for ${split.injector}`, unit: '%', value: injectorShare(split), max: 100, disabled: Boolean(experiment),
            set: (value) => this.act(() => steer.split(value)) }}></fl-slider>`
        : html`<p class="note">${split?.problem ?? (state ? 'There is no split that could be steered.' : ' ')}</p>`}
      <fl-slider id="rate" .spec=${{
        label: 'Requests a second', unit: '/s', value: load ? store.seconds.at(-1)?.planRate ?? 0 : this.#rate, min: 1, max: MOST, most: 50_000,
        of: rateAt, at: stepOf, disabled: !state || Boolean(experiment) || !plain,
        set: (value) => (load ? this.act(() => steer.rate(value)) : this.#remember(value)) }}></fl-slider>
      <div class="buttons">
        ${load
          ? html`<button type="button" id="stop-load" ?disabled=${this.busy || Boolean(experiment)} @click=${() => this.act(steer.stopLoad)}>Stop the load</button>`
          : html`<button type="button" id="start-load" class="primary" ?disabled=${this.busy || !target} @click=${() => this.act(() => steer.rate(this.#rate))}>Start the load</button>`}
        <span class="quiet target">${target ?? ''}</span>
      </div>
      ${load && !plain ? html`<p class="note">This load follows stages or callers, not a rate; change it over the API.</p>` : nothing}
      ${this.said()}`;
  }

  #remember(value) {
    this.#rate = value;
    this.update();
  }
}

customElements.define('fl-traffic-controls', TrafficControls);

class FaultsInForce extends ActingPanel {
  view() {
    const faults = store.state?.faults;
    const locked = Boolean(store.running()) || this.busy;
    return html`<h2>Faults in force</h2>${!faults ? nothing : faults.problem ? html`<p class="note bad">${faults.problem}</p>` : this.#plan(faults, locked)}${this.said()}`;
  }

  #plan({ plan, stats }, locked) {
    const now = store.now();
    const ends = plan.expiresAt ? Date.parse(plan.expiresAt) : null;
    const on = injects(plan, now);
    return html`
      <div class="expiry">
        <p><b class=${on ? 'bad' : 'good'}>${on ? 'Faults are on' : ends !== null && ends <= now ? 'Expired' : 'No faults'}</b>
          ${on ? (ends === null ? html`<span>without an end</span>` : html`<span>${span(ends - now)} left</span>`) : nothing}
          ${on && injectorShare(store.state.split) === 0 && store.state.split ? html`<span class="quiet">but no traffic meets them</span>` : nothing}</p>
        <div class="buttons">
          ${on ? html`<button type="button" ?disabled=${locked} @click=${() => this.act(() => steer.amend((inForce) => lasting(inForce, '5m')))}>${ends === null ? 'End in 5 min' : 'Set to 5 min'}</button>
            <button type="button" id="stop-faults" ?disabled=${locked} @click=${() => this.act(steer.stopFaults)}>Switch off</button>` : nothing}
        </div>
      </div>
      ${on ? html`<ul class="rules">${plan.rules.map((rule, r) => this.#rule(rule, r, stats, locked))}</ul>` : html`<p class="quiet">${plan.otherwise.type === 'forward' ? `Requests are handed on to ${plan.otherwise.to}.` : `The injector answers ${plan.otherwise.status ?? 200} to everything.`}</p>`}`;
  }

  #rule(rule, r, stats, locked) {
    const counted = stats?.rules?.find((each) => each.rule === rule.name);
    const scope = scopeWords(rule);
    return html`<li>
      <h3>${rule.name}</h3>
      ${scope ? html`<p class="quiet">${scope}</p>` : nothing}
      ${rule.delay ? html`<p>Delay: <b>${delayWords(rule.delay)}</b></p>` : nothing}
      ${(rule.aborts ?? []).map((abort, a) => html`<fl-slider class="abort" .spec=${{
        label: abortWords(abort), unit: '%', value: abort.percentage, max: 100 - others(rule, a), step: 1, disabled: Boolean(store.running()),
        set: (value) => this.act(() => steer.amend((plan) => changed(plan, rule.name, r, a, value))) }}></fl-slider>`)}
      ${counted ? html`<p class="quiet counts">${counted.requests} requests: ${Object.entries(counted.outcomes).map(([name, count]) => `${name} ${count}`).join(', ')}</p>` : nothing}
    </li>`;
  }
}

/** What the other aborts of a rule take of its requests. */
function others(rule, index) {
  return rule.aborts.reduce((all, abort, i) => (i === index ? all : all + abort.percentage), 0);
}

function changed(plan, name, r, a, percentage) {
  const rule = plan.rules[r];
  if (rule?.name !== name || !rule.aborts?.[a]) {
    throw new CallFailed('the plan in force is another one by now', 0);
  }
  rule.aborts[a].percentage = percentage;
  return plan;
}

function lasting(plan, expiresIn) {
  const { expiresAt, ...rest } = plan;
  return { ...rest, expiresIn };
}

customElements.define('fl-faults', FaultsInForce);


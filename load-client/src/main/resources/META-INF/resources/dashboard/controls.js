// Sliders for what is in force: the injector's share of the traffic, the rate, and the percentages of the faults.
import { span } from './format.js';
import { html, nothing } from './lit.js';
import { ActingPanel } from './panel.js';
import {
  abortWords,
  DEFAULT_RATE,
  delayWords,
  injects,
  maxPercentage,
  scopeWords,
  withExpiry,
  withPercentage,
} from './plan.js';
import * as steer from './steer.js';
import { store } from './store.js';
import {
  injectorShare,
  isSteerable,
  LAST_RATE_STEP,
  MAX_SLIDER_RATE,
  rateAt,
  stepOf,
} from './traffic.js';

/** So long the page waits to hear that what was asked for is in force. */
const HEARD_WITHIN = 3_000;

/**
 * A slider with a field for the exact value beside it. It shows what is in force, except while somebody changes it. Its
 * `spec`: label, unit, value, max, `set(value)`, disabled, min (0); for a slider that is not linear also `toValue(position)`,
 * `toPosition(value)` and lastPosition; `exactMax` if the field takes more than the slider.
 */
class Slider extends HTMLElement {
  static #count = 0;

  #spec = null;

  /** What somebody is about to set: a number, or the text in the field; null if nobody is. */
  #draft = null;

  /** What is to be set after what is being set now; the last one counts. */
  #next = null;
  #setting = false;
  #release;

  set spec(spec) {
    this.#spec = spec;
    const arrived = typeof this.#draft === 'number' && Math.abs(this.#draft - spec.value) < 0.005;
    if (!this.#setting && arrived) {
      this.#draft = null;
    }
    if (!this.firstChild) {
      this.#build();
    }
    this.#configure();
    this.#show();
  }

  #build() {
    const id = `s${Slider.#count++}`;
    this.innerHTML = `<label for="${id}"></label>
      <input type="range" id="${id}">
      <span class="exact"><input type="number" inputmode="decimal"><span aria-hidden="true"></span></span>`;
    const [range, exact] = this.querySelectorAll('input');
    range.addEventListener('input', () => this.#draw(this.#toValue(range.value)));
    range.addEventListener('change', () => this.#choose(this.#toValue(range.value)));
    exact.addEventListener('input', () => {
      this.#draft = exact.value;
    });
    exact.addEventListener('change', () => {
      if (exact.value === '') {
        this.#draw(null);
      } else if (exact.reportValidity()) {
        this.#choose(Number(exact.value));
      }
    });
  }

  #configure() {
    const {
      label,
      unit,
      min = 0,
      max,
      exactMax = max,
      lastPosition,
      disabled = false,
    } = this.#spec;
    const [range, exact] = this.querySelectorAll('input');
    this.querySelector('label').textContent = label;
    this.querySelector('.exact span').textContent = unit;
    range.min = lastPosition === undefined ? min : 0;
    range.max = lastPosition ?? max;
    range.disabled = disabled;
    exact.min = min;
    exact.max = exactMax;
    exact.step = 'any';
    exact.disabled = disabled;
    exact.setAttribute('aria-label', `${label}, exactly`);
  }

  #toValue(position) {
    return this.#spec.toValue ? this.#spec.toValue(Number(position)) : Number(position);
  }

  #show() {
    const { value: inForce, unit, toPosition = (each) => each } = this.#spec;
    const [range, exact] = this.querySelectorAll('input');
    const value = this.#draft ?? inForce;
    range.value = toPosition(Number(value));
    range.setAttribute('aria-valuetext', `${value} ${unit}`);
    const filled = (range.value - range.min) / (range.max - range.min);
    range.style.setProperty('--at', `${filled * 100}%`);
    if (exact !== document.activeElement || typeof this.#draft !== 'string') {
      exact.value = typeof value === 'number' ? Number(value.toFixed(2)) : value;
    }
  }

  #draw(draft) {
    clearTimeout(this.#release);
    this.#draft = draft;
    this.#show();
  }

  /** One call at a time, and none lost: a key that is held down chooses faster than the service can answer. */
  async #choose(value) {
    this.#draw(value);
    this.#next = value;
    if (this.#setting) {
      return;
    }
    this.#setting = true;
    let done;
    while (this.#next !== null) {
      const chosen = this.#next;
      this.#next = null;
      done = (await this.#spec.set(chosen)) !== false;
    }
    this.#setting = false;
    // That it is in force is heard a moment later; to show the old value until then would be a jump there and back.
    this.#release = setTimeout(() => this.#draw(null), done ? HEARD_WITHIN : 0);
  }
}

customElements.define('fl-slider', Slider);

class TrafficControls extends ActingPanel {
  /** The rate of a load that is still to be started. */
  #rate = DEFAULT_RATE;

  view() {
    const { state } = store;
    const load = state?.load;
    const hasRate = !load || (load.rate !== undefined && !load.stages);
    return html`<h2>Traffic</h2>
      ${store.running()
        ? html`<p class="note">
            An experiment is running and controls the traffic and the faults.
          </p>`
        : nothing}
      ${this.#weight(state)} ${this.#rateSlider(load, hasRate)} ${this.#buttons(state)}
      ${hasRate
        ? nothing
        : html`<p class="note">
            This load follows stages or callers, not a rate; change it through the API.
          </p>`}
      ${this.said()}`;
  }

  #weight(state) {
    const split = state?.split;
    if (!isSteerable(split)) {
      const why = split?.problem ?? (state ? 'There is no split to control.' : ' ');
      return html`<p class="note">${why}</p>`;
    }
    const spec = {
      label: `Share of the traffic for ${split.injector}`,
      unit: '%',
      value: injectorShare(split),
      max: 100,
      disabled: Boolean(store.running()),
      set: (value) => this.act(() => steer.split(value)),
    };
    return html`<fl-slider id="weight" .spec=${spec}></fl-slider>`;
  }

  #rateSlider(load, hasRate) {
    const spec = {
      label: 'Requests per second',
      unit: '/s',
      value: load ? (store.seconds.at(-1)?.planRate ?? 0) : this.#rate,
      min: 1,
      max: MAX_SLIDER_RATE,
      exactMax: 50_000,
      toValue: rateAt,
      toPosition: stepOf,
      lastPosition: LAST_RATE_STEP,
      disabled: !store.state || Boolean(store.running()) || !hasRate,
      set: (value) => (load ? this.act(() => steer.rate(value)) : this.#remember(value)),
    };
    return html`<fl-slider id="rate" .spec=${spec}></fl-slider>`;
  }

  #remember(value) {
    this.#rate = value;
    this.update();
  }

  #buttons(state) {
    const load = state?.load;
    const target = load?.target ?? state?.target;
    const stop = html`<button
      type="button"
      id="stop-load"
      ?disabled=${this.busy || Boolean(store.running())}
      @click=${() => this.act(steer.stopLoad)}
    >
      Stop the load
    </button>`;
    const start = html`<button
      type="button"
      id="start-load"
      class="primary"
      ?disabled=${this.busy || !target}
      @click=${() => this.act(() => steer.rate(this.#rate))}
    >
      Start the load
    </button>`;
    return html`<div class="buttons">
      ${load ? stop : start} <span class="quiet target">${target ?? ''}</span>
    </div>`;
  }
}

customElements.define('fl-traffic-controls', TrafficControls);

class ActiveFaults extends ActingPanel {
  view() {
    const faults = store.state?.faults;
    return html`<h2>Faults in force</h2>
      ${faults ? this.#faults(faults) : nothing} ${this.said()}`;
  }

  #faults({ plan, stats, problem }) {
    if (problem) {
      return html`<p class="note bad">${problem}</p>`;
    }
    if (!injects(plan, store.now())) {
      return html`${this.#status(plan, false)}
        <p class="quiet">${otherwiseWords(plan.otherwise)}</p>`;
    }
    return html`${this.#status(plan, true)}
      <ul class="rules">
        ${plan.rules.map((rule, index) => this.#rule(rule, index, stats))}
      </ul>`;
  }

  #status(plan, on) {
    const left = plan.expiresAt ? Date.parse(plan.expiresAt) - store.now() : null;
    const word = on ? 'Faults are on' : left !== null && left <= 0 ? 'Expired' : 'No faults';
    const { split } = store.state;
    const unused = on && split && injectorShare(split) === 0;
    return html`<div class="expiry">
      <p>
        <b class=${on ? 'bad' : 'good'}>${word}</b>
        ${on ? html`<span>${left === null ? 'no expiry' : `${span(left)} left`}</span>` : nothing}
        ${unused ? html`<span class="quiet">but no traffic reaches them</span>` : nothing}
      </p>
      <div class="buttons">${on ? this.#buttons(left) : nothing}</div>
    </div>`;
  }

  #buttons(left) {
    const locked = this.busy || Boolean(store.running());
    const limit = () => this.act(() => steer.amend((plan) => withExpiry(plan, '5m')));
    return html`<button type="button" ?disabled=${locked} @click=${limit}>
        ${left === null ? 'End in 5 min' : 'Set to 5 min'}
      </button>
      <button
        type="button"
        id="stop-faults"
        ?disabled=${locked}
        @click=${() => this.act(steer.stopFaults)}
      >
        Switch off
      </button>`;
  }

  #rule(rule, index, stats) {
    const scope = scopeWords(rule);
    const counted = stats?.rules?.find((each) => each.rule === rule.name);
    return html`<li>
      <h3>${rule.name}</h3>
      ${scope ? html`<p class="quiet">${scope}</p>` : nothing}
      ${rule.delay ? html`<p>Delay: <b>${delayWords(rule.delay)}</b></p>` : nothing}
      ${(rule.aborts ?? []).map((_, abort) => this.#abort(rule, index, abort))}
      ${counted ? html`<p class="quiet counts">${countWords(counted)}</p>` : nothing}
    </li>`;
  }

  #abort(rule, index, abort) {
    const which = { rule: index, name: rule.name, abort };
    const spec = {
      label: abortWords(rule.aborts[abort]),
      unit: '%',
      value: rule.aborts[abort].percentage,
      max: maxPercentage(rule, abort),
      disabled: Boolean(store.running()),
      set: (value) => this.act(() => steer.amend((plan) => withPercentage(plan, which, value))),
    };
    return html`<fl-slider class="abort" .spec=${spec}></fl-slider>`;
  }
}

function otherwiseWords(otherwise) {
  return otherwise.type === 'forward'
    ? `Requests are forwarded to ${otherwise.to}.`
    : `The injector answers ${otherwise.status ?? 200} to everything.`;
}

function countWords({ requests, outcomes }) {
  const parts = Object.entries(outcomes).map(([name, count]) => `${name} ${count}`);
  return `${requests} requests: ${parts.join(', ')}`;
}

customElements.define('fl-faults', ActiveFaults);

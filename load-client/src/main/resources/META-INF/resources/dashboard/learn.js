// "like …": learns a plan from what was measured, and shows what it rests on before anything is in force.
import { CallFailed } from './api.js';
import {
  basisWords,
  chartOf,
  latencies,
  learnedWords,
  outcomes,
  planToTry,
  refusal,
  requestOf,
  sourceOf,
  UNASKED,
  worst,
} from './learned.js';
import { html, nothing, svg } from './lit.js';
import { ActingPanel } from './panel.js';
import * as steer from './steer.js';

const SOURCES = { file: 'a file', prometheus: 'a Prometheus' };

const BY = { '': 'all together', path: 'by their path', 'grpc-method': 'by their gRPC method' };

/** So many notes are told. */
const MOST_NOTES = 8;

/** The chart in units of its own; about pixels where the panel has its usual width. */
const WIDTH = 360;
const HEIGHT = 168;
const PLOT = { left: 46, right: 20, top: 8, bottom: 22 };

/** Tells of `learned`, with the plan and its source, when there is one to be tried. */
class LearnedPlan extends ActingPanel {
  #fields = { ...UNASKED };
  #file = null;
  /** What load-client has learned; null before. */
  #learned = null;
  #source = '';
  /** The rule that is looked at. */
  #rule = 0;
  #used = false;

  /** Whether the plan that was learned is the form's. */
  set used(used) {
    if (this.#used !== used) {
      this.#used = used;
      this.update();
    }
  }

  view() {
    const isFile = this.#fields.from === 'file';
    return html`<details id="learn">
      <summary>like … what was measured</summary>
      <form
        class="learn"
        @submit=${(event) => {
          event.preventDefault();
          this.act(() => this.#learn());
        }}
      >
        ${this.#sources()} ${isFile ? this.#fileField() : this.#prometheusFields()}
        <div class="fields">
          ${isFile ? nothing : this.#field('for', 'for', '10m')} ${this.#byField()}
          ${this.#field('step', 'in steps of', 'none')}
          ${this.#field('speed', 'times as fast', '1', !this.#fields.step.trim())}
        </div>
        <div class="buttons">
          <button id="learn-now" ?disabled=${this.busy}>Learn</button>
          <span class="quiet">Nothing is in force before you try it.</span>
        </div>
      </form>
      <div class="learn">
        ${this.said()}
        <p role="status" class="quiet">${this.#status()}</p>
        ${this.#learned ? this.#result(this.#learned) : nothing}
      </div>
    </details>`;
  }

  #sources() {
    return html`<div class="choice" role="group" aria-label="Learn from">
      ${Object.entries(SOURCES).map(
        ([from, words]) =>
          html`<button
            type="button"
            aria-pressed=${String(this.#fields.from === from)}
            @click=${() => this.#put({ from })}
          >
            ${words}
          </button>`,
      )}
    </div>`;
  }

  #fileField() {
    const choose = (event) => {
      this.#file = event.target.files[0] ?? null;
      this.failure = (this.#file && refusal(this.#file)) ?? '';
      this.update();
    };
    return html`<label class="block">
      an access log, a report or a histogram
      <input id="learn-file" type="file" @change=${choose} />
    </label>`;
  }

  #prometheusFields() {
    return html`<div class="fields">
      ${this.#field('url', 'URL', '')} ${this.#field('service', 'service', '')}
      ${this.#field('namespace', 'namespace', 'any')}
      ${this.#field('at', 'at', 'latest, or 2026-11-24T20:15:00Z')}
    </div>`;
  }

  #field(name, label, placeholder, disabled = false) {
    const kind = ['url', 'service', 'namespace', 'at'].includes(name) ? 'grow' : 'short';
    return html`<label class="field ${kind}">
      ${label}
      <input
        id="learn-${name}"
        placeholder=${placeholder}
        spellcheck="false"
        .value=${this.#fields[name]}
        ?disabled=${disabled}
        @input=${(event) => this.#put({ [name]: event.target.value })}
      />
    </label>`;
  }

  #byField() {
    return html`<label class="field">
      requests
      <select id="learn-by" @change=${(event) => this.#put({ by: event.target.value })}>
        ${Object.entries(BY).map(
          ([value, words]) =>
            html`<option value=${value} ?selected=${value === this.#fields.by}>${words}</option>`,
        )}
      </select>
    </label>`;
  }

  #put(change) {
    this.#fields = { ...this.#fields, ...change };
    this.update();
  }

  async #learn() {
    const file = this.#fields.from === 'file' ? this.#file : null;
    let content;
    if (this.#fields.from === 'file') {
      const problem = refusal(file);
      if (problem) {
        throw new CallFailed(problem, 0);
      }
      content = await readable(file);
    }
    const learned = await steer.learn(requestOf(this.#fields, content));
    this.#source = sourceOf(learned, file?.name);
    this.#rule = worst(learned.plan);
    this.#learned = learned;
    this.#use();
  }

  #use() {
    const detail = { plan: planToTry(this.#learned), source: this.#source };
    this.dispatchEvent(new CustomEvent('learned', { detail }));
  }

  #status() {
    if (this.busy) {
      return 'Learning …';
    }
    return this.#learned ? learnedWords(this.#learned, this.#source) : '';
  }

  #result({ plan, basis, notes }) {
    const use = html`<button type="button" @click=${() => this.#use()}>Use this plan</button>`;
    return html`${this.#ruleField(basis)} ${this.#chart(plan, basis)}
    ${this.#outcomes(basis[this.#rule])} ${notes.length > 0 ? noteList(notes) : nothing}
    ${this.#used ? nothing : html`<div class="buttons">${use}</div>`}`;
  }

  #ruleField(basis) {
    if (basis.length < 2) {
      return nothing;
    }
    const choose = (event) => {
      this.#rule = Number(event.target.value);
      this.update();
    };
    return html`<div class="fields">
      <label class="field grow">
        rule
        <select id="learn-rule" @change=${choose}>
          ${basis.map(
            (each, i) =>
              html`<option value=${i} ?selected=${i === this.#rule}>${basisWords(each)}</option>`,
          )}
        </select>
      </label>
    </div>`;
  }

  #chart(plan, basis) {
    const chart = chartOf(plan, basis);
    if (!chart) {
      return nothing;
    }
    const rule = plan.rules[this.#rule];
    const figures = latencies(rule).map(({ name, time }) => `${name} ${time}`);
    const words = figures.join(', ') || 'nothing is delayed';
    const x = (at) => PLOT.left + at * (WIDTH - PLOT.left - PLOT.right);
    const y = (at) => HEIGHT - PLOT.bottom - at * (HEIGHT - PLOT.top - PLOT.bottom);
    const path = (curve) =>
      curve
        .map(([a, b], i) => `${i === 0 ? 'M' : 'L'}${x(a).toFixed(1)} ${y(b).toFixed(1)}`)
        .join('');
    const line = (curve, kind) =>
      curve.length > 0 ? svg`<path class=${kind} d=${path(curve)}></path>` : nothing;
    return html`<figure class="curve">
      <figcaption>
        <h3>Latency</h3>
        <p>by percentile${basis.length > 1 ? ', beside the other rules' : ''}; log scale</p>
      </figcaption>
      <svg
        viewBox="0 0 ${WIDTH} ${HEIGHT}"
        role="img"
        aria-label="Latency of ${rule.name} by percentile: ${words}"
      >
        ${chart.x.map(
          ({ at, name }) => svg`<path class="grid" d="M${x(at)} ${y(0)}V${y(1)}"></path>
            <text class="x" x=${x(at)} y=${HEIGHT - 6}>${name}</text>`,
        )}
        ${chart.y.map(
          ({ at, name }) => svg`<path class="grid" d="M${x(0)} ${y(at)}H${x(1)}"></path>
            <text class="y" x=${PLOT.left - 6} y=${y(at) + 4}>${name}</text>`,
        )}
        ${chart.curves.map((curve, i) => (i === this.#rule ? nothing : line(curve, 'other')))}
        ${line(chart.curves[this.#rule], 'this')}
      </svg>
      <p class="quiet">${words}</p>
    </figure>`;
  }

  #outcomes(basis) {
    const all = outcomes(basis);
    if (all.length === 0) {
      return nothing;
    }
    return html`<table class="outcomes">
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Share</th>
          <th scope="col">95 % interval</th>
        </tr>
      </thead>
      <tbody>
        ${all.map(
          ({ name, share, interval }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${share}</td>
              <td>${interval}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

/** The text of a file. */
async function readable(file) {
  try {
    return await file.text();
  } catch (failure) {
    // It was changed or removed since it was chosen.
    throw new CallFailed(
      `${file.name} can't be read any more; choose it again: ${failure.message}`,
      0,
    );
  }
}

function noteList(notes) {
  const more = notes.length - MOST_NOTES;
  return html`<ul class="notes" aria-label="Notes">
    ${notes.slice(0, MOST_NOTES).map((note) => html`<li>${note}.</li>`)}
    ${more > 0 ? html`<li>And ${more} more notes.</li>` : nothing}
  </ul>`;
}

customElements.define('fl-learn', LearnedPlan);

// Server-sent events read by fetch: unlike EventSource it can carry a token, and it tells when nothing comes any more.
import { CallFailed, headers } from './api.js';

const emptyEvent = () => ({ data: [], type: '' });

/** Cuts the text of an event stream into events, as the HTML standard defines them. Text may come in any pieces. */
export class EventParser {
  #rest = '';
  #event = emptyEvent();
  #lastId = null;

  /** @param {(event: {type: string, data: string, id: string|null}) => void} emit */
  constructor(emit) {
    this.emit = emit;
  }

  push(text) {
    this.#rest += text;
    // A carriage return at the end may be half of a line's end.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    lines.forEach((line) => this.#line(line));
  }

  #line(line) {
    if (line === '') {
      if (this.#event.data.length > 0) {
        this.emit({
          type: this.#event.type || 'message',
          data: this.#event.data.join('\n'),
          id: this.#lastId,
        });
      }
      this.#event = emptyEvent();
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') {
      this.#event.data.push(value);
    } else if (field === 'event') {
      this.#event.type = value;
    } else if (field === 'id' && !value.includes('\0')) {
      this.#lastId = value;
    }
  }
}

/** No sign of life for so long: whatever the connection says, it is dead. The service gives one every five seconds. */
const SILENCE = 12_000;
const FIRST_RETRY = 500;
const LAST_RETRY = 5_000;

/**
 * Reads a stream and goes on reading it: connects again by itself, ever more slowly, and resumes after the last event
 * that it has seen. `on.event(event)`, `on.open()`, `on.lost(failure)`.
 */
export class EventStream {
  #url;
  #on;
  #lastId = null;
  #retry = FIRST_RETRY;
  #abort = null;
  #timer = null;
  #closed = true;

  constructor(url, on) {
    this.#url = url;
    this.#on = on;
  }

  /** Begins, or begins anew at once. */
  open() {
    this.close();
    this.#closed = false;
    this.#retry = FIRST_RETRY;
    this.#connect();
  }

  /** Ends; open() resumes. */
  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#abort?.abort();
  }

  /** Whether nobody reads, nor is about to. */
  get closed() {
    return this.#closed;
  }

  async #connect() {
    const abort = new AbortController();
    this.#abort = abort;
    let watchdog;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => abort.abort(new Error('the connection is silent')), SILENCE);
    };
    try {
      alive();
      const answer = await fetch(this.#url, {
        headers: headers({
          Accept: 'text/event-stream',
          ...(this.#lastId === null ? {} : { 'Last-Event-ID': this.#lastId }),
        }),
        signal: abort.signal,
        cache: 'no-store',
      });
      if (!answer.ok) {
        throw new CallFailed(`the stream answered ${answer.status}`, answer.status);
      }
      this.#on.open();
      await this.#read(answer.body.getReader(), alive);
      throw new Error('the stream ended');
    } catch (failure) {
      if (!this.#closed && this.#abort === abort) {
        this.#on.lost(failure);
        this.#timer = setTimeout(() => this.#connect(), this.#retry);
        this.#retry = Math.min(this.#retry * 1.6, LAST_RETRY);
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  async #read(reader, alive) {
    const decoder = new TextDecoder();
    const parser = new EventParser((event) => {
      if (event.id !== null) {
        this.#lastId = event.id;
      }
      this.#retry = FIRST_RETRY;
      this.#on.event(event);
    });
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      alive();
      parser.push(decoder.decode(value, { stream: true }));
    }
  }
}

// What the page knows, and whether that is still true. Parts of the page listen to `change`.
import { json } from './api.js';
import { History } from './history.js';
import { EventStream } from './sse.js';

/** A second comes each second; later than this, what is shown is stale. */
const STALE_AFTER = 3_500;

/** A page that nobody looks at closes its connection after this: a browser has only six for one host. */
const HIDDEN_FOR = 60_000;

class Store extends EventTarget {
  /** @type {object|null} the figures of the last five seconds together, as `/api/stats` tells them */
  window = null;

  /** connecting, live, stale, or refused (a token is needed) */
  connection = 'connecting';

  /** why it is not live, for people */
  trouble = '';

  #history = new History();
  #lastHeard = 0;
  #stream;
  #dirty = false;
  #fetching = false;
  #hidden;

  constructor() {
    super();
    this.#stream = new EventStream('api/dashboard/stream?last=10m', {
      event: (event) => this.#receive(event),
      open: () => {
        this.#lastHeard = Date.now();
      },
      lost: (failure) => this.#lost(failure),
    });
  }

  start() {
    this.#stream.open();
    setInterval(() => this.#checkAge(), 500);
    addEventListener('online', () => this.#stream.open());
    addEventListener('faultline-token', () => this.#stream.open());
    document.addEventListener('visibilitychange', () => {
      clearTimeout(this.#hidden);
      if (document.hidden) {
        this.#hidden = setTimeout(() => this.#stream.close(), HIDDEN_FOR);
      } else if (this.connection !== 'live' || this.#stream.closed) {
        this.#stream.open();
      }
    });
  }

  get seconds() {
    return this.#history.seconds;
  }

  get state() {
    return this.#history.state;
  }

  /** The service's time, in milliseconds. */
  now() {
    return Date.now() + this.#history.offset;
  }

  /** The seconds of so many milliseconds before the newest. */
  last(ms) {
    return this.#history.last(ms);
  }

  /** The experiment that is running; undefined if none is. */
  running() {
    return this.#history.running();
  }

  #receive(event) {
    const data = JSON.parse(event.data);
    if (event.type === 'state') {
      if (this.#history.setState(data, Date.now())) {
        this.dispatchEvent(new CustomEvent('restarted'));
      }
    } else if (event.type === 'stats') {
      this.#receiveSecond(Number(event.id), data);
    }
    this.#change();
  }

  #receiveSecond(ms, data) {
    this.#lastHeard = Date.now();
    if (!this.#history.addSecond(ms, data)) {
      return;
    }
    this.#set('live', '');
    if (!document.hidden && ms > this.now() - 4_000) {
      this.#fetchWindow();
    }
  }

  /** Percentiles of seconds can't be summed up here: the service does it. */
  async #fetchWindow() {
    if (this.#fetching) {
      return;
    }
    this.#fetching = true;
    try {
      this.window = await json('GET', 'api/stats?window=5s');
      this.#change();
    } catch (failure) {
      // The stream tells whether the service is there.
      console.debug(failure.message);
    } finally {
      this.#fetching = false;
    }
  }

  #lost(failure) {
    if (failure.status === 401) {
      this.#set('refused', 'a token is needed');
      dispatchEvent(new CustomEvent('faultline-unauthorized'));
    } else if (failure.status === 503) {
      this.#set('stale', 'too many pages are open');
    } else {
      this.#set('stale', 'load-client does not answer');
    }
  }

  #checkAge() {
    if (this.connection === 'live' && Date.now() - this.#lastHeard > STALE_AFTER) {
      this.#set('stale', 'no data is arriving');
    }
    // Times left and ages go on although nothing comes.
    this.#change();
  }

  #set(connection, trouble) {
    this.connection = connection;
    this.trouble = trouble;
    this.#change();
  }

  /** Dispatched once a frame at most, and not while nobody looks. */
  #change() {
    if (this.#dirty) {
      return;
    }
    this.#dirty = true;
    requestAnimationFrame(() => {
      this.#dirty = false;
      this.dispatchEvent(new CustomEvent('change'));
    });
  }
}

/** The page's one store. */
export const store = new Store();

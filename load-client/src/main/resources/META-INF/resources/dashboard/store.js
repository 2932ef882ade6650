// What the page knows: the seconds that passed, the state of things, and whether that is still true.
import { json } from './api.js';
import { EventStream } from './events.js';

/** Ten minutes: what the service keeps, too. */
const KEPT = 600;

/** A second comes each second; later than this, what is shown is old. */
const STALE_AFTER = 3_500;

/** A page that nobody looks at gives its connection back after this: a browser has only six for one host. */
const HIDDEN_FOR = 60_000;

/** Seconds that begin so much later than now have not begun yet: the service's clock was set back. */
const CLOCK_STEP = 5_000;

class Store extends EventTarget {
  /** @type {Array<object>} what `/api/stats/stream` says of each second, oldest first; `ms` is its begin */
  seconds = [];
  /** @type {object|null} the figures of the last five seconds together, as `/api/stats` tells them */
  window = null;
  /** @type {object|null} what the event `state` holds */
  state = null;
  /** connecting, live, stale, or refused (a token is needed) */
  connection = 'connecting';
  /** why it is not live, for people */
  trouble = '';
  /** when a second came last, by this machine's clock */
  heard = 0;
  /** the service's clock less this machine's, in milliseconds */
  offset = 0;

  #stream;
  #dirty = false;
  #looking = false;
  #hidden;

  constructor() {
    super();
    this.#stream = new EventStream('api/dashboard/stream?last=10m', {
      event: (event) => this.#take(event),
      open: () => this.#connected(),
      lost: (failure) => this.#lost(failure),
    });
  }

  start() {
    this.#stream.open();
    setInterval(() => this.#judge(), 500);
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

  /** The service's time, in milliseconds. */
  now() {
    return Date.now() + this.offset;
  }

  /** The seconds of so many milliseconds before the newest. */
  last(ms) {
    const newest = this.seconds.at(-1)?.ms ?? 0;
    let first = this.seconds.length;
    while (first > 0 && this.seconds[first - 1].ms > newest - ms) {
      first--;
    }
    return this.seconds.slice(first);
  }

  /** The experiment that is under way; undefined if none is. */
  running() {
    return this.state?.experiments?.find((each) => each.state !== 'done');
  }

  #take(event) {
    const data = JSON.parse(event.data);
    if (event.type === 'state') {
      this.#state(data);
    } else if (event.type === 'stats') {
      this.#second(Number(event.id), data);
    }
    this.#change();
  }

  #state(state) {
    this.offset = state.time - Date.now();
    if (this.state && this.state.instance !== state.instance) {
      this.dispatchEvent(new CustomEvent('restarted'));
    }
    this.state = state;
    // A clock that was set back would make all that comes look old, until it has caught up.
    while (this.seconds.at(-1)?.ms > state.time + CLOCK_STEP) {
      this.seconds.pop();
    }
  }

  #second(ms, data) {
    this.heard = Date.now();
    const newest = this.seconds.at(-1)?.ms ?? 0;
    if (ms <= newest) {
      return;
    }
    this.seconds.push({ ms, ...data });
    if (this.seconds.length > KEPT) {
      this.seconds.splice(0, this.seconds.length - KEPT);
    }
    this.#set('live', '');
    if (!document.hidden && ms > this.now() - 4_000) {
      this.#look();
    }
  }

  /** Percentiles of seconds can't be summed up here: the service does it. */
  async #look() {
    if (this.#looking) {
      return;
    }
    this.#looking = true;
    try {
      this.window = await json('GET', 'api/stats?window=5s');
      this.#change();
    } catch (failure) {
      // The stream tells whether the service is there.
      console.debug(failure.message);
    } finally {
      this.#looking = false;
    }
  }

  #connected() {
    this.heard = Date.now();
  }

  #lost(failure) {
    if (failure.status === 401) {
      this.#set('refused', 'a token is needed');
      dispatchEvent(new CustomEvent('faultline-unauthorized'));
    } else {
      this.#set('stale', failure.status === 503 ? 'too many pages are open' : 'load-client does not answer');
    }
  }

  #judge() {
    if (this.connection === 'live' && Date.now() - this.heard > STALE_AFTER) {
      this.#set('stale', 'nothing comes any more');
    }
    // Times left and ages go on although nothing comes.
    this.#change();
  }

  #set(connection, trouble) {
    this.connection = connection;
    this.trouble = trouble;
    this.#change();
  }

  /** Told once a frame at most, and not while nobody looks. */
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

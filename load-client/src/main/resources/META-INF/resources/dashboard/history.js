// What the service has said: the seconds that have passed and the latest state. Needs no browser.

/** Ten minutes, as much as the service keeps. */
const CAPACITY = 600;

/** Seconds that begin so much later than now have not begun yet: the service's clock was set back. */
const CLOCK_STEP = 5_000;

export class History {
  /** What `/api/stats/stream` says of each second, oldest first; `ms` is when it began. */
  seconds = [];

  /** The latest event `state`; null before the first. */
  state = null;

  /** The service's clock minus this machine's, in milliseconds. */
  offset = 0;

  /** When the newest second began; 0 before the first. */
  get newest() {
    return this.seconds.at(-1)?.ms ?? 0;
  }

  /** Replaces the state; returns whether it comes from another process than the last one. */
  setState(state, now) {
    const restarted = this.state !== null && this.state.instance !== state.instance;
    this.state = state;
    this.offset = state.time - now;
    // Otherwise all that comes would look old until a clock that was set back has caught up.
    while (this.newest > state.time + CLOCK_STEP) {
      this.seconds.pop();
    }
    return restarted;
  }

  /** Adds a second; returns whether it was newer than all before. */
  addSecond(ms, figures) {
    if (ms <= this.newest) {
      return false;
    }
    this.seconds.push({ ms, ...figures });
    if (this.seconds.length > CAPACITY) {
      this.seconds.shift();
    }
    return true;
  }

  /** The seconds of so many milliseconds before the newest. */
  last(ms) {
    const oldest = this.newest - ms;
    const first = this.seconds.findLastIndex((second) => second.ms <= oldest);
    return this.seconds.slice(first + 1);
  }

  /** The experiment that is running; undefined if none is. */
  running() {
    return this.state?.experiments?.find((each) => each.state !== 'done');
  }
}

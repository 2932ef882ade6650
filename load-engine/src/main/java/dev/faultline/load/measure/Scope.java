package dev.faultline.load.measure;

/** Which attempts or requests a figure counts. */
public sealed interface Scope {

    /** All attempts that were sent. */
    Scope ATTEMPTS = new All();

    /** Requests, each with all its attempts: what a caller with retries sees. */
    Scope REQUESTS = new Requests();

    /** Arrivals that were never sent. */
    Scope SHED = new In(ResultClass.SHED);

    /** Returns whether arrivals that were never sent belong to it: they have no answerer, and no other class. */
    boolean holdsShed();

    /** All attempts that were sent. */
    record All() implements Scope {
        @Override
        public boolean holdsShed() {
            return true;
        }
    }

    /** Requests, each with all its attempts. */
    record Requests() implements Scope {
        @Override
        public boolean holdsShed() {
            return true;
        }
    }

    /** The attempts that one answerer answered. */
    record By(Answerer answerer) implements Scope {
        @Override
        public boolean holdsShed() {
            return false;
        }
    }

    /** The attempts at requests of one name. Their times are right within 1 %. */
    record Named(String name) implements Scope {
        @Override
        public boolean holdsShed() {
            return false;
        }
    }

    /** The attempts that ended in one class. */
    record In(ResultClass resultClass) implements Scope {
        @Override
        public boolean holdsShed() {
            return resultClass == ResultClass.SHED;
        }
    }
}

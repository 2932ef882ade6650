package dev.faultline.load.measure;

/** What a figure speaks of. */
public sealed interface Scope {

    /** All attempts that were sent. */
    Scope ATTEMPTS = new All();

    /** Requests, each with all its attempts: what a caller sees who retries. */
    Scope REQUESTS = new Requests();

    /** All attempts that were sent. */
    record All() implements Scope {}

    /** Requests, each with all its attempts. */
    record Requests() implements Scope {}

    /** The attempts that one party answered. */
    record By(Answerer answerer) implements Scope {}

    /** The attempts that ended in one class. */
    record In(ResultClass resultClass) implements Scope {}
}

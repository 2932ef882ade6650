package dev.faultline.injector.fault;

/**
 * What a server can do to an exchange. Faults say which of these they want, and know nothing else of the server; each
 * method prepares one act, which is then performed on many exchanges.
 *
 * @param <A> the server's kind of act
 */
public interface Transport<A> {

    /** Returns the act of sending this answer whole. */
    A answer(Answer answer);
}

package dev.faultline.injector.fault;

import org.jspecify.annotations.Nullable;

/**
 * What a server can do to an exchange. Faults say which of these they want, and know nothing else of the server; each
 * method prepares one action, which is then performed on many exchanges.
 *
 * @param <A> what the server performs
 */
public interface ActionFactory<A> {

    /** Returns the action of sending that content in that way. */
    A send(Source source, Delivery delivery);

    /**
     * Returns the action of ending a gRPC call: an error by trailers alone, or OK with one empty message.
     *
     * @param message says more of an error to a person
     * @param pushback tells the caller whether and when to try again
     */
    A grpc(GrpcCode code, @Nullable String message, @Nullable Pushback pushback);

    /** Returns the action of turning a request away by that answer; gRPC callers get its status in their way, with pushback. */
    default A turnAway(Answer answer) {
        A http = send(answer, Delivery.WHOLE);
        A grpc = grpc(GrpcCode.ofHttp(answer.status()), null, Pushback.AUTO);
        return byProtocol(http, http, answer.closes() ? andClose(grpc) : grpc);
    }

    /** Returns the action of sending an RST, which ends the connection. */
    A reset();

    /** Returns the action of sending a FIN and nothing before it, which ends the connection. */
    A close();

    /** Returns the action of starting a chunked answer whose second chunk has no size; HTTP/1.1 only. */
    A malformedChunk();

    /** Returns the action of sending so many bytes that are no HTTP, and then a FIN. */
    A garbage(int bytes);

    /** Returns the action of sending an RST_STREAM; HTTP/2 only. */
    A resetStream(Http2Code code);

    /**
     * Returns the action of sending a GOAWAY; HTTP/2 only. A request above {@code lastStreamId} is told that it was not
     * processed; any other is answered by {@code answer}. Then the connection ends.
     *
     * @param lastStreamId null for that of the request
     */
    A goAway(Http2Code code, @Nullable Integer lastStreamId, A answer);

    /**
     * Returns the action of answering like {@code answer}, and ending the connection with it, over HTTP/2 by a GOAWAY and once
     * the streams that have begun are answered.
     */
    A andClose(A answer);

    /**
     * Returns the action of answering like {@code answer}, without the 100 (Continue) before it that the caller may wait for;
     * over HTTP/1.1 the connection ends with it then.
     */
    A withoutContinue(A answer);

    /** Returns the action that is the first for HTTP/1.1, the second for HTTP/2 and the third for gRPC calls. */
    A byProtocol(A http1, A http2, A grpc);
}

package dev.faultline.injector.fault;

import org.jspecify.annotations.Nullable;

/**
 * What a server can do to an exchange. Faults say which of these they want, and know nothing else of the server; each
 * method prepares one act, which is then performed on many exchanges.
 *
 * @param <A> the server's kind of act
 */
public interface Transport<A> {

    /** Returns the act of sending that content in that way. */
    A send(Source source, Delivery delivery);

    /** Returns the act of ending a gRPC call: an error by trailers alone, or OK with one empty message. */
    A grpc(GrpcAnswer answer);

    /** Returns the act of sending an RST, which ends the connection. */
    A reset();

    /** Returns the act of sending a FIN and nothing before it, which ends the connection. */
    A close();

    /** Returns the act of starting a chunked answer whose second chunk has no size; HTTP/1.1 only. */
    A malformedChunk();

    /** Returns the act of sending so many bytes that are no HTTP, and then a FIN. */
    A garbage(int bytes);

    /** Returns the act of sending an RST_STREAM; HTTP/2 only. */
    A resetStream(Http2Code code);

    /**
     * Returns the act of sending a GOAWAY; HTTP/2 only. A request above {@code lastStreamId} is told that it was not
     * processed; any other is answered by {@code answer}. Then the connection ends.
     *
     * @param lastStreamId absent for that of the request
     */
    A goAway(Http2Code code, @Nullable Integer lastStreamId, A answer);

    /** Returns the act of answering like {@code answer}, and ending the connection with it; HTTP/1.1 only. */
    A andClose(A answer);

    /** Returns the act that is the first for HTTP/1.1, the second for HTTP/2 and the third for gRPC calls. */
    A byProtocol(A http1, A http2, A grpc);
}

package dev.faultline.injector.fault;

import java.util.Map;

/** How a limit turns a request away. */
final class Refusal {

    private Refusal() {}

    /** Returns the act: that status and when to try again, both said to gRPC callers in their way. */
    static <A> A via(Transport<A> transport, int status) {
        A http =
                transport.send(new Answer(status, Map.of(Answer.RETRY_AFTER, Answer.AUTO), null, null), Delivery.WHOLE);
        A grpc = transport.grpc(new GrpcAnswer(GrpcCode.ofHttp(status), null, Pushback.AUTO));
        return transport.byProtocol(http, http, grpc);
    }
}

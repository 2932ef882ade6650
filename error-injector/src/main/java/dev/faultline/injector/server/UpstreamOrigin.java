package dev.faultline.injector.server;

import dev.faultline.injector.fault.Target;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Consumer;

/** The answer of a service that the request is forwarded to. */
final class UpstreamOrigin implements Origin {

    private static final int LOWEST_STATUS = 200;
    private static final int HIGHEST_STATUS = 999;

    private final Target target;

    UpstreamOrigin(Target target) {
        this.target = target;
    }

    @Override
    public void open(Reply reply, Consumer<Content> ready) {
        new Forwarding(reply, answer -> receive(reply, answer, ready)).ask(target);
    }

    private static void receive(Reply reply, HttpClientResponse answer, Consumer<Content> ready) {
        int status = answer.statusCode();
        if (status < LOWEST_STATUS || status > HIGHEST_STATUS) {
            UpstreamFailure.NO_HTTP.answer(reply.exchange());
            return;
        }
        try {
            ForwardedHeaders.ofAnswer(
                    answer.headers(), reply.exchange().response().headers());
        } catch (IllegalArgumentException e) {
            // Vert.x takes more from upstreams than it sends itself.
            UpstreamFailure.NO_HTTP.answer(reply.exchange());
            return;
        }
        reply.exchange().response().setStatusCode(status);
        long length = length(answer);
        if (reply.hasBody() || length != Content.UNKNOWN) {
            reply.declare(length);
        }
        ready.accept(new Content(reply.hasBody() ? length : 0, answer, () -> trailers(answer)));
    }

    private static MultiMap trailers(HttpClientResponse answer) {
        MultiMap trailers = MultiMap.caseInsensitiveMultiMap();
        ForwardedHeaders.ofAnswer(answer.trailers(), trailers);
        return trailers;
    }

    private static long length(HttpClientResponse answer) {
        String length = answer.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                ? null
                : answer.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? Content.UNKNOWN : Math.max(Content.UNKNOWN, Long.parseLong(length));
        } catch (NumberFormatException e) {
            return Content.UNKNOWN;
        }
    }
}

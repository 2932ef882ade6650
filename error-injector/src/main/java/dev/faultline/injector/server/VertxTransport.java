package dev.faultline.injector.server;

import dev.faultline.injector.fault.Answer;
import dev.faultline.injector.fault.Delivery;
import dev.faultline.injector.fault.GrpcAnswer;
import dev.faultline.injector.fault.Http2Code;
import dev.faultline.injector.fault.Source;
import dev.faultline.injector.fault.Transport;
import org.jspecify.annotations.Nullable;

/** What Vert.x can do to an exchange. */
final class VertxTransport implements Transport<Act> {

    @Override
    public Act send(Source source, Delivery delivery) {
        if (source instanceof Answer answer && delivery instanceof Delivery.Whole) {
            return new PreparedAnswer(answer);
        }
        return new Send(Origin.of(source), Sender.of(delivery));
    }

    @Override
    public Act grpc(GrpcAnswer answer) {
        return new PreparedGrpcAnswer(answer);
    }

    @Override
    public Act reset() {
        return exchange -> exchange.wire().reset();
    }

    @Override
    public Act close() {
        return exchange -> exchange.wire().finish();
    }

    @Override
    public Act malformedChunk() {
        return new MalformedChunk();
    }

    @Override
    public Act garbage(int bytes) {
        return new Garbage(bytes);
    }

    @Override
    public Act resetStream(Http2Code code) {
        return exchange -> exchange.response().reset(code.number());
    }

    @Override
    public Act goAway(Http2Code code, @Nullable Integer lastStreamId, Act answer) {
        return new GoAway(code, lastStreamId, answer);
    }

    @Override
    public Act andClose(Act answer) {
        return new AndClose(answer);
    }

    @Override
    public Act byProtocol(Act http1, Act http2, Act grpc) {
        return exchange -> {
            Act http = exchange.isHttp2() ? http2 : http1;
            (exchange.isGrpc() ? grpc : http).perform(exchange);
        };
    }
}

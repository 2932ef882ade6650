package dev.faultline.injector.decide;

import dev.faultline.injector.fault.Answer;
import dev.faultline.injector.fault.Delivery;
import dev.faultline.injector.fault.GrpcAnswer;
import dev.faultline.injector.fault.Http2Code;
import dev.faultline.injector.fault.Source;
import dev.faultline.injector.fault.Transport;
import org.jspecify.annotations.Nullable;

/** Acts as words; a plain answer is its status alone. */
final class TextTransport implements Transport<String> {

    @Override
    public String send(Source source, Delivery delivery) {
        return source instanceof Answer answer && delivery == Delivery.WHOLE
                ? Integer.toString(answer.status())
                : source + " " + delivery;
    }

    @Override
    public String grpc(GrpcAnswer answer) {
        return answer.toString();
    }

    @Override
    public String reset() {
        return "reset";
    }

    @Override
    public String close() {
        return "close";
    }

    @Override
    public String malformedChunk() {
        return "malformed chunk";
    }

    @Override
    public String garbage(int bytes) {
        return bytes + " bytes of garbage";
    }

    @Override
    public String resetStream(Http2Code code) {
        return "reset stream " + code.number();
    }

    @Override
    public String goAway(Http2Code code, @Nullable Integer lastStreamId, String answer) {
        return "go away " + code.number() + " " + lastStreamId + " " + answer;
    }

    @Override
    public String andClose(String answer) {
        return answer + " and close";
    }

    @Override
    public String byProtocol(String http1, String http2, String grpc) {
        return http1;
    }
}

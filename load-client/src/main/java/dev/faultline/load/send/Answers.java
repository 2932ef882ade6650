package dev.faultline.load.send;

import dev.faultline.load.measure.Result;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;

/** Tells what an answer says: by its status, and by the marks of those who may have made it. */
final class Answers {

    private static final CharSequence FAULT = HttpHeaders.createOptimized("x-faultline-fault");
    private static final CharSequence BY = HttpHeaders.createOptimized("x-faultline-by");
    private static final CharSequence PROXY_ERROR = HttpHeaders.createOptimized("l5d-proxy-error");
    private static final CharSequence GRPC_STATUS = HttpHeaders.createOptimized("grpc-status");

    private Answers() {}

    /** Returns what an answer says that has come whole. */
    static Result whole(HttpClientResponse response, boolean grpc) {
        Result byHttp = begun(response);
        if (!grpc || response.statusCode() != 200) {
            return byHttp;
        }
        String status = response.headers().get(GRPC_STATUS);
        return byHttp.withGrpc(status == null ? response.getTrailer(GRPC_STATUS.toString()) : status);
    }

    /** Returns what the head of an answer says. */
    static Result begun(HttpClientResponse response) {
        MultiMap headers = response.headers();
        return Result.answered(
                response.statusCode(), headers.contains(BY), headers.contains(FAULT), headers.contains(PROXY_ERROR));
    }
}

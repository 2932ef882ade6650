package dev.faultline.injector.server;

import dev.faultline.injector.fault.Answer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An answer with its header objects and its bytes made beforehand, so that sending it allocates next to nothing. */
final class PreparedAnswer implements Act {

    private final int status;
    private final List<CharSequence> names = new ArrayList<>();
    private final List<CharSequence> values = new ArrayList<>();
    private final Buffer body;

    PreparedAnswer(Answer answer) {
        status = answer.status();
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            names.add(HttpHeaders.createOptimized(header.getKey()));
            values.add(HttpHeaders.createOptimized(header.getValue()));
        }
        String contentType = answer.effectiveContentType();
        if (contentType != null) {
            names.add(HttpHeaders.CONTENT_TYPE);
            values.add(HttpHeaders.createOptimized(contentType));
        }
        body = Buffer.buffer(answer.body() == null ? "" : answer.body());
    }

    @Override
    public void perform(Exchange exchange) {
        HttpServerResponse response = exchange.response();
        response.setStatusCode(status);
        for (int i = 0; i < names.size(); i++) {
            response.putHeader(names.get(i), values.get(i));
        }
        exchange.send(body);
    }
}

package dev.faultline.injector.server;

import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A chunked answer that turns out to be none after its first chunk. */
final class MalformedChunk implements Act {

    private static final String FIRST = "8\r\ninjected\r\n";
    private static final String BROKEN = "no size\r\n";

    @Override
    public void perform(Exchange exchange) {
        StringBuilder answer = new StringBuilder("HTTP/1.1 200 OK\r\n");
        for (Map.Entry<String, String> header : exchange.response().headers()) {
            answer.append(header.getKey())
                    .append(": ")
                    .append(header.getValue())
                    .append("\r\n");
        }
        answer.append(HttpHeaders.TRANSFER_ENCODING)
                .append(": chunked\r\n\r\n")
                .append(FIRST)
                .append(BROKEN);
        exchange.wire().finishAfter(Unpooled.copiedBuffer(answer, StandardCharsets.ISO_8859_1));
    }
}

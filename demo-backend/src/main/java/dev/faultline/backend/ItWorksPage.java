package dev.faultline.backend;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;

/**
 * Answers with Apache's well-known page, which is the site of a server without a document root. It is kept in memory:
 * this is the page to use under load.
 */
final class ItWorksPage implements Handler<RoutingContext> {

    private static final byte[] PAGE =
            "<html><body><h1>It works!</h1></body></html>\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public void handle(RoutingContext context) {
        // Both as Apache's own image of httpd 2.4 has them.
        context.lastModified("Mon, 11 Jun 2007 18:53:14 GMT").etag("\"2d-432a5e4a73a80\"");
        HttpServerResponse response = context.response();
        if (context.isFresh()) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(PAGE.length));
        if (HttpMethod.HEAD.equals(context.request().method())) {
            response.end();
        } else {
            response.end(Buffer.buffer(PAGE));
        }
    }
}

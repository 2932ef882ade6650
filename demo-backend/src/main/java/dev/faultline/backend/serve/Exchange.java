package dev.faultline.backend.serve;

import dev.faultline.backend.access.CombinedLine;
import dev.faultline.backend.answer.Answer;
import dev.faultline.backend.answer.Field;
import dev.faultline.backend.answer.Fields;
import dev.faultline.backend.page.FileContent;
import dev.faultline.backend.page.MemoryContent;
import dev.faultline.backend.status.Connections;
import dev.faultline.backend.status.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request, from its head until its answer is sent or its client has left. Belongs to one event loop. */
final class Exchange {

    /** What nginx writes into its log for a client that left before it was answered; HTTP has no number for it. */
    private static final int CLIENT_LEFT = 499;

    private final HttpServerRequest request;
    private final Connections.Connection connection;
    private final Ledger ledger;
    private final long began;
    private final Instant received;
    private final boolean admitted;
    private int status = CLIENT_LEFT;
    private boolean whole;
    private boolean over;
    private @Nullable Runnable leaving;

    Exchange(HttpServerRequest request, Connections.Connection connection, Ledger ledger) {
        this.request = request;
        this.connection = connection;
        this.ledger = ledger;
        this.began = ledger.nanoTime().getAsLong();
        this.received = ledger.log().on() ? ledger.clock().instant() : Instant.EPOCH;
        this.admitted = ledger.traffic().begin();
        connection.requestBegins();
        // A client that leaves calls one or more of these, an answer that is sent the last.
        request.response().exceptionHandler(broken -> end());
        request.response().closeHandler(closed -> end());
        request.response().endHandler(sent -> end());
    }

    /** Returns whether there is room for this request. */
    boolean admitted() {
        return admitted;
    }

    /** Returns whether the request has ended, so that nothing can be answered any more. */
    boolean over() {
        return over;
    }

    HttpServerRequest request() {
        return request;
    }

    Connections.Connection connection() {
        return connection;
    }

    /** Returns the header fields of the request. */
    Fields fields() {
        return name -> {
            List<String> values = request.headers().getAll(name);
            return switch (values.size()) {
                case 0 -> null;
                case 1 -> values.get(0);
                default -> String.join(", ", values);
            };
        };
    }

    /** Runs this once if the client leaves before it is answered. */
    void onLeave(Runnable action) {
        leaving = action;
    }

    /** Sends the answer; nothing happens if the client has left. */
    void send(Answer answer) {
        if (over) {
            return;
        }
        if (HttpMethod.HEAD.equals(request.method()) || answer.length() == 0) {
            head(answer);
            finish(Buffer.buffer());
        } else if (answer.content() instanceof MemoryContent memory) {
            head(answer);
            finish(Buffer.buffer(memory.part(answer.offset(), answer.length())));
        } else if (answer.content() instanceof FileContent file) {
            FileBody.send(this, answer, file);
        }
    }

    /** Writes the status and the fields of an answer, all but its body. */
    HttpServerResponse head(Answer answer) {
        status = answer.status().code();
        HttpServerResponse response = request.response().setStatusCode(status);
        response.putHeader("Date", ledger.date().now());
        response.putHeader("Server", ledger.server());
        for (Field field : answer.fields()) {
            response.putHeader(field.name(), field.value());
        }
        if (response.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)
                || request.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
            connection.closeAnnounced();
        }
        return response;
    }

    /** Ends the answer with the last of its bytes. */
    void finish(Buffer last) {
        whole = true;
        if (last.length() == 0) {
            request.response().end();
        } else {
            request.response().end(last);
        }
    }

    /** Gives the answer up, so that the client sees that it is not whole. */
    void abort() {
        if (!over) {
            CutOff.of(request, CutOff.INTERNAL_ERROR);
            end();
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        connection.requestEnds();
        long bytes = request.response().bytesWritten();
        Outcome outcome = whole ? Outcome.of(status) : Outcome.ABORTED;
        ledger.traffic().end(outcome, bytes, ledger.nanoTime().getAsLong() - began);
        if (ledger.log().on()) {
            ledger.log().add(line(bytes));
        }
        if (!whole && leaving != null) {
            leaving.run();
        }
    }

    private CombinedLine line(long bytes) {
        String protocol = switch (request.version()) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            case HTTP_2 -> "HTTP/2.0";
        };
        return new CombinedLine(
                request.remoteAddress().hostAddress(),
                received,
                request.method().name() + " " + request.uri() + " " + protocol,
                status,
                bytes,
                request.getHeader(HttpHeaders.REFERER),
                request.getHeader(HttpHeaders.USER_AGENT));
    }
}

package dev.faultline.backend.serve;

import dev.faultline.backend.answer.Answer;
import dev.faultline.backend.answer.Answers;
import dev.faultline.backend.answer.Status;
import dev.faultline.backend.page.FileContent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import org.jboss.logging.Logger;

/**
 * Sends a part of a file as fast as the client reads: one chunk at a time is read off the event loop, then written.
 * Vert.x' own pipe learns of the end of the file only after the client has its last byte, and by then may have gone;
 * here the last chunk ends the answer.
 */
final class FileBody {

    private static final Logger LOG = Logger.getLogger(FileBody.class);
    private static final int CHUNK_BYTES = 32 * 1024;

    private final Exchange exchange;
    private final Answer answer;
    private final AsyncFile file;
    private long position;
    private boolean closed;

    private FileBody(Exchange exchange, Answer answer, AsyncFile file) {
        this.exchange = exchange;
        this.answer = answer;
        this.file = file;
        this.position = answer.offset();
    }

    /** Opens the file, then answers. If it has gone since it was looked up, that is an error of this server. */
    static void send(Exchange exchange, Answer answer, FileContent content) {
        OpenOptions read = new OpenOptions().setRead(true).setWrite(false).setCreate(false);
        Vertx.currentContext()
                .owner()
                .fileSystem()
                .open(content.file().toString(), read)
                .onSuccess(file -> new FileBody(exchange, answer, file).begin())
                .onFailure(e -> {
                    LOG.errorf("cannot open %s: %s", content.file(), e.getMessage());
                    exchange.send(Answers.explained(Status.INTERNAL_SERVER_ERROR));
                });
    }

    private void begin() {
        exchange.connection().streams(1);
        if (exchange.over()) {
            close();
            return;
        }
        exchange.onLeave(this::close);
        exchange.head(answer);
        next();
    }

    private void next() {
        if (closed) {
            return;
        }
        if (exchange.request().response().writeQueueFull()) {
            exchange.request().response().drainHandler(drained -> next());
            return;
        }
        int length = (int) Math.min(CHUNK_BYTES, end() - position);
        file.read(Buffer.buffer(length), 0, position, length)
                .onSuccess(this::write)
                .onFailure(this::fail);
    }

    private void write(Buffer chunk) {
        if (closed) {
            return;
        }
        position += chunk.length();
        if (position == end()) {
            close();
            exchange.finish(chunk);
        } else if (chunk.length() == 0) {
            // The client was promised more, and must not take what follows on the connection for the rest.
            fail(new IllegalStateException("the file has shrunk to " + position + " bytes"));
        } else {
            exchange.request().response().write(chunk).onFailure(left -> exchange.abort());
            next();
        }
    }

    private void fail(Throwable cause) {
        if (!closed) {
            LOG.errorf("cannot send the rest of %s: %s", exchange.request().path(), cause.getMessage());
            exchange.abort();
        }
    }

    private long end() {
        return answer.offset() + answer.length();
    }

    /** The last chunk and the leaving of the client may come in either order. */
    private void close() {
        if (!closed) {
            closed = true;
            exchange.connection().streams(-1);
            file.close();
        }
    }
}

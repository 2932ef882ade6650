package dev.faultline.load.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A server of bare HTTP/2 frames, that sends what no server should. It answers requests without bodies. */
final class FrameServer implements AutoCloseable {

    static final int END_STREAM = 1;

    private static final int END_HEADERS = 4;
    private static final int ACK = 1;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int CONTINUATION = 9;
    private static final int PREFACE_LENGTH = 24;
    private static final int HEAD_LENGTH = 9;
    private static final int MAX_FRAME = 16_384;

    private final NetServer server;

    /** A request to be answered. */
    record Exchange(NetSocket socket, int stream) {

        /** Sends headers with that status. */
        Exchange head(String status, int flags) {
            return headers(status(status), flags);
        }

        /** Sends headers with status 200, and one of so many bytes. */
        Exchange longHead(int length) {
            Buffer block =
                    status("200").appendByte((byte) 0).appendByte((byte) 1).appendString("x");
            // A length that does not fit into seven bits goes on in groups of seven (RFC 7541, 5.1).
            block.appendByte((byte) 0x7f);
            int rest = length - 0x7f;
            while (rest >= 0x80) {
                block.appendByte((byte) ((rest & 0x7f) | 0x80));
                rest >>= 7;
            }
            return headers(
                    block.appendByte((byte) rest).appendBytes("v".repeat(length).getBytes(StandardCharsets.US_ASCII)),
                    END_STREAM);
        }

        private Exchange headers(Buffer block, int flags) {
            int type = HEADERS;
            int sent = 0;
            do {
                int end = Math.min(block.length(), sent + MAX_FRAME);
                int last = end == block.length() ? END_HEADERS : 0;
                socket.write(frame(type, last | (type == HEADERS ? flags : 0), stream, block.getBuffer(sent, end)));
                sent = end;
                type = CONTINUATION;
            } while (sent < block.length());
            return this;
        }

        /** A literal that is not indexed, of the name that is eighth in the static table (RFC 7541, 6.2.2). */
        private static Buffer status(String status) {
            return Buffer.buffer(new byte[] {8, (byte) status.length()}).appendString(status);
        }
    }

    FrameServer(Vertx vertx, Consumer<Exchange> requests) {
        this.server = vertx.createNetServer()
                .connectHandler(socket -> serve(socket, requests))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    int port() {
        return server.actualPort();
    }

    private static void serve(NetSocket socket, Consumer<Exchange> requests) {
        Buffer come = Buffer.buffer();
        int[] read = {PREFACE_LENGTH};
        socket.write(frame(SETTINGS, 0, 0, Buffer.buffer()));
        socket.handler(bytes -> {
            come.appendBuffer(bytes);
            while (come.length() >= read[0] + HEAD_LENGTH
                    && come.length() >= read[0] + HEAD_LENGTH + come.getUnsignedMedium(read[0])) {
                int type = come.getByte(read[0] + 3);
                int flags = come.getByte(read[0] + 4);
                int stream = come.getInt(read[0] + 5);
                read[0] += HEAD_LENGTH + come.getUnsignedMedium(read[0]);
                if (type == SETTINGS && flags != ACK) {
                    socket.write(frame(SETTINGS, ACK, 0, Buffer.buffer()));
                } else if (type == HEADERS) {
                    requests.accept(new Exchange(socket, stream));
                }
            }
        });
    }

    private static Buffer frame(int type, int flags, int stream, Buffer payload) {
        return Buffer.buffer()
                .appendMedium(payload.length())
                .appendByte((byte) type)
                .appendByte((byte) flags)
                .appendInt(stream)
                .appendBuffer(payload);
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}

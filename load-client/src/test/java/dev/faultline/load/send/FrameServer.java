package dev.faultline.load.send;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.function.Consumer;

/** A server of bare HTTP/2 frames, that sends what no server should. It answers requests without bodies. */
final class FrameServer implements AutoCloseable {

    static final int END_STREAM = 1;

    private static final int END_HEADERS = 4;
    private static final int ACK = 1;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PREFACE_LENGTH = 24;
    private static final int HEAD_LENGTH = 9;

    private final NetServer server;

    /** A request to be answered. */
    record Exchange(NetSocket socket, int stream) {

        /** Sends headers with that status. */
        Exchange head(String status, int flags) {
            return headers(status(status), flags);
        }

        private Exchange headers(Buffer block, int flags) {
            socket.write(frame(HEADERS, END_HEADERS | flags, stream, block));
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

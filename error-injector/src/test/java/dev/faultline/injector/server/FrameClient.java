package dev.faultline.injector.server;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** An HTTP/2 client that does nothing by itself, and shows each frame as it is. */
final class FrameClient implements AutoCloseable {

    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int WINDOW_UPDATE = 8;
    static final int GOAWAY = 7;

    static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();

    /** One frame as it came. */
    record Frame(int type, int flags, int stream, Buffer payload) {

        /** Returns the 32 bits at that place of the payload: an error code, or the last stream. */
        long number(int offset) {
            return payload.getUnsignedInt(offset);
        }

        boolean endsStream() {
            return (flags & END_STREAM) != 0;
        }
    }

    /** To be started in one of two ways. */
    FrameClient(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    /** Starts with prior knowledge. */
    FrameClient start() throws IOException {
        out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
        write(new Frame(SETTINGS, 0, 0, Buffer.buffer()));
        return this;
    }

    /** Starts by a request of HTTP/1.1 for an upgrade, which becomes stream 1. */
    FrameClient upgrade(String path) throws IOException {
        out.writeBytes("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n");
        int ends = 0;
        while (ends < 4) {
            int next = in.readUnsignedByte();
            ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
        }
        return start();
    }

    /** Sends a request without a body. */
    FrameClient get(int stream, String path) throws IOException {
        return request(stream, path, END_STREAM);
    }

    /** Sends the head of a request. */
    FrameClient request(int stream, String path, int flags) throws IOException {
        write(head(stream, path, flags));
        return this;
    }

    /** Sends the head of a request with one more header. */
    FrameClient request(int stream, String path, int flags, String name, String value) throws IOException {
        Frame head = head(stream, path, flags);
        write(new Frame(head.type, head.flags, stream, head.payload.copy().appendBuffer(literal(name, value))));
        return this;
    }

    /** Returns a header as a literal that is not remembered (RFC 7541, 6.2.2). */
    static Buffer literal(String name, String value) {
        return Buffer.buffer()
                .appendBytes(new byte[] {0, (byte) name.length()})
                .appendString(name)
                .appendByte((byte) value.length())
                .appendString(value);
    }

    /** Returns the head of a request. */
    static Frame head(int stream, String path, int flags) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        // RFC 7541: GET and http by index, then authority and path as literals.
        head.write(new byte[] {(byte) 0x82, (byte) 0x86, 0x01, 1, 'x', 0x04, (byte) path.length()});
        head.write(path.getBytes(StandardCharsets.US_ASCII));
        return new Frame(HEADERS, flags | END_HEADERS, stream, Buffer.buffer(head.toByteArray()));
    }

    /** Sends the head of a gRPC call and leaves its stream open. */
    FrameClient call(int stream, String path) throws IOException {
        String type = "application/grpc";
        // POST in place of GET, and the type as a literal.
        Buffer block = head(stream, path, 0).payload.setByte(0, (byte) 0x83);
        block.appendBytes(new byte[] {0x0F, 0x10, (byte) type.length()}).appendString(type);
        write(new Frame(HEADERS, END_HEADERS, stream, block));
        return this;
    }

    /** Sends all of them at once. */
    void write(Frame... frames) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            all.write(bytes(frame));
        }
        out.write(all.toByteArray());
    }

    /** Returns the frame as it is sent. */
    static byte[] bytes(Frame frame) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeInt(frame.payload.length() << 8 | frame.type);
        data.writeByte(frame.flags);
        data.writeInt(frame.stream);
        data.write(frame.payload.getBytes());
        return bytes.toByteArray();
    }

    /** Returns the next frame of these, skipping others. */
    Frame next(Predicate<Frame> wanted) throws IOException {
        while (true) {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(lengthAndType >>> 8);
            Frame frame = new Frame(lengthAndType & 0xFF, flags, stream, Buffer.buffer(payload));
            if (wanted.test(frame)) {
                return frame;
            }
        }
    }

    /** Returns the next frame of that stream. */
    Frame next(int stream) throws IOException {
        return next(frame -> frame.stream == stream);
    }

    /** Returns the next frame of that type. */
    Frame nextOf(int type) throws IOException {
        return next(frame -> frame.type == type);
    }

    /** Reads a block of headers. */
    Http2Headers headers(Frame frame) throws Http2Exception {
        int from = (frame.flags & PRIORITY) == 0 ? 0 : PRIORITY_BYTES;
        return decoder.decodeHeaders(
                frame.stream, Unpooled.wrappedBuffer(frame.payload.getBytes(from, frame.payload.length())));
    }

    /** Returns whether nothing comes before the FIN but what the connection needs for itself. */
    boolean endsWithoutAnswer() throws IOException {
        try {
            next(frame -> frame.type != SETTINGS && frame.type != WINDOW_UPDATE);
            return false;
        } catch (EOFException fin) {
            return true;
        }
    }

    DataInputStream in() {
        return in;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

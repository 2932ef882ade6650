package dev.faultline.injector.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An upstream that does with each of its connections what a script says, however wrong. */
final class RawUpstream implements AutoCloseable {

    /** What is done with a connection, which is closed then. */
    interface Script {

        void serve(Connection connection) throws IOException;
    }

    /** One connection. */
    record Connection(Socket socket, InputStream in, OutputStream out) {

        /** Reads up to the empty line after a head; empty at the end of the connection. */
        String readHead() throws IOException {
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return "";
                }
                head.append((char) next);
            }
            return head.toString();
        }

        void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    RawUpstream(Script script) throws IOException {
        threads.execute(() -> {
            while (!server.isClosed()) {
                accept(script);
            }
        });
    }

    /** Returns one that answers each request with this, whatever it is; the bodies of requests must be empty. */
    static RawUpstream answering(String answer) throws IOException {
        return new RawUpstream(connection -> {
            while (!connection.readHead().isEmpty()) {
                connection.write(answer);
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    /** Returns how many connections were made. */
    int connections() {
        return sockets.size();
    }

    private void accept(Script script) {
        try {
            Socket socket = server.accept();
            sockets.add(socket);
            threads.execute(() -> serve(socket, script));
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void serve(Socket socket, Script script) {
        try (socket) {
            script.serve(
                    new Connection(socket, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream()));
        } catch (IOException broken) {
            // The data plane may break its connections off; what it did is for the test to see.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}

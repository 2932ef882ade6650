package dev.faultline.e2e;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server of bare sockets that does with each request what the test says, and counts by itself. A thread for each
 * connection; requests have no bodies but by {@code Content-Length}.
 */
final class RawServer implements AutoCloseable {

    static final String OK = answer("200 OK", "");

    private final ServerSocket listening;
    private final Behaviour behaviour;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();

    /** What is done with a request. */
    interface Behaviour {

        /** Answers the request, or does not. The connection goes on unless it closes the socket. */
        void handle(Request request, Socket socket) throws IOException;
    }

    /**
     * A request.
     *
     * @param number of all, from one
     * @param head all of it, as it came
     */
    record Request(long number, String path, String head, String body) {}

    private RawServer(ServerSocket listening, Behaviour behaviour) {
        this.listening = listening;
        this.behaviour = behaviour;
        threads.execute(this::accept);
    }

    /** Starts it on a port that is free. */
    static RawServer start(Behaviour behaviour) throws IOException {
        return start(0, behaviour);
    }

    /** Starts it on that port. */
    static RawServer start(int port, Behaviour behaviour) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return new RawServer(socket, behaviour);
    }

    /** Starts one that answers everything at once. */
    static RawServer answering() throws IOException {
        return start((request, socket) -> write(socket, OK));
    }

    /** Returns an answer with no body. */
    static String answer(String status, String headers) {
        return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\n\r\n";
    }

    /** Writes that text as it is. */
    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Ends the connection with a reset, not with a farewell. */
    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Returns where it listens. */
    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort() + "/";
    }

    /** Returns how many requests it has seen. */
    long requests() {
        return requests.get();
    }

    /** Returns how many requests of that path it has seen. */
    long requests(String path) {
        AtomicLong count = counts.get(path);
        return count == null ? 0 : count.get();
    }

    /** Returns how many connections it has seen. */
    long connections() {
        return connections.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true);
                connections.incrementAndGet();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String head = head(in);
            while (!head.isEmpty()) {
                String path = head.split(" ", 3)[1];
                counts.computeIfAbsent(path, unused -> new AtomicLong()).incrementAndGet();
                behaviour.handle(new Request(requests.incrementAndGet(), path, head, body(in, head)), socket);
                head = socket.isClosed() ? "" : head(in);
            }
        } catch (SocketException gone) {
            // The client went away, or the test is over.
            open.remove(socket);
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            open.remove(socket);
        }
    }

    /** Returns the head of the next request; empty if there is none. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (next == '\n' && head.length() > 3 && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
                return head.toString();
            }
        }
        return "";
    }

    private static String body(InputStream in, String head) throws IOException {
        for (String line : head.lines().toList()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                int length =
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
                return new String(in.readNBytes(length), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}

package dev.faultline.injector.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** An upstream for one connection, over a channel, whose head of a request is read already. */
final class BlockingUpstream implements AutoCloseable {

    /** What is done with the connection. */
    interface Script {

        void serve(SocketChannel channel) throws IOException;
    }

    private static final String END = "\r\n\r\n";

    private final ServerSocketChannel server =
            ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    BlockingUpstream(Script script) throws IOException {
        new Thread(() -> serve(script)).start();
    }

    int port() {
        return server.socket().getLocalPort();
    }

    private void serve(Script script) {
        try (SocketChannel channel = server.accept()) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf(END) < 0) {
                head.append((char) channel.socket().getInputStream().read());
            }
            script.serve(channel);
        } catch (IOException broken) {
            // The test sees that it did not get what it waited for.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

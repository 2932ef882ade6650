import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code PORT COUNT}: opens that many connections, has one request answered on each, and keeps them until standard input ends. */
public final class Idle {

    private Idle() {}

    /** See the class. */
    public static void main(String... args) throws IOException {
        ByteBuffer request = ByteBuffer.wrap("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer answer = ByteBuffer.allocate(4096);
        List<SocketChannel> connections = new ArrayList<>();
        for (int i = Integer.parseInt(args[1]); i > 0; i--) {
            SocketChannel connection =
                    SocketChannel.open(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
            connection.write(request.rewind());
            if (connection.read(answer.clear()) < 0) {
                throw new IOException("connection " + (connections.size() + 1) + " was closed without an answer");
            }
            connections.add(connection);
        }
        System.out.println("answered");
        while (System.in.read() >= 0) {}
    }
}

package dev.faultline.load.http;

import dev.faultline.bench.Nanoseconds;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.MultiMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** The bytes of a request of HTTP/1.1, as far as Netty's channel. */
public class Http1RequestBenchmark extends Nanoseconds {

    private EmbeddedChannel channel;
    private ChannelHandlerContext connection;
    private Http1Request request;

    @Setup
    public void connect() {
        channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        connection = channel.pipeline().context(ChannelInboundHandlerAdapter.class);
        request = made();
    }

    private static Http1Request made() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("accept", "application/json")
                .add("user-agent", "faultline")
                .add("x-tenant", "acme");
        return new Http1Request("GET", "/shop/orders-17/items?limit=20", "shop.example:8080", headers, null);
    }

    /** Once for each request of a plan, or for each row of a feed. */
    @Benchmark
    public Http1Request make() {
        return made();
    }

    /** What was made is sent again. */
    @Benchmark
    public Object write() {
        request.write(connection, false, null);
        return channel.readOutbound();
    }

    /** With a cookie its head is encoded anew. */
    @Benchmark
    public Object writeWithCookie() {
        request.write(connection, false, "session=0123456789abcdef0123456789abcdef");
        return channel.readOutbound();
    }
}

package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Trailers of requests that are forwarded. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(30)
class RequestTrailersTest extends WireTestBase {

    private static final int END_HEADERS = 4;
    private static final String CHUNKED =
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n5\r\nhello\r\n0\r\n";

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    private RawUpstream upstream() throws IOException {
        RawUpstream upstream = new RawUpstream(connection -> {
            while (true) {
                String head = connection.readHead();
                if (head.isEmpty()) {
                    return;
                }
                received.add(head);
                received.add(connection.readHead());
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        forwardTo(upstream.port());
        return upstream;
    }

    private static void forwardTo(int port) {
        putPlan("{'otherwise':{'type':'forward','to':'http://127.0.0.1:" + port + "'}}");
    }

    @Test
    void overHttp1() throws IOException {
        try (RawUpstream upstream = upstream()) {
            String one = CHUNKED + "x-sum: 1\r\nX-Other: a b\r\nContent-Length: 7\r\n\r\n";
            String last = CHUNKED.replace("Host: x", "Host: x\r\nConnection: close") + "x-sum: 2\r\n\r\n";
            String none = CHUNKED + "\r\n";
            try (Socket socket = connect()) {
                for (String request : List.of(one, none)) {
                    send(socket, request);
                    StringBuilder answer = new StringBuilder();
                    while (!answer.toString().endsWith("\r\n\r\nok")) {
                        answer.append((char) socket.getInputStream().read());
                    }
                }
                send(socket, last);
                assertTrue(readAll(socket).endsWith("\r\n\r\nok"));
            }
            assertTrue(received.remove().contains("\r\ntrailer: x-sum\r\n"));
            assertEquals("5\r\nhello\r\n0\r\nx-sum: 1\r\nX-Other: a b\r\n\r\n", received.remove());
            received.remove();
            assertEquals("5\r\nhello\r\n0\r\n\r\n", received.remove());
            received.remove();
            assertEquals("5\r\nhello\r\n0\r\nx-sum: 2\r\n\r\n", received.remove());
            assertEquals(1, upstream.connections());
        }
    }

    @Test
    void whatIsAnsweredHereLeavesNoneBehind() throws IOException {
        try (RawUpstream upstream = upstream()) {
            putPlan("{'rules':[{'match':{'path':'/'},'aborts':[{'percentage':100,'type':'status','status':503}]}],"
                    + "'otherwise':{'type':'forward','to':'http://127.0.0.1:" + upstream.port() + "'}}");
            String here = CHUNKED + "x-sum: 1\r\n\r\n";
            String there = CHUNKED.replace("POST /", "POST /there").replace("Host: x", "Host: x\r\nConnection: close");
            String answers = raw(here + here + there + "x-sum: 2\r\n\r\n");
            assertEquals(2, answers.split("HTTP/1.1 503 ", -1).length - 1, answers);
            received.remove();
            assertEquals("5\r\nhello\r\n0\r\nx-sum: 2\r\n\r\n", received.remove());
        }
    }

    @Test
    void fromHttp2ToHttp1() throws Exception {
        try (RawUpstream upstream = upstream();
                FrameClient client = new FrameClient(connect()).start()) {
            client.request(1, "/", 0);
            client.write(
                    new FrameClient.Frame(FrameClient.DATA, 0, 1, Buffer.buffer("hello")), trailers(1, "x-sum", "1"));
            assertEquals(
                    "200",
                    client.headers(client.nextOf(FrameClient.HEADERS)).status().toString());
            assertFalse(received.remove().isEmpty());
            assertEquals("5\r\nhello\r\n0\r\nx-sum: 1\r\n\r\n", received.remove());
            assertEquals(1, upstream.connections());
        }
    }

    private static FrameClient.Frame trailers(int stream, String name, String value) {
        return new FrameClient.Frame(
                FrameClient.HEADERS, END_HEADERS | FrameClient.END_STREAM, stream, FrameClient.literal(name, value));
    }

    @Test
    void ofCallsOfGrpc() throws Exception {
        BlockingQueue<Http2HeadersFrame> blocks = new LinkedBlockingQueue<>();
        NioEventLoopGroup loop = new NioEventLoopGroup(1);
        try {
            Channel server = new ServerBootstrap()
                    .group(loop)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(Http2FrameCodecBuilder.forServer().build(), new Answering(blocks));
                        }
                    })
                    .bind("127.0.0.1", 0)
                    .sync()
                    .channel();
            forwardTo(((InetSocketAddress) server.localAddress()).getPort());
            try (FrameClient client = new FrameClient(connect()).start()) {
                client.call(1, "/s/m");
                client.write(
                        new FrameClient.Frame(FrameClient.DATA, 0, 1, Buffer.buffer(new byte[5])),
                        trailers(1, "x-sum", "1"));
                client.headers(client.nextOf(FrameClient.HEADERS));
            }
            Http2HeadersFrame head = blocks.poll(20, TimeUnit.SECONDS);
            Http2HeadersFrame trailers = blocks.poll(20, TimeUnit.SECONDS);
            assertEquals("/s/m", head.headers().path().toString());
            assertTrue(trailers.isEndStream());
            assertEquals("1", trailers.headers().get("x-sum").toString());
        } finally {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        }
    }

    /** Answers when a stream has ended. */
    private static final class Answering extends SimpleChannelInboundHandler<Http2StreamFrame> {

        private final BlockingQueue<Http2HeadersFrame> blocks;

        Answering(BlockingQueue<Http2HeadersFrame> blocks) {
            this.blocks = blocks;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
            if (frame instanceof Http2HeadersFrame headers) {
                blocks.add(headers);
                if (headers.isEndStream()) {
                    DefaultHttp2Headers answer = new DefaultHttp2Headers();
                    answer.status("200").add("content-type", "application/grpc").add("grpc-status", "0");
                    context.writeAndFlush(new DefaultHttp2HeadersFrame(answer, true).stream(frame.stream()))
                            .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
                }
            }
        }
    }
}

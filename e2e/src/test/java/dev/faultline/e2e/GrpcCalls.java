package dev.faultline.e2e;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls of grpc-java, whose messages are bytes. Each error is the library's own. */
final class GrpcCalls implements AutoCloseable {

    private static final byte[] MESSAGE = {1, 2, 3};

    private final ManagedChannel channel;
    private final CallOptions options;

    private GrpcCalls(ManagedChannel channel, CallOptions options) {
        this.channel = channel;
        this.options = options;
    }

    /** Connects to that port of this host; calls end after 30 s in any case. */
    static GrpcCalls to(int port) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .disableRetry()
                .build();
        return new GrpcCalls(channel, CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS));
    }

    /** As {@link #to}, over TLS with whoever has a certificate for localhost that this authority has signed. */
    static GrpcCalls overTls(int port, Path authority) throws IOException {
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", port)
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(authority.toFile())
                        .build())
                .disableRetry()
                .build();
        return new GrpcCalls(channel, CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS));
    }

    /** Returns the same calls with that deadline. */
    GrpcCalls deadline(long millis) {
        return new GrpcCalls(channel, CallOptions.DEFAULT.withDeadlineAfter(millis, TimeUnit.MILLISECONDS));
    }

    /** One message there, one back. */
    byte[] unary(String method) {
        return ClientCalls.blockingUnaryCall(
                channel, descriptor(method, MethodDescriptor.MethodType.UNARY), options, MESSAGE);
    }

    /** One message there, many back. */
    List<byte[]> serverStreaming(String method) {
        Iterator<byte[]> answers = ClientCalls.blockingServerStreamingCall(
                channel, descriptor(method, MethodDescriptor.MethodType.SERVER_STREAMING), options, MESSAGE);
        List<byte[]> all = new ArrayList<>();
        answers.forEachRemaining(all::add);
        return all;
    }

    /** Many messages there, which may still be coming when the answer is there, and one back. */
    CompletableFuture<byte[]> clientStreaming(String method) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        StreamObserver<byte[]> requests = ClientCalls.asyncClientStreamingCall(
                channel.newCall(descriptor(method, MethodDescriptor.MethodType.CLIENT_STREAMING), options),
                new StreamObserver<>() {
                    @Override
                    public void onNext(byte[] message) {
                        answer.complete(message);
                    }

                    @Override
                    public void onError(Throwable error) {
                        answer.completeExceptionally(error);
                    }

                    @Override
                    public void onCompleted() {
                        answer.completeExceptionally(new AssertionError("no message"));
                    }
                });
        requests.onNext(MESSAGE);
        requests.onNext(MESSAGE);
        return answer;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private static MethodDescriptor<byte[], byte[]> descriptor(String method, MethodDescriptor.MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(method)
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

package dev.faultline.load.http;

import dev.faultline.load.plan.Transport;
import dev.faultline.platform.launch.Guarded;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.internal.tcnative.SSL;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS as a client speaks it: what it trusts, what it shows of itself, and the sessions that later connections go on with. By
 * BoringSSL where there is one for this machine, else by the JDK. Made once and kept, because sessions are; it is made off
 * the loop, since files are read for it. Threadsafe.
 */
public final class TlsClient {

    /** More than servers hand out to the connections of a usual plan; sessions take memory outside the heap. */
    private static final int LEAST_SESSIONS = 256;

    private static final int MAX_PORT = 65_535;

    /**
     * To look at a certificate takes milliseconds at first, in which a loop would send nothing; and many threads that do so for
     * many connections at a time would leave it no processor. It holds a task for each connection at most.
     */
    private static final Executor CHECKING = Guarded.daemon("tls-certificates");

    private final Trust trust;
    private final Transport transport;
    private final SslContext context;
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * Whom a client trusts, and who it is.
     *
     * @param authorities who may have signed the certificate of a target; null for those that the JDK knows
     * @param own the certificate that is shown to a target that asks for one; null for none
     * @param insecure whether any certificate will do, whoever signed it, whatever it names, and however old it is
     */
    public record Trust(
            @Nullable KeyStore authorities, @Nullable KeyCertOptions own, boolean insecure) {

        /** What the JDK trusts, without a certificate. */
        public static final Trust SYSTEM = new Trust(null, null, false);
    }

    /** Is told of handshakes on the loop of their connection. */
    @FunctionalInterface
    interface Handshakes {

        /**
         * A handshake has come to its end.
         *
         * @param nanos from the open connection on
         * @param resumed whether it went on with the session of an earlier connection
         */
        void completed(long nanos, boolean resumed);
    }

    private TlsClient(Trust trust, Transport transport, SslContext context) {
        this.trust = trust;
        this.transport = transport;
        this.context = context;
    }

    /**
     * Makes one. Blocks on files.
     *
     * @throws Exception as Vert.x declares it, if what is trusted or shown can't be used
     */
    static TlsClient of(Vertx vertx, Trust trust, Transport transport) throws Exception {
        boolean boring = OpenSsl.isAvailable();
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(boring ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .sessionCacheSize(sessions(boring, transport))
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        transport.protocol().isHttp2()
                                ? ApplicationProtocolNames.HTTP_2
                                : ApplicationProtocolNames.HTTP_1_1));
        if (trust.own() != null) {
            builder.keyManager(trust.own().getKeyManagerFactory(vertx));
        }
        if (trust.insecure()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else {
            builder.trustManager(trusting(trust.authorities()));
        }
        SslContext context = builder.build();
        if (!transport.resumesSessions()) {
            SSLSessionContext kept = context.sessionContext();
            if (kept instanceof OpenSslSessionContext openSsl) {
                openSsl.setSessionCacheEnabled(false);
            }
        }
        return new TlsClient(trust, transport, context);
    }

    /** Without resumption the JDK keeps one all the same: it keeps all if asked for none. */
    private static long sessions(boolean boring, Transport transport) {
        return boring || transport.resumesSessions() ? Math.max(LEAST_SESSIONS, 2L * transport.connections()) : 1;
    }

    /** Only of the extended kind, which looks at the host too: others that wrap it do not, and nobody else would. */
    private static TrustManager trusting(@Nullable KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return new SelfSignedMarker(extended);
            }
        }
        throw new GeneralSecurityException("the JDK has no trust manager that looks at the host");
    }

    /** Returns whether this is what that plan's transport and that trust ask for. */
    boolean serves(Trust asked, Transport plan) {
        return trust.equals(asked)
                && transport.protocol() == plan.protocol()
                && transport.resumesSessions() == plan.resumesSessions()
                && sessions(true, transport) == sessions(true, plan);
    }

    /** Returns whether the target's certificate must be trusted and name its host. */
    boolean verifies() {
        return !trust.insecure();
    }

    /**
     * Returns the handler of a new connection.
     *
     * @param host whose certificate is asked for
     * @param millis how long the handshake may take
     */
    SslHandler handler(String host, int port, int millis, Handshakes handshakes) {
        SslHandler handler =
                new Connections(context, handshakes).newHandler(ByteBufAllocator.DEFAULT, host, port, false, CHECKING);
        handler.setHandshakeTimeoutMillis(millis);
        if (verifies()) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            handler.engine().setSSLParameters(parameters);
        }
        return handler;
    }

    /** Returns what has Vert.x speak TLS by this. */
    SSLEngineOptions engine(Handshakes handshakes) {
        return new Engine(new Connections(context, handshakes));
    }

    /** Vert.x makes contexts from options, each with sessions of its own; this hands it the one that there is. */
    private static final class Engine extends SSLEngineOptions {

        private final SslContext made;

        Engine(SslContext made) {
            this.made = made;
        }

        @Override
        public SSLEngineOptions copy() {
            return this;
        }

        @Override
        public SslContextFactory sslContextFactory() {
            return () -> made;
        }
    }

    /** Makes the handler of each connection, which times its handshake. */
    private final class Connections extends DelegatingSslContext {

        private final SslContext shared;
        private final Handshakes handshakes;

        Connections(SslContext shared, Handshakes handshakes) {
            super(shared);
            this.shared = shared;
            this.handshakes = handshakes;
        }

        @Override
        protected void initEngine(SSLEngine engine) {
            // Vert.x does that: versions and the host check.
        }

        @Override
        protected SslHandler newHandler(
                ByteBufAllocator allocator, String peer, int port, boolean startTls, Executor executor) {
            String host = withoutBrackets(peer);
            SSLEngine engine = shared.newHandler(allocator, host, sessionPort(port), CHECKING)
                    .engine();
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(names(host));
            engine.setSSLParameters(parameters);
            Handshake handler = new Handshake(engine, startTls, CHECKING, handshakes);
            handler.handshakeFuture().addListener(handler::ended);
            return handler;
        }

        /** The JDK has no other way to forget sessions: it keeps them by host and port, and looks at the latter for nothing else. */
        private int sessionPort(int port) {
            boolean forgets = !transport.resumesSessions() && !OpenSsl.isAvailable();
            return forgets ? 1 + Math.floorMod(connections.getAndIncrement(), MAX_PORT) : port;
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Both engines would name no host without a dot, as Services are called; an address is never named (RFC 6066, 3). */
    private static List<SNIServerName> names(String host) {
        boolean address = NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
        // By its bytes: a text must not have the underscores that Compose allows.
        return address ? List.of() : List.of(new SNIHostName(host.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The handler of one connection. Confined to its loop. */
    private static final class Handshake extends SslHandler {

        private final Handshakes handshakes;
        private long connected;
        private long began;
        private @Nullable IOException broken;

        Handshake(SSLEngine engine, boolean startTls, Executor executor, Handshakes handshakes) {
            super(engine, startTls, executor);
            this.handshakes = handshakes;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) throws Exception {
            connected = System.nanoTime();
            began = System.currentTimeMillis();
            super.channelActive(context);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
            if (cause instanceof IOException failure && !(cause instanceof SSLException)) {
                broken = failure;
            }
            super.exceptionCaught(context, cause);
        }

        /** Of a connection that broke off Netty tells only that it is closed, be it by a reset or in good order. */
        void ended(Future<? super Channel> handshake) {
            if (handshake.isSuccess()) {
                handshakes.completed(System.nanoTime() - connected, isResumed());
            } else if (broken != null && handshake.cause() != broken) {
                handshake.cause().addSuppressed(broken);
            }
        }

        private boolean isResumed() {
            return engine() instanceof ReferenceCountedOpenSslEngine openSsl
                    ? SSL.isSessionReused(openSsl.sslPointer())
                    : engine().getSession().getCreationTime() < began;
        }
    }

    /** Marks failures by certificates that nobody but themselves signed: of these too the JDK says that there is no path to them. */
    private static final class SelfSignedMarker extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager manager;

        SelfSignedMarker(X509ExtendedTrustManager manager) {
            this.manager = manager;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            try {
                manager.checkServerTrusted(chain, authType, engine);
            } catch (CertificateException e) {
                if (chain.length == 1 && chain[0].getSubjectX500Principal().equals(chain[0].getIssuerX500Principal())) {
                    e.addSuppressed(new SelfSigned());
                }
                throw e;
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            manager.checkServerTrusted(chain, authType, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            manager.checkServerTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            manager.checkClientTrusted(chain, authType, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            manager.checkClientTrusted(chain, authType, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            manager.checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return manager.getAcceptedIssuers();
        }
    }

    /** Says of a certificate that is not trusted that it is signed by itself. */
    static final class SelfSigned extends CertificateException {

        private static final long serialVersionUID = 1L;
    }
}

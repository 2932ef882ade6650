package dev.faultline.client.control;

import dev.faultline.experiment.report.Report;
import dev.faultline.load.http.TlsClient;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How this process calls others: by {@code https://} with what the configuration {@code calls} of Quarkus' TLS registry trusts
 * and shows, {@code quarkus.tls.calls.*}; what the JDK trusts if that says nothing. Threadsafe.
 */
@Singleton
public class OutboundTls {

    /** The name of the configuration. */
    public static final String CONFIGURATION = "calls";

    private static final Logger LOG = Logger.getLogger("dev.faultline.tls");

    /**
     * How long a connection is kept for the next call: less than the 20 s after which our control ports close one that is idle. A
     * call over one that is being closed fails.
     */
    private static final int KEPT_SECONDS = 10;

    private final Vertx vertx;
    private final TlsConfiguration calls;
    private final List<WebClient> clients = new CopyOnWriteArrayList<>();

    @Inject
    OutboundTls(Vertx vertx, TlsConfigurationRegistry registry) {
        this(vertx, registry.get(CONFIGURATION).orElseThrow());
    }

    /** Creates what calls with that configuration. */
    public OutboundTls(Vertx vertx, TlsConfiguration calls) {
        this.vertx = vertx;
        this.calls = calls;
    }

    void start(@Observes StartupEvent event) {
        if (calls.isTrustAll()) {
            LOG.warn(Report.INSECURE);
        }
    }

    /** What was read again is used for connections from now on. */
    void reload(@Observes CertificateUpdatedEvent event) {
        if (event.name().equals(CONFIGURATION)) {
            SSLOptions options = event.tlsConfiguration().getSSLOptions();
            TrustOptions authorities = authorities();
            if (authorities != null) {
                options.setTrustOptions(authorities);
            }
            clients.forEach(client -> client.updateSSLOptions(options)
                    .onFailure(failure -> LOG.errorf("quarkus.tls.calls can't be used: %s", failure.getMessage())));
        }
    }

    /** Returns what calls control APIs. */
    public WebClient client() {
        return client(new WebClientOptions());
    }

    /** Returns what calls others; what of the options is about TLS is overridden. */
    public WebClient client(WebClientOptions options) {
        options.setKeepAliveTimeout(KEPT_SECONDS);
        TlsConfigUtils.configure(options, calls);
        TrustOptions authorities = authorities();
        if (authorities != null) {
            options.setTrustOptions(authorities);
        }
        // The URL says whether TLS is spoken.
        options.setSsl(false);
        options.setVerifyHost(!calls.isTrustAll());
        WebClient client = WebClient.create(vertx, options);
        clients.add(client);
        return client;
    }

    /** Returns whether any certificate will do. */
    public boolean isInsecure() {
        return calls.isTrustAll();
    }

    /**
     * Returns who may have signed certificates; null for those that the JDK knows, or if any will do. The registry's own options
     * only tell the log of each certificate whose time is over.
     */
    private @Nullable TrustOptions authorities() {
        KeyStore store = calls.getTrustStore();
        if (store == null || calls.isTrustAll()) {
            return null;
        }
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return TrustOptions.wrap(factory.getTrustManagers()[0]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("quarkus.tls.calls.trust-store can't be used", e);
        }
    }

    /** Returns what loads trust and show. */
    public TlsClient.Trust trust() {
        KeyCertOptions own = calls.getKeyStoreOptions();
        return calls.isTrustAll()
                ? new TlsClient.Trust(null, own, true)
                : new TlsClient.Trust(calls.getTrustStore(), own, false);
    }

    /** Returns the same for clients of the JDK. Blocks on files. */
    public SSLContext context() {
        // Quarkus and Vert.x declare any exception, which only a task passes on.
        FutureTask<SSLContext> made = new FutureTask<>(this::make);
        made.run();
        try {
            return made.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("quarkus.tls.calls can't be used", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private SSLContext make() throws Exception {
        if (!calls.isTrustAll()) {
            return calls.createSSLContext();
        }
        // Of one that looks at no certificate the JDK would still check the host, unless it is of the newer kind.
        KeyCertOptions own = calls.getKeyStoreOptions();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                own == null ? null : own.getKeyManagerFactory(vertx).getKeyManagers(),
                InsecureTrustManagerFactory.INSTANCE.getTrustManagers(),
                null);
        return context;
    }
}
